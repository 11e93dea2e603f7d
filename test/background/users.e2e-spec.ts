import { MAIN_TOKEN } from '../../apps/sandbox/src/create-sandbox';
import { LOCATION } from '../faults/stage.fixture';
import { BackgroundStage, setBackgroundStage } from './background.stage';

const DAY_MS = 86_400_000;

describe("the names of a connected location's users", () => {
  let stage: BackgroundStage;
  const names = async () =>
    new Map((await stage.query('select id, name from users where location_id = $1', [LOCATION])).map(({ id, name }) => [id, name]));
  const requestsForTheList = () => stage.sandbox.requests.filter(({ path }) => path === '/users/').length;
  const usersOfWorld = () => [...stage.sandbox.world.users.values()].filter(({ roles }) => roles.locationIds.includes(LOCATION));

  beforeEach(async () => {
    stage = await setBackgroundStage();
    await stage.connect();
    await stage.runOnce();
    await stage.pass(DAY_MS);
  });

  afterEach(() => stage.close());

  it('are read once a day without anybody asking', async () => {
    await stage.runOnce();
    expect(await names()).toEqual(new Map(usersOfWorld().map(({ id, name }) => [id, name])));
    const [user] = usersOfWorld();
    if (!user) throw new Error('The location has no users.');
    stage.sandbox.world.users.set(user.id, { ...user, name: 'Renamed Since' });
    stage.clock.advance(120_000);
    await stage.pass(DAY_MS / 2);
    await stage.runOnce();
    expect([requestsForTheList(), (await names()).get(user.id)]).toEqual([1, user.name]);
    await stage.pass(DAY_MS / 2);
    await stage.runOnce();
    expect([requestsForTheList(), (await names()).get(user.id)]).toEqual([2, 'Renamed Since']);
  });

  it.each([401, 403, 500])('are left out where upstream answers %i for them, and all else is done', async (status) => {
    stage.sandbox.faults.always({ path: /^\/users\// }, { kind: 'status', status });
    await stage.runOnce();
    const { body } = await stage.sync();
    expect([body.complete, body.background]).toEqual([true, expect.objectContaining({ state: 'idle', lastErrorCode: null })]);
    expect(await stage.query(`select refreshed_at > now() - interval '1 hour' as refreshed from background`)).toEqual([
      { refreshed: true },
    ]);
    expect([requestsForTheList() > 0, await names()]).toEqual([true, new Map()]);
    expect((await stage.operate('GET', '/connections')).body).toMatchObject({ connections: [{ status: 'active', lastFailure: null }] });
    stage.sandbox.faults.clear();
    stage.runtime.pass(60_000);
    const search = `/messages/search?locationId=${LOCATION}&type=TYPE_CALL&limit=1`;
    expect((await stage.api.get(search, { token: MAIN_TOKEN })).status).toBe(200);
  });
});
