import { createSandbox, MAIN_LOCATION_ID, ManualClock, OTHER_LOCATION_ID, Sandbox, SANDBOX_APP } from '../create-sandbox';
import { ask } from '../sandbox-client.fixture';

const CLIENT = { client_id: SANDBOX_APP.clientId, client_secret: SANDBOX_APP.clientSecret };
const REDIRECT = 'https://app.example.com/back?x=1';
const DAY_MS = 86_399_000;

type Body = Record<string, unknown> & { access_token: string; refresh_token: string };

describe('the OAuth server of the sandbox', () => {
  const clock = new ManualClock(Date.UTC(2026, 5, 1, 12));
  let sandbox: Sandbox;

  beforeEach(async () => {
    sandbox = await createSandbox({ messages: 50, otherMessages: 10, clock });
  });

  afterEach(() => sandbox.close());

  const post = async (path: string, form: Record<string, string>, headers: Record<string, string> = {}) => {
    const response = await fetch(sandbox.url + path, { method: 'POST', headers, body: new URLSearchParams(form) });
    return { status: response.status, body: (await response.json()) as Body };
  };
  const token = (form: Record<string, string>) => post('/oauth/token', { ...CLIENT, ...form });
  const exchange = (code: string) => token({ grant_type: 'authorization_code', code });
  const refresh = (refreshToken: string) => token({ grant_type: 'refresh_token', refresh_token: refreshToken });
  const reads = async (accessToken: string, locationId = MAIN_LOCATION_ID) =>
    (await ask(sandbox.url, '/conversations/messages/export', { locationId }, { headers: { Authorization: `Bearer ${accessToken}` } }))
      .status;
  const choose = (choice: string, query: Record<string, string> = {}) => {
    const all = { response_type: 'code', client_id: CLIENT.client_id, redirect_uri: REDIRECT, state: 'st', choose: choice, ...query };
    return fetch(`${sandbox.url}/oauth/chooselocation?${new URLSearchParams(all).toString()}`, { redirect: 'manual' });
  };

  it('gives a location’s pair for a code, once', async () => {
    const code = sandbox.oauth.consent({ locationId: MAIN_LOCATION_ID });
    const { status, body } = await exchange(code);
    expect({ status, body }).toEqual({
      status: 200,
      body: {
        access_token: expect.any(String),
        refresh_token: expect.any(String),
        token_type: 'Bearer',
        expires_in: 86_399,
        scope: expect.stringContaining('conversations/message.readonly'),
        userType: 'Location',
        companyId: SANDBOX_APP.companyId,
        locationId: MAIN_LOCATION_ID,
        userId: 'sandbox-installer',
        traceId: expect.any(String),
      },
    });
    expect([await reads(body.access_token), await reads(body.access_token, OTHER_LOCATION_ID)]).toEqual([200, 403]);
    const again = await exchange(code);
    expect([again.status, again.body.error]).toEqual([400, 'invalid_grant']);
  });

  it('refreshes a pair once: the new one lives, the old refresh token is dead', async () => {
    const first = (await exchange(sandbox.oauth.consent({ locationId: MAIN_LOCATION_ID }))).body;
    const second = (await refresh(first.refresh_token)).body;
    const again = await refresh(first.refresh_token);
    expect([again.status, again.body]).toEqual([
      400,
      { error: 'invalid_grant', error_description: 'This refresh token is invalid.', traceId: expect.any(String) },
    ]);
    expect([(await refresh(second.refresh_token)).status, await reads(second.access_token)]).toEqual([200, 200]);
  });

  it('lets access tokens live for a day on its clock, and codes for ten minutes', async () => {
    const [code, late] = [sandbox.oauth.consent({ locationId: MAIN_LOCATION_ID }), sandbox.oauth.consent({ locationId: MAIN_LOCATION_ID })];
    const { body } = await exchange(code);
    clock.advance(600_000);
    expect((await exchange(late)).status).toBe(400);
    clock.advance(DAY_MS - 600_001);
    expect(await reads(body.access_token)).toBe(200);
    clock.advance(1);
    expect([await reads(body.access_token), (await refresh(body.refresh_token)).status]).toEqual([401, 200]);
  });

  it('gives an agency a token that only gets tokens of its locations', async () => {
    const { body } = await exchange(sandbox.oauth.consent({ companyId: SANDBOX_APP.companyId }));
    expect([body.userType, body.locationId, await reads(body.access_token)]).toEqual(['Company', undefined, 401]);
    const headers = { Authorization: `Bearer ${body.access_token}`, Version: '2021-07-28' };
    const list = async (query: Record<string, string | number> = {}) =>
      (
        await ask<{ locations: { _id: string }[]; count: number }>(
          sandbox.url,
          '/oauth/installedLocations',
          { companyId: SANDBOX_APP.companyId, appId: SANDBOX_APP.appId, ...query },
          { headers },
        )
      ).body;
    expect((await list()).locations.map(({ _id: id }) => id)).toEqual([MAIN_LOCATION_ID, OTHER_LOCATION_ID]);
    expect((await list({ skip: 1, limit: 1 })).locations.map(({ _id: id }) => id)).toEqual([OTHER_LOCATION_ID]);
    const locationToken = (locationId: string) => post('/oauth/locationToken', { companyId: SANDBOX_APP.companyId, locationId }, headers);
    const own = await locationToken(OTHER_LOCATION_ID);
    expect([own.status, own.body.refresh_token, await reads(own.body.access_token, OTHER_LOCATION_ID)]).toEqual([200, undefined, 200]);
    sandbox.oauth.uninstall(OTHER_LOCATION_ID);
    expect([(await locationToken(OTHER_LOCATION_ID)).status, await reads(own.body.access_token, OTHER_LOCATION_ID)]).toEqual([400, 401]);
    expect((await list({ isInstalled: 'true' })).locations.map(({ _id: id }) => id)).toEqual([MAIN_LOCATION_ID]);
  });

  it('refuses an app that it doesn’t know', async () => {
    const refused = await post('/oauth/token', { ...CLIENT, client_secret: 'wrong', grant_type: 'refresh_token', refresh_token: 'x' });
    expect([refused.status, refused.body.error]).toEqual([401, 'invalid_client']);
    expect((await choose(MAIN_LOCATION_ID, { client_id: 'unknown' })).status).toBe(400);
  });

  it('has a consent page that sends the person back with a code, or without', async () => {
    const page = await fetch(
      `${sandbox.url}/oauth/chooselocation?client_id=${CLIENT.client_id}&redirect_uri=${encodeURIComponent(REDIRECT)}`,
    );
    expect(await page.text()).toMatch(/Northside Dental.*Harbour Plumbing.*The agency.*Nowhere/);
    const back = new URL((await choose(MAIN_LOCATION_ID)).headers.get('location') ?? '');
    expect([back.origin + back.pathname, back.searchParams.get('x'), back.searchParams.get('state')]).toEqual([
      'https://app.example.com/back',
      '1',
      'st',
    ]);
    const code = back.searchParams.get('code') ?? '';
    // For another address than it was given for, it's worth nothing.
    expect((await token({ grant_type: 'authorization_code', code, redirect_uri: 'https://evil.example' })).status).toBe(400);
    const denied = new URL((await choose('deny')).headers.get('location') ?? '');
    expect([denied.searchParams.get('code'), denied.searchParams.get('error')]).toEqual([null, 'access_denied']);
  });

  it('fails when told to, without acting or after it', async () => {
    const { body } = await exchange(sandbox.oauth.consent({ locationId: MAIN_LOCATION_ID }));
    sandbox.faults.next({ path: '/oauth/token' }, { kind: 'status', status: 503 });
    expect((await refresh(body.refresh_token)).status).toBe(503);
    sandbox.faults.next({ path: '/oauth/token' }, { kind: 'truncate' });
    await expect(refresh(body.refresh_token)).rejects.toThrow();
    expect((await refresh(body.refresh_token)).status).toBe(400);
  });
});
