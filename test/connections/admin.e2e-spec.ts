import { MAIN_LOCATION_ID, MAIN_TOKEN, OTHER_LOCATION_ID, OTHER_TOKEN } from '../../apps/sandbox/src/create-sandbox';
import { ADMIN_TOKEN, ConnectionsStage, request, setConnectionsStage } from './connections.stage';

const EXPORT = '/conversations/messages/export';
const CONNECTION = `/locations/${MAIN_LOCATION_ID}/connection`;
const PIT = { type: 'private-integration', token: MAIN_TOKEN };
const DATE = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
const TRACE_ID = expect.any(String);
const ROUTES = [
  ['GET', '/connections'],
  ['GET', CONNECTION],
  ['PUT', CONNECTION],
  ['DELETE', CONNECTION],
] as const;

describe('the operator’s routes', () => {
  let stage: ConnectionsStage;
  const { admin } = { admin: (...parameters: Parameters<ConnectionsStage['admin']>) => stage.admin(...parameters) };

  beforeEach(async () => {
    stage = await setConnectionsStage();
  });

  afterEach(() => stage.close());

  it.each(ROUTES)('%s %s does not exist without ADMIN_TOKEN: it answers as any unknown path', async (method, path) => {
    const without = await stage.startAnotherApi({ ADMIN_TOKEN: '' });
    const answer = await admin(method, path, method === 'PUT' ? PIT : undefined, without);
    expect({ status: answer.status, body: answer.body }).toEqual({
      status: 404,
      body: { statusCode: 404, message: `Cannot ${method} ${path}`, error: 'Not Found', code: 'not-found', traceId: TRACE_ID },
    });
    const unknown = await admin(method, `${path}x`, method === 'PUT' ? PIT : undefined, without);
    expect({ ...unknown.body, message: '', traceId: '' }).toEqual({ ...answer.body, message: '', traceId: '' });
    expect(unknown.body.message).toBe(`Cannot ${method} ${path}x`);
  });

  it.each(ROUTES)('%s %s wants the operator’s key and no other', async (method, path) => {
    const send = (headers: Record<string, string>) => request(stage.api.url + path, method, headers, method === 'PUT' ? PIT : undefined);
    const wrong = ['x'.repeat(16), ADMIN_TOKEN.slice(0, -1), `${ADMIN_TOKEN}x`, ADMIN_TOKEN.toUpperCase(), MAIN_TOKEN];
    for (const token of wrong) {
      const { status, headers, body } = await send({ authorization: `Bearer ${token}` });
      expect({ status, message: body.message, wanted: headers.get('www-authenticate') }).toEqual({
        status: 401,
        message: "This is not the operator's key.",
        wanted: 'Bearer',
      });
    }
    expect((await send({})).status).toBe(401);
    expect(await stage.query('select from connections')).toEqual([]);
  });

  it('store a token that upstream accepts for the location, and never show it', async () => {
    const stored = await admin('PUT', CONNECTION, PIT);
    const connection = {
      locationId: MAIN_LOCATION_ID,
      type: 'private-integration',
      status: 'active',
      companyId: null,
      createdAt: DATE,
      updatedAt: DATE,
      expiresAt: null,
      lastFailure: null,
    };
    expect({ status: stored.status, body: stored.body }).toEqual({ status: 200, body: { ...connection, traceId: TRACE_ID } });
    const found = await admin('GET', CONNECTION);
    expect(found.body).toEqual({ ...stored.body, traceId: TRACE_ID });
    const list = await admin('GET', '/connections');
    expect(list.body).toEqual({ connections: [connection], nextAfter: null, underOldKeys: 0, traceId: TRACE_ID });
    expect(JSON.stringify([stored, found, list])).not.toContain(MAIN_TOKEN);
  });

  it('pass on what upstream says against a token, and store nothing', async () => {
    const unknown = await admin('PUT', CONNECTION, { ...PIT, token: 'pit-planted-secret' });
    const elsewhere = await admin('PUT', CONNECTION, { ...PIT, token: OTHER_TOKEN });
    const said = 'token must be one that LeadConnector accepts for this location; it said: ';
    expect([unknown, elsewhere].map(({ status, body }) => [status, body.message])).toEqual([
      [422, [`${said}Invalid JWT`]],
      [422, [`${said}The token does not have access to this location.`]],
    ]);
    expect(await stage.query('select from connections')).toEqual([]);
  });

  it.each([
    [{ kind: 'status', status: 500 } as const, 502],
    [{ kind: 'reset' } as const, 502],
    [{ kind: 'html', status: 503 } as const, 502],
    [{ kind: 'status', status: 429, headers: { 'retry-after': '3600' } } as const, 503],
  ])('store nothing when upstream fails with %j', async (fault, status) => {
    await admin('PUT', CONNECTION, PIT);
    const before = await stage.query('select * from connections');
    stage.sandbox.faults.always({ path: EXPORT }, fault);
    const answer = await admin('PUT', CONNECTION, PIT);
    expect(answer.status).toBe(status);
    expect(await stage.query('select * from connections')).toEqual(before);
  });

  it('name every fault of what is given, but not what was given for the token', async () => {
    const put = (body: unknown, query = '') => admin('PUT', CONNECTION + query, body);
    const secret = 'planted secret';
    const answers = await Promise.all([
      put({ type: 'oauth', token: secret }),
      put({}),
      put({ ...PIT, extra: 1 }),
      put(PIT, '?token=planted-secret'),
      put([PIT]),
      put({ ...PIT, locationId: OTHER_LOCATION_ID }),
    ]);
    const tokenFault = 'token must be a LeadConnector token: 1 to 8192 characters of RFC 6750';
    expect(answers.map(({ status }) => status)).toEqual([422, 422, 422, 422, 400, 422]);
    expect(answers[0]?.body.message).toEqual([
      'type must be "private-integration"; OAuth connections are made by GET /oauth/install; given "oauth"',
      tokenFault,
    ]);
    expect(answers[1]?.body.message).toContain(tokenFault);
    expect(JSON.stringify(answers)).not.toMatch(/planted.secret/);
    expect(await stage.query('select from connections')).toEqual([]);
  });

  it('say what is missing when secrets can not be stored, and list all the same', async () => {
    await admin('PUT', CONNECTION, PIT);
    const without = await stage.startAnotherApi({ ENCRYPTION_KEYS: '' });
    const refused = await admin('PUT', CONNECTION, PIT, without);
    expect([refused.status, refused.body.message]).toEqual([409, 'Connections need ENCRYPTION_KEYS to be set: base64 of 32 random bytes.']);
    const list = await admin('GET', '/connections', undefined, without);
    expect(list.body).toMatchObject({
      connections: [{ locationId: MAIN_LOCATION_ID, status: 'needs-reauthorization', lastFailure: 'key-missing' }],
      underOldKeys: 1,
    });
  });

  it('list by location, page by page', async () => {
    const ids = Array.from({ length: 7 }, (_, index) => `loc${index}`);
    await stage.query(`insert into connections (location_id, type) select unnest($1::text[]), 'oauth'`, [ids]);
    const seen: string[] = [];
    for (let after: string | null = ''; after !== null;) {
      const { body } = await admin('GET', `/connections?limit=3${after && `&after=${after}`}`);
      seen.push(...body.connections.map(({ locationId }: { locationId: string }) => locationId));
      after = body.nextAfter as string | null;
    }
    expect(seen).toEqual(ids);
    expect((await admin('GET', '/connections?limit=0&page=2')).status).toBe(422);
  });

  it('delete a connection once, and keep what is stored of the location', async () => {
    await admin('PUT', CONNECTION, PIT);
    await stage.query(`insert into locations (location_id) values ($1)`, [MAIN_LOCATION_ID]);
    const first = await admin('DELETE', CONNECTION);
    expect([first.status, first.body]).toEqual([200, { locationId: MAIN_LOCATION_ID, deleted: true, purged: null, traceId: TRACE_ID }]);
    expect((await admin('DELETE', CONNECTION)).body).toMatchObject({ deleted: false, purged: null });
    const gone = await admin('GET', CONNECTION);
    expect([gone.status, gone.body.message]).toEqual([404, `Location ${MAIN_LOCATION_ID} has no connection.`]);
    expect(await stage.query('select from locations')).toHaveLength(1);
  });
});
