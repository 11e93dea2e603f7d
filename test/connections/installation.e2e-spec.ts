import { MAIN_LOCATION_ID, OTHER_LOCATION_ID, SANDBOX_APP } from '../../apps/sandbox/src/create-sandbox';
import { ConnectionsStage, environmentFor, request, serviceOf, setConnectionsStage } from './connections.stage';

const PAGE = /^<!doctype html><html lang="en"><head><meta charset="utf-8">.*<h1>(.*)<\/h1><p>(.*)<\/p><\/body><\/html>\n$/;
const titleOf = (html: unknown) => PAGE.exec(String(html))?.[1];

describe('installing the app', () => {
  let stage: ConnectionsStage;

  beforeEach(async () => {
    stage = await setConnectionsStage();
  });

  afterEach(() => stage.close());

  const credentialWorks = async (locationId: string): Promise<boolean> => {
    const credential = await serviceOf(stage.api).credentialOf(locationId);
    if (!credential) return false;
    const { status } = await stage.api.get(`/locations/${locationId}/sync`, { token: credential.token });
    return status === 200;
  };
  const begin = () => request(`${stage.api.url}/oauth/install`, 'GET', {});
  const callback = (query: Record<string, string>, cookie = '') =>
    request(`${stage.api.url}/oauth/callback?${new URLSearchParams(query).toString()}`, 'GET', { cookie });

  it('sends a person to the consent page with a state and a cookie', async () => {
    const { status, headers } = await begin();
    const url = new URL(headers.get('location') ?? '');
    const { state, ...query } = Object.fromEntries(url.searchParams);
    const environment = environmentFor(stage.sandbox);
    expect({ status, page: url.origin + url.pathname, query, state }).toEqual({
      status: 302,
      page: environment.OAUTH_CONSENT_URL,
      query: {
        response_type: 'code',
        redirect_uri: environment.OAUTH_REDIRECT_URL,
        client_id: SANDBOX_APP.clientId,
        scope: environment.OAUTH_SCOPES,
      },
      state: expect.stringMatching(/^[0-9a-z]+\.[\w-]{43}$/),
    });
    expect(headers.get('set-cookie')).toMatch(/^lcm_oauth=[\w-]{43}; Path=\/oauth\/callback; Max-Age=600; HttpOnly; SameSite=Lax$/);
  });

  it('connects a location, whose token works', async () => {
    const { status, headers, body } = await stage.install(MAIN_LOCATION_ID);
    expect([status, titleOf(body), headers.get('content-type')]).toEqual([200, 'Connected', 'text/html; charset=utf-8']);
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('set-cookie')).toContain('lcm_oauth=; Path=/oauth/callback; Max-Age=0');
    const connection = await stage.admin('GET', `/locations/${MAIN_LOCATION_ID}/connection`);
    expect(connection.body).toMatchObject({
      type: 'oauth',
      status: 'active',
      companyId: null,
      expiresAt: expect.any(String),
      lastFailure: null,
    });
    expect(await credentialWorks(MAIN_LOCATION_ID)).toBe(true);
  });

  it('connects an agency: its locations are listed, and get their tokens when they are needed', async () => {
    stage.sandbox.oauth.uninstall(OTHER_LOCATION_ID);
    expect(titleOf((await stage.install('agency')).body)).toBe('Connected');
    expect(await serviceOf(stage.api).list()).toEqual([{ locationId: MAIN_LOCATION_ID, status: 'active', type: 'oauth' }]);
    const exchanges = () => stage.sandbox.requests.filter(({ path }) => path === '/oauth/locationToken').length;
    expect(exchanges()).toBe(0);
    expect(await Promise.all([1, 2, 3].map(() => credentialWorks(MAIN_LOCATION_ID)))).toEqual([true, true, true]);
    expect(exchanges()).toBe(1);
    // Installed somewhere else later on: an event tells.
    stage.sandbox.oauth.consent({ locationId: OTHER_LOCATION_ID });
    await serviceOf(stage.api).installed(OTHER_LOCATION_ID, SANDBOX_APP.companyId);
    expect(await credentialWorks(OTHER_LOCATION_ID)).toBe(true);
    await serviceOf(stage.api).installed('elsewhere', 'of-another-agency');
    expect(await serviceOf(stage.api).isConnected('elsewhere')).toBe(false);
  });

  it('keeps an agency whose locations could not be listed, and lists them later', async () => {
    stage.sandbox.faults.always({ path: '/oauth/installedLocations' }, { kind: 'status', status: 400 });
    expect(titleOf((await stage.install('agency')).body)).toBe('Connected');
    expect(await serviceOf(stage.api).list()).toEqual([]);
    stage.sandbox.faults.clear();
    const another = await stage.startAnotherApi();
    await stage.upkeep(another);
    expect((await serviceOf(stage.api).list()).map(({ locationId }) => locationId)).toEqual([OTHER_LOCATION_ID, MAIN_LOCATION_ID].sort());
  });

  it('leaves a location its own connection when its agency installs the app', async () => {
    await stage.install(MAIN_LOCATION_ID);
    const own = await stage.query('select * from connections');
    await stage.install('agency');
    expect(await stage.query('select * from connections where location_id = $1', [MAIN_LOCATION_ID])).toEqual(own);
  });

  it('refuses whoever did not begin in this browser, and asks upstream nothing', async () => {
    const mine = await begin();
    const cookie = (mine.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    const state = new URL(mine.headers.get('location') ?? '').searchParams.get('state') ?? '';
    const other = await begin();
    const otherState = new URL(other.headers.get('location') ?? '').searchParams.get('state') ?? '';
    const code = stage.sandbox.oauth.consent({ locationId: MAIN_LOCATION_ID });
    const answers = await Promise.all([
      callback({ code, state }),
      callback({ code }, cookie),
      callback({ code, state: otherState }, cookie),
      callback({ code, state: `${state}x` }, cookie),
      callback({ code: '<script>', state: '<script>' }, cookie),
    ]);
    expect(answers.map(({ status, body }) => [status, titleOf(body)])).toEqual(answers.map(() => [400, 'Not connected']));
    expect(JSON.stringify(answers.map(({ body }) => body as string))).not.toContain('script');
    expect(stage.grants('authorization_code')).toEqual([]);
    // The same code with what belongs together is good, once.
    expect((await callback({ code, state }, cookie)).status).toBe(200);
    expect((await callback({ code, state }, cookie)).status).toBe(400);
  });

  it('says so when the person does not consent, upstream refuses or is away, and stores nothing', async () => {
    const denied = await stage.install('deny');
    stage.sandbox.faults.next({ path: '/oauth/token' }, { kind: 'status', status: 400, body: { error: 'invalid_grant' } });
    const refused = await stage.install(MAIN_LOCATION_ID);
    stage.sandbox.faults.always({ path: '/oauth/token' }, { kind: 'status', status: 503 });
    const away = await stage.install(MAIN_LOCATION_ID);
    expect([denied, refused, away].map(({ status, body }) => [status, PAGE.exec(String(body))?.[2]])).toEqual([
      [400, 'The consent was not given. Nothing was changed.'],
      [400, 'LeadConnector does not accept this installation any more. Please begin it again.'],
      [502, 'LeadConnector could not be asked. Please begin again in a few minutes.'],
    ]);
    // A code is good for one use: it's not sent twice, whatever comes of it.
    expect(stage.grants('authorization_code')).toHaveLength(2);
    expect(await stage.query('select from connections')).toEqual([]);
  });

  it('does not spend a code that it could not keep', async () => {
    await stage.close();
    stage = await setConnectionsStage({ ENCRYPTION_KEYS: '' });
    const { status, body } = await stage.install(MAIN_LOCATION_ID);
    expect([status, titleOf(body), stage.grants('authorization_code')]).toEqual([409, 'Not connected', []]);
  });

  it.each(['/oauth/install', '/oauth/callback?code=a&state=b'])('does not exist without an app: %s', async (path) => {
    const none = { OAUTH_CLIENT_ID: '', OAUTH_CLIENT_SECRET: '', OAUTH_REDIRECT_URL: '', OAUTH_SCOPES: '' };
    const without = await stage.startAnotherApi(none);
    const answer = await request(without.url + path, 'GET', {});
    expect([answer.status, answer.body.message, answer.headers.get('set-cookie')]).toEqual([404, `Cannot GET ${path}`, null]);
  });
});
