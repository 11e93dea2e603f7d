import { ManualClock } from './clock';
import { createSandbox, Sandbox } from './create-sandbox';
import { DEFAULT_ANCHOR } from './options';
import { ask, askExport } from './sandbox-client.fixture';
import { MAIN_LOCATION_ID } from './world/location.entity';

const open: Sandbox[] = [];
const start: typeof createSandbox = async (options) => {
  const sandbox = await createSandbox(options);
  open.push(sandbox);
  return sandbox;
};
afterEach(async () => {
  for (const sandbox of open.splice(0)) await sandbox.close();
});
const aClock = () => new ManualClock(DEFAULT_ANCHOR.getTime() + 60_000);

describe('createSandbox', () => {
  it('answers the same bytes for the same options and requests', async () => {
    const [one, two] = [await start({ messages: 1_000, clock: aClock() }), await start({ messages: 1_000, clock: aClock() })];
    const bytes = async ({ url }: Sandbox) => {
      const headers = { Authorization: 'Bearer pit-sandbox-main', Version: 'v3' };
      const response = await fetch(`${url}/conversations/messages/export?locationId=${MAIN_LOCATION_ID}`, { headers });
      return response.text();
    };
    expect(await bytes(one)).toBe(await bytes(two));
    expect(await bytes(one)).not.toBe('');
  });

  it('refuses the 101st request in ten seconds, and only of that location', async () => {
    const clock = aClock();
    const { url } = await start({ messages: 100, clock });
    const statuses: number[] = [];
    for (let i = 0; i < 101; i++) statuses.push((await askExport(url, { limit: 10 })).status);
    expect(statuses).toEqual([...Array.from({ length: 100 }, () => 200), 429]);
    const refused = await askExport(url);
    expect(refused.body).toEqual({
      statusCode: 429,
      message: 'Too Many Requests',
      error: 'Too Many Requests',
      traceId: expect.any(String),
    });
    expect([refused.headers.get('Retry-After'), refused.headers.get('X-RateLimit-Remaining')]).toEqual([null, '0']);
    const other = { headers: { Authorization: 'Bearer pit-sandbox-other' } };
    expect((await ask(url, '/users/', { locationId: 'bQ7xK2mN9pL4sT8vW1yZ' }, other)).status).toBe(200);
    clock.advance(10_000);
    expect((await askExport(url)).headers.get('X-RateLimit-Remaining')).toBe('99');
  });

  it('records what was asked and what was answered, never a token', async () => {
    const clock = aClock();
    const { url, requests, clearRequests } = await start({ messages: 100, clock });
    await askExport(url, { limit: 10 });
    await ask(url, '/contacts/nope', {}, { headers: { Authorization: 'Bearer secret-token' } });
    expect(requests).toEqual([
      {
        method: 'GET',
        path: '/conversations/messages/export',
        query: { locationId: MAIN_LOCATION_ID, limit: '10' },
        locationId: MAIN_LOCATION_ID,
        tokenLabel: 'main',
        status: 200,
        at: clock.now(),
      },
      { method: 'GET', path: '/contacts/nope', query: {}, locationId: null, tokenLabel: null, status: 401, at: clock.now() },
    ]);
    clearRequests();
    expect(requests).toEqual([]);
  });

  it('holds back what was updated within the index delay before the clock', async () => {
    const { url, world } = await start({
      messages: 2_000,
      clock: new ManualClock(DEFAULT_ANCHOR.getTime() - 30 * 86_400_000),
      indexDelayMs: 5_000,
    });
    const { total } = (await askExport(url)).body;
    const latestMs = DEFAULT_ANCHOR.getTime() - 30 * 86_400_000 - 5_000;
    const visible = world
      .messagesOf(MAIN_LOCATION_ID)
      .filter(({ type, dateAdded, dateUpdated }) => type !== 3 && Date.parse(dateUpdated ?? dateAdded) <= latestMs);
    expect(total).toBe(visible.length);
    expect(total).toBeGreaterThan(100);
  });
});
