import {
  createSandbox,
  MAIN_LOCATION_ID,
  MAIN_TOKEN,
  OTHER_LOCATION_ID,
  Sandbox,
  SANDBOX_APP,
} from '../../apps/sandbox/src/create-sandbox';
import { ApiProcess, endProcess, startApiProcess } from '../faults/api-process.fixture';
import { createTestDatabase, TestDatabase } from '../harness/test-database';
import { ADMIN_TOKEN, environmentFor, install, KEYS, request } from './connections.stage';

describe('the log of connections at its most talkative', () => {
  let sandbox: Sandbox;
  let database: TestDatabase;
  let api: ApiProcess;

  beforeAll(async () => {
    sandbox = await createSandbox({ messages: 50, otherMessages: 10, rateLimit: false });
    database = await createTestDatabase();
    api = await startApiProcess({
      ...environmentFor(sandbox),
      DATABASE_URL: database.url,
      LEADCONNECTOR_BASE_URL: sandbox.url,
      LOG_LEVEL: 'trace',
      BACKGROUND_SYNC: 'on',
    });
  });

  afterAll(async () => {
    await endProcess(api);
    await sandbox.close();
    await database.drop();
  });

  it('holds no token, key, secret or code, whatever happens', async () => {
    const admin = (method: string, locationId: string, body?: unknown, key = ADMIN_TOKEN) =>
      request(`${api.url}/locations/${locationId}/connection`, method, { authorization: `Bearer ${key}` }, body);
    const put = (token: string) => admin('PUT', MAIN_LOCATION_ID, { type: 'private-integration', token });
    const planted = 'pit-planted-5ecre7';
    const saying = (status: number) => ({ kind: 'status', status, body: { statusCode: status, message: `no ${planted}` } }) as const;
    for (const status of [400, 401, 403, 422, 500]) {
      sandbox.faults.next({ path: '/conversations/messages/export' }, saying(status), 5);
      await put(planted);
      sandbox.faults.clear();
    }
    expect((await put(MAIN_TOKEN)).status).toBe(200);
    await put(`${planted} with a space`);
    await request(`${api.url}/locations/x/connection`, 'PUT', { authorization: `Bearer ${ADMIN_TOKEN}x` }, { token: planted });
    await request(`${api.url}/connections?token=${planted}`, 'GET', { authorization: `Bearer ${ADMIN_TOKEN}` });
    for (const choice of ['agency', OTHER_LOCATION_ID, 'deny']) await install(api, choice);
    sandbox.faults.next(
      { path: '/oauth/token' },
      { kind: 'status', status: 400, body: { error: 'invalid_grant', error_description: planted } },
    );
    await install(api, OTHER_LOCATION_ID);
    sandbox.faults.next({ path: '/oauth/token' }, { kind: 'reset' });
    await install(api, OTHER_LOCATION_ID);
    await database.drop();
    expect((await put(MAIN_TOKEN)).status).toBe(503);
    await install(api, OTHER_LOCATION_ID);
    expect(await endProcess(api, 'SIGTERM')).toBe(0);

    const log = api.output();
    expect(log).toContain(`"path":"/locations/${MAIN_LOCATION_ID}/connection"`);
    expect(log).toContain('"path":"/oauth/callback"');
    const forms = sandbox.requests.map(({ body }) => (body ?? {}) as Record<string, unknown>);
    const codes = forms.flatMap(({ code, refresh_token }) => [code, refresh_token]).filter((one) => typeof one === 'string');
    expect(codes.length).toBeGreaterThanOrEqual(4);
    const secrets = [planted, ADMIN_TOKEN, KEYS[0], SANDBOX_APP.clientSecret, ...codes, ...sandbox.world.tokens.keys()];
    expect(secrets.filter((secret) => log.includes(secret))).toEqual([]);
  });
});
