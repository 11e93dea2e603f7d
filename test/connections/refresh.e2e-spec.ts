import { MAIN_LOCATION_ID, MAIN_TOKEN, SANDBOX_APP } from '../../apps/sandbox/src/create-sandbox';
import { ConnectionsStage, serviceOf, setConnectionsStage } from './connections.stage';

const CONNECTION = `/locations/${MAIN_LOCATION_ID}/connection`;
const TOKEN = { path: '/oauth/token' };
const NEEDS = { status: 'needs-reauthorization' };

describe('tokens', () => {
  let stage: ConnectionsStage;

  beforeEach(async () => {
    stage = await setConnectionsStage();
  });

  afterEach(() => stage.close());

  const credential = () => serviceOf(stage.api).credentialOf(MAIN_LOCATION_ID);
  const tokenNow = async () => (await credential())?.token;
  const report = (token: string | undefined) =>
    serviceOf(stage.api).reportUnauthorized({ locationId: MAIN_LOCATION_ID, token: token ?? '' });
  const stateNow = async () => (await stage.admin('GET', CONNECTION)).body as { status: string; lastFailure: string | null };
  const refreshes = () => stage.grants('refresh_token').length;
  /** The pause after a failure is over. */
  const retryNow = () => stage.query(`update connections set retry_at = '-infinity'`);

  it('are used as they are until shortly before they expire, then refreshed', async () => {
    await stage.install(MAIN_LOCATION_ID);
    const first = await tokenNow();
    expect([await tokenNow(), refreshes()]).toEqual([first, 0]);
    await stage.makeDue(MAIN_LOCATION_ID);
    const second = await tokenNow();
    expect(second).not.toBe(first);
    expect([await tokenNow(), refreshes()]).toEqual([second, 1]);
    expect((await stage.api.get(`/locations/${MAIN_LOCATION_ID}/sync`, { token: second ?? '' })).status).toBe(200);
    // And that pair once more: it's the new refresh token that was kept.
    await stage.makeDue(MAIN_LOCATION_ID, 'expired');
    expect([await tokenNow(), await stateNow()]).not.toContain(second);
    expect([refreshes(), await stateNow()]).toEqual([2, expect.objectContaining({ status: 'active', lastFailure: null })]);
  });

  it.each(['due', 'expired'] as const)('that are %s are refreshed by one process only, and all get the new one', async (how) => {
    await stage.install(MAIN_LOCATION_ID);
    const first = await tokenNow();
    const apis = [stage.api, await stage.startAnotherApi(), await stage.startAnotherApi()];
    await stage.makeDue(MAIN_LOCATION_ID, how);
    stage.sandbox.faults.next(TOKEN, { kind: 'slow', ms: 300 });
    const asked = Array.from({ length: 60 }, (_, index) => serviceOf(apis[index % 3] ?? stage.api).credentialOf(MAIN_LOCATION_ID));
    const tokens = new Set((await Promise.all(asked)).map((one) => one?.token));
    expect(refreshes()).toBe(1);
    const second = await tokenNow();
    // While the old one lives, the others needn't wait for the new one.
    expect([...tokens].filter((token) => token !== second)).toEqual(how === 'due' ? [first] : []);
    expect(await stateNow()).toMatchObject({ status: 'active' });
  });

  it('are refreshed once by all who are refused at the same time', async () => {
    await stage.install(MAIN_LOCATION_ID);
    const first = await tokenNow();
    const another = await stage.startAnotherApi();
    stage.sandbox.world.revokeToken(first ?? '');
    const reports = Array.from({ length: 40 }, (_, index) =>
      serviceOf(index % 2 ? another : stage.api).reportUnauthorized({ locationId: MAIN_LOCATION_ID, token: first ?? '' }),
    );
    const tokens = new Set((await Promise.all(reports)).map((one) => one?.token));
    const second = await tokenNow();
    expect([[...tokens], refreshes(), second === first]).toEqual([[second], 1, false]);
  });

  it('that were refused after a refresh for a refusal are not refreshed again and again', async () => {
    await stage.install(MAIN_LOCATION_ID);
    const second = await report(await tokenNow());
    expect(await report(second?.token)).toBeNull();
    expect([refreshes(), await stateNow(), await credential()]).toEqual([
      1,
      expect.objectContaining({ ...NEEDS, lastFailure: 'unauthorized' }),
      null,
    ]);
  });

  it('whose refresh upstream refuses need somebody: nothing more is tried until then', async () => {
    await stage.install(MAIN_LOCATION_ID);
    stage.sandbox.oauth.forgetRefreshTokens();
    await stage.makeDue(MAIN_LOCATION_ID);
    expect(await credential()).toBeNull();
    expect([await stateNow(), await credential(), await report('x')]).toEqual([
      expect.objectContaining({ ...NEEDS, lastFailure: 'bad-request' }),
      null,
      null,
    ]);
    expect(await serviceOf(stage.api).list()).toEqual([{ locationId: MAIN_LOCATION_ID, type: 'oauth', ...NEEDS }]);
    expect(refreshes()).toBe(1);
    await stage.install(MAIN_LOCATION_ID);
    expect([await stateNow(), typeof (await tokenNow())]).toEqual([
      expect.objectContaining({ status: 'active', lastFailure: null }),
      'string',
    ]);
  });

  it('whose answer is lost on its way need somebody, since the old refresh token is dead', async () => {
    await stage.install(MAIN_LOCATION_ID);
    const first = await tokenNow();
    await stage.makeDue(MAIN_LOCATION_ID);
    stage.sandbox.faults.next(TOKEN, { kind: 'truncate' });
    // The old access token lives on for its time.
    expect([await tokenNow(), refreshes(), await stateNow()]).toEqual([
      first,
      1,
      expect.objectContaining({ status: 'active', lastFailure: 'invalid-response' }),
    ]);
    await retryNow();
    expect([await credential(), refreshes(), await stateNow()]).toEqual([null, 2, expect.objectContaining(NEEDS)]);
  });

  it.each([
    ['server-error', { kind: 'status', status: 503 } as const],
    ['network', { kind: 'reset' } as const],
    ['unauthorized', { kind: 'html', status: 401 } as const],
    ['unauthorized', { kind: 'status', status: 401, body: { error: 'invalid_client' } } as const],
    [
      'unauthorized',
      { kind: 'status', status: 401, body: { error: 'UnAuthorized!', error_description: 'Invalid client credentials!' } } as const,
    ],
    ['forbidden', { kind: 'html', status: 403 } as const],
  ])('stay usable through a failure that is no refusal (%s), which is tried again after a pause only', async (code, fault) => {
    await stage.install(MAIN_LOCATION_ID);
    const first = await tokenNow();
    await stage.makeDue(MAIN_LOCATION_ID);
    stage.sandbox.faults.always(TOKEN, fault);
    expect([await tokenNow(), await tokenNow(), await tokenNow()]).toEqual([first, first, first]);
    expect([refreshes(), await stateNow()]).toEqual([1, expect.objectContaining({ status: 'active', lastFailure: code })]);
    // Expired, there is none; and upstream is still left alone.
    await stage.makeDue(MAIN_LOCATION_ID, 'expired');
    expect([await credential(), refreshes()]).toEqual([null, 1]);
    await retryNow();
    expect([await credential(), refreshes()]).toEqual([null, 2]);
    const pauses = await stage.query<{ s: number }>(`select extract(epoch from retry_at - updated_at)::float8 as s from connections`);
    expect(pauses[0]?.s).toBeCloseTo(10, 1);
    stage.sandbox.faults.clear();
    await retryNow();
    expect([typeof (await tokenNow()), await stateNow()]).toEqual([
      'string',
      expect.objectContaining({ status: 'active', lastFailure: null }),
    ]);
  });

  it('of a refresher that slept too long count all the same: their pair is the one that lives', async () => {
    await stage.install(MAIN_LOCATION_ID);
    await stage.makeDue(MAIN_LOCATION_ID, 'expired');
    const another = await stage.startAnotherApi();
    stage.sandbox.faults.next(TOKEN, { kind: 'slow', ms: 1_500 });
    const slow = serviceOf(another).credentialOf(MAIN_LOCATION_ID);
    while (refreshes() < 1) await new Promise((resolve) => setImmediate(resolve));
    // Its lease is over, and who comes next finds the refresh token used.
    await stage.query(`update connections set refresh_until = '-infinity'`);
    expect(await credential()).toBeNull();
    expect(await stateNow()).toMatchObject(NEEDS);
    const token = (await slow)?.token;
    expect([await tokenNow(), await stateNow()]).toEqual([token, expect.objectContaining({ status: 'active', lastFailure: null })]);
    expect((await stage.api.get(`/locations/${MAIN_LOCATION_ID}/sync`, { token: token ?? '' })).status).toBe(200);
  });

  it('that come late don’t touch a connection that was made anew meanwhile', async () => {
    await stage.install(MAIN_LOCATION_ID);
    await stage.makeDue(MAIN_LOCATION_ID, 'expired');
    stage.sandbox.faults.next(TOKEN, { kind: 'slow', ms: 800 });
    const slow = credential();
    while (refreshes() < 1) await new Promise((resolve) => setImmediate(resolve));
    await stage.admin('DELETE', CONNECTION);
    await stage.admin('PUT', CONNECTION, { type: 'private-integration', token: MAIN_TOKEN });
    expect([(await slow)?.token, await tokenNow()]).toEqual([MAIN_TOKEN, MAIN_TOKEN]);
  });

  it('of an agency are refreshed for its locations, and when they are refused', async () => {
    await stage.install('agency');
    const companyTokens = () => [...stage.sandbox.world.tokens.values()].filter(({ label }) => label === `oauth ${SANDBOX_APP.companyId}`);
    companyTokens().forEach(({ token }) => stage.sandbox.world.revokeToken(token));
    expect(typeof (await tokenNow())).toBe('string');
    expect(refreshes()).toBe(1);
    const first = await tokenNow();
    stage.sandbox.world.revokeToken(first ?? '');
    const second = (await report(first))?.token;
    expect([typeof second, second === first, refreshes()]).toEqual(['string', false, 1]);
    // The agency's own refresh is refused: its locations have none any more, and it isn't asked again.
    stage.sandbox.oauth.forgetRefreshTokens();
    companyTokens().forEach(({ token }) => stage.sandbox.world.revokeToken(token));
    await stage.makeDue(MAIN_LOCATION_ID, 'expired');
    await retryNow();
    expect([await credential(), await credential(), refreshes()]).toEqual([null, null, 2]);
    expect(await stage.query('select status from companies')).toEqual([NEEDS]);
  });

  it('of a location where the agency’s app is gone need somebody', async () => {
    await stage.install('agency');
    stage.sandbox.oauth.uninstall(MAIN_LOCATION_ID);
    expect([await credential(), await stateNow()]).toEqual([null, expect.objectContaining({ ...NEEDS, lastFailure: 'bad-request' })]);
  });

  it('of a Private Integration are given up at the second refusal in a row, five seconds after the first, if it is confirmed', async () => {
    await stage.admin('PUT', CONNECTION, { type: 'private-integration', token: MAIN_TOKEN });
    const aWhileAgo = (seconds: number) =>
      stage.query(`update connections set unauthorized_at = unauthorized_at - $1 * interval '1 second'`, [seconds]);
    const probes = () => stage.sandbox.requests.length;
    stage.sandbox.clearRequests();
    expect([await report(MAIN_TOKEN), await report(MAIN_TOKEN), probes(), await stateNow()]).toEqual([
      null,
      null,
      0,
      expect.objectContaining({ status: 'active' }),
    ]);
    // It works after all.
    await aWhileAgo(5);
    expect([await report(MAIN_TOKEN), probes(), await stateNow()]).toEqual([null, 1, expect.objectContaining({ status: 'active' })]);
    // An upstream in trouble proves nothing.
    await report(MAIN_TOKEN);
    await aWhileAgo(5);
    stage.sandbox.faults.always(() => true, { kind: 'status', status: 400 });
    expect([await report(MAIN_TOKEN), await stateNow()]).toEqual([null, expect.objectContaining({ status: 'active' })]);
    stage.sandbox.faults.clear();
    // A refusal of long ago is not in a row with this one.
    stage.sandbox.world.revokeToken(MAIN_TOKEN);
    await aWhileAgo(4_000);
    expect([await report(MAIN_TOKEN), await stateNow()]).toEqual([null, expect.objectContaining({ status: 'active' })]);
    await aWhileAgo(5);
    expect([await report(MAIN_TOKEN), await stateNow(), await credential()]).toEqual([
      null,
      expect.objectContaining({ ...NEEDS, lastFailure: 'unauthorized' }),
      null,
    ]);
  });
});
