import { once } from 'node:events';
import { createServer } from 'node:net';
import { AddressInfo } from 'node:net';
import { createSandbox, MAIN_TOKEN, Sandbox, systemClock } from '../../apps/sandbox/src/create-sandbox';
import { OperatorServer } from '../../apps/api/src/operator/operator.server';
import { spawnApi } from '../faults/api-process.fixture';
import { searchPath } from '../faults/search.fixture';
import { ANCHOR, LOCATION } from '../faults/stage.fixture';
import { startTestApi, TestApi } from '../harness/test-api';
import { createTestDatabase, onServer, TestDatabase } from '../harness/test-database';
import { startUpstreamProxy, UpstreamProxy } from './upstream.proxy';

const PREFIX = 'leadconnector_messages_';

const metricsUrlOf = ({ app }: TestApi): string => `http://127.0.0.1:${app.get(OperatorServer, { strict: false }).port}/metrics`;

describe('Metrics', () => {
  let sandbox: Sandbox;
  let proxy: UpstreamProxy;
  let database: TestDatabase;
  let api: TestApi;
  let metricsUrl: string;

  beforeAll(async () => {
    sandbox = await createSandbox({ anchor: ANCHOR, clock: systemClock, messages: 700, rateLimit: false });
    proxy = await startUpstreamProxy(sandbox.url);
    database = await createTestDatabase();
    const environment = { OPERATOR_PORT: '0', HOST: '127.0.0.1', SEARCH_MAX_AGE_MS: '86400000' };
    api = await startTestApi({ databaseUrl: database.url, upstreamUrl: proxy.url, token: MAIN_TOKEN, environment });
    metricsUrl = metricsUrlOf(api);
  });

  afterAll(async () => {
    await api.close();
    // After the last answer, and not before.
    await expect(fetch(metricsUrl)).rejects.toThrow('fetch failed');
    await proxy.close();
    await sandbox.close();
    await database.drop();
  });

  const scrape = async (of = api): Promise<string> => (await fetch(metricsUrlOf(of))).text();
  /** The value of the one series that has these labels. */
  const valueOf = (text: string, name: string, labels: Record<string, string> = {}): number | undefined => {
    const lines = text.split('\n').filter((line) => line.startsWith(`${PREFIX}${name}{`) || line.startsWith(`${PREFIX}${name} `));
    const found = lines.filter((line) => Object.entries(labels).every(([label, value]) => line.includes(`${label}="${value}"`)));
    return found.length === 1 ? Number(found[0]?.split(' ').at(-1)) : undefined;
  };

  it('count what was asked, walked, stored and sent on, by routes and never by ids', async () => {
    const first = await api.get(searchPath({ limit: '5' }));
    await api.get(searchPath({ limit: '5' }));
    await api.get(`/conversations/messages/${String(first.body.messages.messages[0].id)}`, { headers: { 'x-location-id': LOCATION } });
    await api.get('/nowhere/at/all');
    const text = await scrape();
    expect({
      searches: valueOf(text, 'http_requests_total', { route: '/messages/search', status: '200' }),
      single: valueOf(text, 'http_requests_total', { route: '/conversations/messages/:id', status: '200' }),
      unknown: valueOf(text, 'http_requests_total', { route: 'none', status: '404' }),
      error: valueOf(text, 'http_errors_total', { route: 'none', code: 'not-found' }),
      cold: valueOf(text, 'search_page_duration_seconds_count', { walked: 'true' }),
      warm: valueOf(text, 'search_page_duration_seconds_count', { walked: 'false' }),
      givenOut: valueOf(text, 'exported_records_total', { operation: 'search' }),
      pages: valueOf(text, 'walk_pages_total', { channel: 'messages' }),
      takeOvers: valueOf(text, 'lease_takeovers_total'),
      verdicts: valueOf(text, 'cache_requests_total', { kind: 'access-messages', outcome: 'hit' }),
      locations: valueOf(text, 'upstream_locations'),
      waiting: valueOf(text, 'store_connections', { driver: 'pages', state: 'waiting' }),
      most: valueOf(text, 'store_connections_max', { driver: 'statements' }),
      copies: valueOf(text, 'coverage_locations', { class: 'on-demand' }),
      up: valueOf(text, 'store_up'),
      dead: valueOf(text, 'events_dead_letters'),
      failing: valueOf(text, 'background_locations', { state: 'failing' }),
    }).toEqual({
      ...{ searches: 2, single: 1, unknown: 1, error: 1, cold: 1, warm: 1, givenOut: 10, pages: expect.any(Number), takeOvers: 0 },
      ...{ verdicts: expect.any(Number), locations: 1, waiting: 0, most: 10, copies: 1, up: 1, dead: 0, failing: 0 },
    });
    const stored = sandbox.world.messages.size;
    expect(valueOf(text, 'messages_stored_total', { channel: 'messages' })).toBeLessThanOrEqual(stored);
    expect(valueOf(text, 'messages_stored_total', { channel: 'messages' })).toBeGreaterThan(600);
    expect(valueOf(text, 'coverage_age_seconds', { class: 'on-demand', quantile: '1' })).toBeGreaterThan(0);
    expect(valueOf(text, 'upstream_budget_used_ratio')).toBeGreaterThan(0);
    expect(text).toContain('nodejs_eventloop_lag_p99_seconds');
    for (const secret of [LOCATION, MAIN_TOKEN, 'nowhere', String(first.body.messages.messages[0].id)]) expect(text).not.toContain(secret);
  });

  it('are served on the port of the operator alone', async () => {
    expect((await api.get('/metrics', { token: null })).status).toBe(404);
    const other = await fetch(metricsUrl.replace('/metrics', `/messages/search?locationId=${LOCATION}&type=TYPE_SMS`));
    expect(other.status).toBe(404);
    expect((await fetch(metricsUrl, { method: 'POST' })).status).toBe(405);
  });

  it('say that the store is away, and nothing about what is in it, and are there all the same', async () => {
    const lost = await createTestDatabase();
    const environment = { OPERATOR_PORT: '0', HOST: '127.0.0.1' };
    const other = await startTestApi({ databaseUrl: lost.url, upstreamUrl: proxy.url, token: MAIN_TOKEN, environment });
    await lost.drop();
    const text = await scrape(other);
    await other.close();
    expect(valueOf(text, 'store_up')).toBe(0);
    for (const name of ['coverage_locations', 'events_waiting', 'events_dead_letters', 'background_locations'])
      expect(text).not.toMatch(new RegExp(`^${PREFIX}${name}[ {]`, 'm'));
    expect(valueOf(text, 'http_requests_in_flight')).toBe(0);
  });

  it('count a lease that was taken over from a process that fell silent', async () => {
    const left = await createTestDatabase();
    await onServer(
      left.url,
      `insert into locations (location_id, lease_holder, lease_fence, lease_expires_at)
       values ('${LOCATION}', 'a process that fell silent', 1, clock_timestamp() - interval '1 second')`,
    );
    const environment = { OPERATOR_PORT: '0', HOST: '127.0.0.1', SEARCH_MAX_AGE_MS: '86400000' };
    const heir = await startTestApi({ databaseUrl: left.url, upstreamUrl: proxy.url, token: MAIN_TOKEN, environment });
    const takeOvers = async () => valueOf(await scrape(heir), 'lease_takeovers_total');
    expect(await takeOvers()).toBe(0);
    expect((await heir.get(searchPath({ limit: '5' }))).status).toBe(200);
    expect(await takeOvers()).toBe(1);
    await heir.close();
    await left.drop();
  });

  it('leave upstream told of the trace that the answer names, though no spans are exported', async () => {
    const traceId = '0af7651916cd43dd8448eb211c80319c';
    const before = proxy.passed.length;
    const headers = { traceparent: `00-${traceId}-b7ad6b7169203331-00`, 'cache-control': 'no-cache' };
    const { body } = await api.get(searchPath({ limit: '1' }), { headers });
    expect(body.traceId).toBe(traceId);
    const passed = proxy.passed.slice(before);
    expect(passed.map(({ path }) => path)).toContain('/conversations/messages/export');
    for (const { traceparent } of passed) expect(traceparent).toMatch(new RegExp(`^00-${traceId}-(?!b7ad6b7169203331)[0-9a-f]{16}-00$`));
  });
});

describe('A port of the operator that is taken', () => {
  it('ends the start with status 1, and the service listens nowhere', async () => {
    const database = await createTestDatabase();
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const api = await spawnApi({ DATABASE_URL: database.url, OPERATOR_PORT: String((taken.address() as AddressInfo).port) });
    expect(await api.exited).toBe(1);
    expect(api.output()).toContain('EADDRINUSE');
    await expect(fetch(`${api.url}/health/live`)).rejects.toThrow('fetch failed');
    taken.close();
    await database.drop();
  });
});
