import { AGENCY_TOKEN, MAIN_TOKEN, OTHER_LOCATION_ID, OTHER_TOKEN } from '../../apps/sandbox/src/create-sandbox';
import { Answer } from '../harness/test-api';
import { sendRaw } from './raw-http.fixture';
import { expectError, searchPath } from './search.fixture';
import { FaultStage, LOCATION, setStage } from './stage.fixture';

const LIMIT = 'limit must be a whole number from 1 to 1000';
const PARAMETERS = { locationId: LOCATION, type: ['TYPE_CALL', 'TYPE_SMS'] };
const MEMBERS_ONLY = 'A LeadConnector token is required: Authorization: Bearer <token>.';
const NO_BEARER = 'The Authorization header must be "Bearer <token>" with a token of RFC 6750.';

describe('bad requests', () => {
  let stage: FaultStage;
  const post = (body: unknown, query = '', headers: Record<string, string> = {}): Promise<Answer> =>
    stage.api.post(`/messages/search${query}`, body, { headers: { 'content-type': 'application/json', ...headers } });

  beforeAll(async () => {
    stage = await setStage({ sandbox: { messages: 400 } });
    stage.sandbox.world.addToken({ token: 'pit-no-conversations', locationIds: [LOCATION], scopes: ['conversations/message.readonly'] });
    stage.sandbox.world.addToken({ token: 'pit-no-messages', locationIds: [LOCATION], scopes: ['conversations.readonly'] });
  });

  afterAll(() => stage.close());

  describe('in the body', () => {
    it('answers parameters of the body, of the query, and of both when they agree, alike', async () => {
      const { body: byQuery } = await stage.api.get(searchPath({ limit: '5' }));
      const messages = byQuery.messages as unknown;
      const answers = [
        await post({ ...PARAMETERS, limit: 5 }),
        await post({ limit: '5', type: 'TYPE_SMS,TYPE_CALL' }, `?locationId=${LOCATION}&type=TYPE_CALL&type=TYPE_SMS`),
        await stage.api.post(searchPath({ limit: '5' }), {}),
      ];
      for (const answer of answers) expect(answer.body).toMatchObject({ messages });
    });

    it('refuses different values in query and body', async () => {
      expectError(await post({ ...PARAMETERS, limit: 5 }, '?limit=6'), 422, [
        `${LIMIT}; given more than once with different values: "6", 5`,
      ]);
      expectError(await post(PARAMETERS, '?type=TYPE_CALL'), 422, [
        expect.stringMatching(/^type must be .*given more than once with different values: "TYPE_CALL", \["TYPE_CALL","TYPE_SMS"\]$/),
      ]);
    });

    it.each<[string, unknown, string[]]>([
      ['a limit of the wrong kind', { limit: true }, [`${LIMIT}; given true`]],
      ['a limit that is an object', { limit: { $gt: 0 } }, [`${LIMIT}; given {"$gt":0}`]],
      ['a null', { limit: null }, [`${LIMIT}; given null`]],
      ['a fractional limit', { limit: 1.5 }, [`${LIMIT}; given 1.5`]],
      [
        'an id that is a number',
        { contactId: 7 },
        ['contactId must be the id of a contact: 1 to 128 printable characters without spaces; given 7'],
      ],
      [
        'an unknown field',
        { filters: [] },
        [expect.stringMatching(/^"filters" is not a parameter; allowed are locationId, type, /) as string],
      ],
      ['a field named constructor', { constructor: 1 }, [expect.stringMatching(/^"constructor" is not a parameter/) as string]],
    ])('refuses %s', async (_, more, faults) => {
      expectError(await post({ ...PARAMETERS, ...(more as object) }), 422, faults);
    });

    it.each<[string, string]>([
      ['an array', '[]'],
      ['a number', '7'],
      ['a string', '"locationId"'],
      ['true', 'true'],
    ])('refuses %s as the body with 400', async (_, body) => {
      expectError(await post(body), 400, 'The body must be a JSON object with the parameters as its fields.');
    });

    it.each<[string, string]>([
      ['broken JSON', '{"locationId":'],
      ['JSON with something after it', `${JSON.stringify(PARAMETERS)}}`],
      ['nothing at all', ''],
      ['a prototype in JSON', `{"__proto__":{"locationId":"${LOCATION}"}}`],
      ['a constructor with a prototype in JSON', '{"constructor":{"prototype":{"limit":1}}}'],
    ])('refuses %s with 400', async (_, body) => {
      expectError(await post(body), 400, expect.any(String));
    });

    it('refuses a body of 1 MB with 413', async () => {
      expectError(await post({ ...PARAMETERS, contactId: 'x'.repeat(1_000_000) }), 413, 'Request body is too large');
    });

    it.each(['text/plain', 'application/xml', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])(
      'refuses a body of %s with 415',
      async (type) => {
        expectError(
          await post(JSON.stringify(PARAMETERS), '', { 'content-type': type }),
          415,
          expect.stringMatching(/^Unsupported Media Type/),
        );
      },
    );
  });

  describe('by whom', () => {
    it.each<[string, string | null, string]>([
      ['no token', null, MEMBERS_ONLY],
      ['another scheme', 'Basic dXNlcjpwYXNz', NO_BEARER],
      ['an empty bearer', 'Bearer ', NO_BEARER],
      ['a bearer of spaces', 'Bearer    ', NO_BEARER],
      ['two words after Bearer', 'Bearer one two', NO_BEARER],
      ['a token of forbidden characters', 'Bearer to"ken', NO_BEARER],
      ['a bare token', MAIN_TOKEN, NO_BEARER],
    ])('refuses %s with 401 and says how to authenticate', async (_, authorization, message) => {
      stage.sandbox.clearRequests();
      const answer = await stage.api.get(searchPath(), { token: null, ...(authorization !== null && { headers: { authorization } }) });
      expectError(answer, 401, message);
      expect(answer.headers.get('www-authenticate')).toBe('Bearer');
      expect(stage.sandbox.requests).toEqual([]);
    });

    it('refuses two Authorization headers, even equal ones, with 400', async () => {
      const line = `Authorization: Bearer ${MAIN_TOKEN}\r\n`;
      const text = await sendRaw(stage.api.url, `GET ${searchPath()} HTTP/1.1\r\nHost: api\r\nConnection: close\r\n${line}${line}\r\n`);
      expect(text).toMatch(/^HTTP\/1.1 400 /);
      expect(JSON.parse(text.slice(text.indexOf('\r\n\r\n')))).toEqual({
        statusCode: 400,
        message: 'The Authorization header must be given once; given 2 times.',
        error: 'Bad Request',
        code: 'bad-request',
        traceId: expect.any(String),
      });
    });

    it('refuses a token that upstream does not know with its 401', async () => {
      expectError(await stage.api.get(searchPath(), { token: 'pit-unknown' }), 401, 'Invalid JWT');
    });

    it('refuses a token of another location with 403, whichever location is stored', async () => {
      const message = 'The token does not have access to this location.';
      expect((await stage.api.get(searchPath())).status).toBe(200);
      expectError(await stage.api.get(searchPath(), { token: OTHER_TOKEN }), 403, message);
      expectError(await stage.api.get(searchPath({ locationId: OTHER_LOCATION_ID })), 403, message);
      expectError(await stage.api.get(`/locations/${LOCATION}/sync`, { token: OTHER_TOKEN }), 403, message);
    });

    it('refuses contact fields to a token without their scope, and serves it messages without them', async () => {
      const options = { token: 'pit-no-conversations' };
      expect((await stage.api.get(searchPath(), options)).status).toBe(200);
      expectError(await stage.api.get(searchPath({ includeContact: 'true' }), options), 401, 'The token is not authorized for this scope.');
    });

    it('refuses a token without the scope of messages, contact fields or not', async () => {
      const options = { token: 'pit-no-messages' };
      for (const includeContact of ['false', 'true'])
        expectError(await stage.api.get(searchPath({ includeContact }), options), 401, 'The token is not authorized for this scope.');
    });

    it('serves both locations to a token that reaches both, each its own messages only', async () => {
      for (const locationId of [LOCATION, OTHER_LOCATION_ID]) {
        const { status, body } = await stage.api.get(searchPath({ locationId, limit: '1000' }), { token: AGENCY_TOKEN });
        const messages = body.messages.messages as { locationId: string }[];
        expect({ status, locations: [...new Set(messages.map((message) => message.locationId))] }).toEqual({
          status: 200,
          locations: [locationId],
        });
      }
    });
  });

  describe('and their trace ids', () => {
    it.each<[string, () => Promise<Answer>, number, unknown]>([
      [
        'a validation error',
        () => stage.api.get(searchPath({ limit: '0' }), { headers: { 'x-request-id': 'mine-1' } }),
        422,
        [`${LIMIT}; given 0`],
      ],
      ['a refusal', () => stage.api.get(searchPath(), { token: null, headers: { 'x-request-id': 'mine-1' } }), 401, MEMBERS_ONLY],
      ["upstream's refusal", () => stage.api.get(searchPath(), { token: 'x', headers: { 'x-request-id': 'mine-1' } }), 401, 'Invalid JWT'],
      ['broken JSON', () => post('{', '', { 'x-request-id': 'mine-1' }), 400, expect.any(String)],
      ['an unknown route', () => stage.api.get('/nowhere', { headers: { 'x-request-id': 'mine-1' } }), 404, 'Cannot GET /nowhere'],
    ])("keeps the caller's X-Request-Id on %s, beside a trace id", async (_, request, status, message) => {
      const answer = await request();
      expectError(answer, status, message);
      expect(answer.headers.get('x-request-id')).toBe('mine-1');
    });

    it.each(['two words', 'x'.repeat(129), 'caf\u00e9', ''])('replaces an unusable X-Request-Id: %j', async (given) => {
      const answer = await stage.api.get('/nowhere', { headers: { 'x-request-id': given } });
      expectError(answer, 404, 'Cannot GET /nowhere');
      expect(answer.headers.get('x-request-id')).toBe(answer.body.traceId);
    });
  });

  describe('to nowhere', () => {
    it.each(['/', '/messages', '/messages/search/more', '/locations', `/locations/${LOCATION}`])('answers 404 for %s', async (path) => {
      expectError(await stage.api.get(path), 404, `Cannot GET ${path}`);
    });

    it('answers 404 for a method that a path does not have, naming it', async () => {
      for (const method of ['PUT', 'PATCH', 'DELETE']) {
        const response = await fetch(stage.api.url + searchPath(), { method });
        expect({ status: response.status, body: await response.json() }).toMatchObject({
          status: 404,
          body: { statusCode: 404, error: 'Not Found', message: expect.stringMatching(`^Cannot ${method} /messages/search`) },
        });
      }
    });

    it('refuses a location that is no id on /sync', async () => {
      expectError(await stage.api.get('/locations/a%00b/sync'), 422, [expect.stringMatching(/^locationId must be the id of a location/)]);
      expectError(await stage.api.get(`/locations/${LOCATION}/sync?limit=1`), 422, ['"limit" is not a parameter; allowed are locationId']);
    });

    it('refuses a URL that is not properly encoded with 400', async () => {
      expectError(await stage.api.get('/locations/%E0%A4%A/sync'), 400, expect.any(String));
    });
  });

  it('refuses headers of 100 KB with 431 and goes on serving', async () => {
    const text = await sendRaw(stage.api.url, `GET / HTTP/1.1\r\nHost: api\r\nX-Long: ${'x'.repeat(100_000)}\r\n\r\n`);
    expect(text).toMatch(/^HTTP\/1.1 431 /);
    expect((await stage.api.get('/health/live')).status).toBe(200);
  });
});
