import { createSandbox, MAIN_LOCATION_ID, MAIN_TOKEN, Sandbox } from '../../apps/sandbox/src/create-sandbox';
import { EXPOSED_HEADERS } from '../../apps/api/src/http/cors';
import { operationsOf, readDocument, resolved } from '../contract/document';
import { startTestApi, TestApi } from '../harness/test-api';
import { createTestDatabase, TestDatabase } from '../harness/test-database';

const PAGE = 'https://app.example.com';
const SEARCH = `/messages/search?locationId=${MAIN_LOCATION_ID}&type=TYPE_CALL,TYPE_SMS&limit=1`;
/** What a browser asks before a search with a token. */
const PREFLIGHT = { 'access-control-request-method': 'GET', 'access-control-request-headers': 'authorization,x-request-id' };
/** Of no use to a page: those that the browser itself heeds, and cookies, which it never shows. */
const OF_BROWSERS = ['cache-control', 'content-security-policy', 'referrer-policy', 'set-cookie', 'x-content-type-options'];

describe('pages of other origins', () => {
  let sandbox: Sandbox;
  let database: TestDatabase;
  const apis: TestApi[] = [];

  beforeAll(async () => {
    sandbox = await createSandbox({ messages: 60, rateLimit: false });
    database = await createTestDatabase();
  });
  afterAll(async () => {
    await Promise.all(apis.map((api) => api.close()));
    await sandbox.close();
    await database.drop();
  });

  const start = async (environment: Record<string, string>): Promise<TestApi> => {
    const api = await startTestApi({ databaseUrl: database.url, upstreamUrl: sandbox.url, token: MAIN_TOKEN, environment });
    apis.push(api);
    return api;
  };
  const corsOf = ({ headers }: Pick<Response, 'headers'>): Record<string, string> =>
    Object.fromEntries([...headers].filter(([name]) => name.startsWith('access-control-')));
  const preflight = ({ url }: TestApi, path: string, origin: string) =>
    fetch(url + path, { method: 'OPTIONS', headers: { origin, ...PREFLIGHT } });

  describe('where an operator lets them in', () => {
    let api: TestApi;

    beforeAll(async () => {
      api = await start({ CORS_ORIGINS: `${PAGE}, http://localhost:5173`, ADMIN_TOKEN: 'the-operators-key-of-these-tests' });
    });

    it('may ask, with any header, and are told for how long that holds', async () => {
      const answer = await preflight(api, SEARCH, PAGE);
      expect([answer.status, await answer.text(), answer.headers.get('vary')]).toEqual([204, '', 'Origin, Access-Control-Request-Headers']);
      expect(corsOf(answer)).toEqual({
        'access-control-allow-origin': PAGE,
        'access-control-allow-methods': 'GET, HEAD, POST',
        'access-control-allow-headers': 'authorization,x-request-id',
        'access-control-expose-headers': EXPOSED_HEADERS.join(', '),
        'access-control-max-age': '7200',
      });
      expect(corsOf(await preflight(api, '/no/such/path', 'http://localhost:5173'))).toMatchObject({
        'access-control-allow-origin': 'http://localhost:5173',
      });
    });

    it.each<[what: string, path: string, status: number, headers?: Record<string, string>]>([
      ['a page', SEARCH, 200],
      ['a stream', SEARCH.replace('&limit=1', ''), 200, { accept: 'application/x-ndjson' }],
      ['events', `/messages/changes?locationId=${MAIN_LOCATION_ID}&type=TYPE_SMS&since=beginning`, 200, { accept: 'text/event-stream' }],
      ['wrong parameters', '/messages/search?limit=0', 422],
      ['no such token', SEARCH, 401, { authorization: 'Bearer pit-unknown' }],
      ['no such route', '/no/such/path', 404],
    ])('see what they are answered: %s', async (_, path, status, headers = {}) => {
      const controller = new AbortController();
      const all = { origin: PAGE, authorization: `Bearer ${MAIN_TOKEN}`, ...headers };
      const answer = await fetch(api.url + path, { headers: all, signal: controller.signal });
      expect([answer.status, corsOf(answer)]).toEqual([
        status,
        { 'access-control-allow-origin': PAGE, 'access-control-expose-headers': EXPOSED_HEADERS.join(', ') },
      ]);
      // Events have no end.
      controller.abort();
    });

    it('see no answer when they are others, and no cache gives them one', async () => {
      const answer = await api.get(SEARCH, { headers: { origin: 'https://evil.example' } });
      expect(answer.headers.has('access-control-allow-origin')).toBe(false);
      expect(answer.headers.get('vary')).toBe('Authorization, Accept, accept-encoding, Origin');
      expect((await api.get(SEARCH)).headers.get('vary')).toBe('Authorization, Accept, accept-encoding, Origin');
      const asked = await preflight(api, SEARCH, 'https://app.example.com.evil.example');
      expect(asked.headers.has('access-control-allow-origin')).toBe(false);
    });

    it('get nothing by what the browser has of itself, such as cookies', async () => {
      for (const answer of [await preflight(api, SEARCH, PAGE), await api.get(SEARCH, { headers: { origin: PAGE } })])
        expect(answer.headers.has('access-control-allow-credentials')).toBe(false);
    });

    it('see an overload as one', async () => {
      const shedding = await start({ CORS_ORIGINS: PAGE, OVERLOAD_DELAY_MS: '1' });
      for (;;) {
        const answer = await shedding.get(SEARCH, { headers: { origin: PAGE } });
        expect(answer.headers.get('access-control-allow-origin')).toBe(PAGE);
        if (answer.status === 503) break;
        for (const end = performance.now() + 100; performance.now() < end;);
      }
    });
  });

  it('are anybody’s, where an operator says so', async () => {
    const api = await start({ CORS_ORIGINS: '*' });
    const { headers } = await api.get(SEARCH, { headers: { origin: 'https://whoever.example' } });
    expect([headers.get('access-control-allow-origin'), headers.get('vary')]).toEqual(['*', 'Authorization, Accept, accept-encoding']);
  });

  it('are kept out unless an operator says otherwise', async () => {
    const api = await start({});
    expect(corsOf(await api.get(SEARCH, { headers: { origin: PAGE } }))).toEqual({});
    const answer = await preflight(api, SEARCH, PAGE);
    expect([answer.status, corsOf(answer)]).toEqual([404, {}]);
  });

  it('may see every header that the contract has for them', () => {
    const document = readDocument();
    const documented = operationsOf(document).flatMap(({ operation }) =>
      Object.values(operation.responses).flatMap((answer) => Object.keys(resolved(document, answer).headers ?? {})),
    );
    const exposed = EXPOSED_HEADERS.map((name) => name.toLowerCase());
    const hidden = [...new Set(documented.map((name) => name.toLowerCase()))].filter((name) => !exposed.includes(name));
    expect(hidden.sort()).toEqual(OF_BROWSERS);
  });
});
