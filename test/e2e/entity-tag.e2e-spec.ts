import { Answer } from '../harness/test-api';
import { setStage, Stage } from './truth.stage';

const DAY_MS = 86_400_000;

describe('the ETag of a search', () => {
  let stage: Stage;
  let path: string;

  beforeAll(async () => {
    stage = await setStage({ messages: 600 });
    path = `/messages/search?locationId=${stage.locationId}&type=TYPE_CALL,TYPE_SMS`;
    await stage.api.get(path);
  });

  afterAll(() => stage.close());

  const get = (suffix = '', headers: Record<string, string> = {}) => stage.api.get(path + suffix, { headers });
  const tagOf = async (suffix = ''): Promise<string> => (await get(suffix)).headers.get('etag') ?? '';
  const whole = ({ body }: Answer): unknown => ({ ...body, traceId: undefined });

  it('stays while nothing changes, though upstream is asked again', async () => {
    const tag = await tagOf();
    expect(tag).toMatch(/^W\/"[A-Za-z0-9_-]{43}"$/);
    stage.clock.advance(60_000);
    expect(await tagOf()).toBe(tag);
  });

  it('spares the caller a page that it has', async () => {
    const tag = await tagOf();
    const again = await get('', { 'if-none-match': `"another", ${tag}` });
    expect(again.status).toBe(304);
    expect(again.body).toBe('');
    expect(again.headers.get('etag')).toBe(tag);
    expect(again.headers.get('age')).toMatch(/^\d+$/);
    expect(again.headers.get('cache-control')).toBe('private, no-cache');
    expect((await get('', { 'if-none-match': '"another"' })).status).toBe(200);
  });

  it('is not for who may not read the location', async () => {
    const headers = { 'if-none-match': await tagOf() };
    const foreign = await stage.api.get(path, { token: 'pit-sandbox-other', headers });
    expect(foreign.status).toBe(403);
    expect(foreign.headers.get('etag')).toBeNull();
  });

  it('differs from query to query', async () => {
    const queries = [
      '',
      '&limit=51',
      '&sort=desc',
      '&includeContact=true',
      '&includeTotal=true',
      '&direction=inbound',
      '&status=completed',
      '&query=ann',
      '&query=bob',
    ];
    const tags = await Promise.all(queries.map(tagOf));
    expect(new Set(tags).size).toBe(queries.length);
  });

  it('changes with a message, and the page with it', async () => {
    const [tag, before] = [await tagOf('&sort=desc'), await get('&sort=desc')];
    const [first] = before.body.messages.messages as { id: string }[];
    stage.sandbox.world.updateMessage(first?.id ?? '', { status: 'failed' });
    stage.clock.advance(DAY_MS);
    const after = await get('&sort=desc', { 'if-none-match': tag });
    expect(after.status).toBe(200);
    expect(after.headers.get('etag')).not.toBe(tag);
    expect(after.body.messages.messages).toContainEqual(expect.objectContaining({ id: first?.id, status: 'failed' }));
  });

  it('finds the same page when it is kept in memory as when it was read', async () => {
    const cold = await get('&includeContact=true&includeTotal=true');
    expect(whole(await get('&includeContact=true&includeTotal=true'))).toEqual(whole(cold));
  });
});
