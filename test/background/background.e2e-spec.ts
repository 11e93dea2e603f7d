import { MAIN_TOKEN, OTHER_LOCATION_ID, OTHER_TOKEN } from '../../apps/sandbox/src/create-sandbox';
import { expectError, expectTruth, readAll, searchPath } from '../faults/search.fixture';
import { ANCHOR, LOCATION } from '../faults/stage.fixture';
import { isAccessQuestion, walkPagesOf } from '../faults/upstream-requests.fixture';
import { BackgroundStage, setBackgroundStage } from './background.stage';

const DAY_MS = 86_400_000;
const IDLE = {
  state: 'idle',
  nextTailAt: expect.any(String),
  lastErrorCode: null,
  lastSweepAt: expect.any(String),
  sweptDownTo: null,
};

describe('the background sync of connected locations', () => {
  let stage: BackgroundStage;
  const stageOf = async (environment: Record<string, string> = {}): Promise<void> => {
    stage = await setBackgroundStage({ environment });
  };
  const backgroundOf = async (locationId = LOCATION, token = MAIN_TOKEN) =>
    ((await stage.sync(locationId, token)).body as { background: Record<string, unknown> | null }).background;
  /** Upstream shows what just changed, and it has settled. */
  const settle = (): void => stage.clock.advance(120_000);

  afterEach(() => stage.close());

  it('brings a connected location to completeness without anybody asking, and searches then ask upstream for nothing', async () => {
    await stageOf();
    expect((await stage.connect()).status).toBe(200);
    await stage.runOnce();
    const { status, body } = await stage.sync();
    expect({ status, complete: body.complete as unknown, background: body.background as unknown }).toEqual({
      status: 200,
      complete: true,
      background: IDLE,
    });
    stage.sandbox.clearRequests();
    await expectTruth(stage);
    expect(stage.sandbox.requests.filter((request) => !isAccessQuestion(request))).toEqual([]);
  });

  it('does nothing for locations that are not connected', async () => {
    await stageOf();
    await stage.runOnce();
    expect(stage.sandbox.requests).toEqual([]);
    expect(await backgroundOf()).toBeNull();
  });

  it('reads each page once, and one at a time', async () => {
    await stageOf();
    await stage.connect();
    await stage.runOnce();
    const pages = walkPagesOf(stage.sandbox.requests);
    expect(new Set(pages).size).toBe(pages.length);
    expect(pages.length).toBeLessThanOrEqual(6);
  });

  it('finds what happened at the next tail, which comes soon after news and later and later without', async () => {
    await stageOf();
    await stage.connect();
    await stage.runOnce();
    await stage.query(`update background set next_tail_at = now() + interval '15 seconds'`);
    const intervals: number[] = [];
    for (let round = 0; round < 8; round += 1) {
      await stage.pass(900_000);
      await stage.runOnce();
      intervals.push(Number((await stage.query('select tail_interval_ms from background'))[0]?.tail_interval_ms));
    }
    expect(intervals).toEqual([30_000, 60_000, 120_000, 240_000, 480_000, 900_000, 900_000, 900_000]);
    stage.sandbox.world.addMessage({ body: 'Is anybody there?' });
    settle();
    await stage.pass(900_000);
    await stage.runOnce();
    expect(await stage.query('select tail_interval_ms from background')).toEqual([{ tail_interval_ms: 15_000 }]);
    await expectTruth(stage);
  });

  it('walks the tail at once when it is hastened, and soon again, since upstream shows things late', async () => {
    await stageOf();
    await stage.connect();
    await stage.runOnce();
    await stage.query(`update background set next_tail_at = now() + interval '15 minutes', tail_interval_ms = 900000`);
    await stage.pass(2_000);
    stage.sandbox.clearRequests();
    await stage.runOnce();
    expect(stage.sandbox.requests).toEqual([]);
    stage.sandbox.world.addMessage({ body: 'Now!' });
    settle();
    await stage.background().hasten(LOCATION);
    await stage.runOnce();
    await expectTruth(stage);
    expect(await stage.query('select tail_interval_ms from background')).toEqual([{ tail_interval_ms: 15_000 }]);
  });

  it('is stopped and started by the operator, hastened but not started by a caller', async () => {
    await stageOf();
    await stage.connect();
    await stage.runOnce();
    const stopped = await stage.operate('DELETE', `/locations/${LOCATION}/sync`);
    expect({ status: stopped.status, background: stopped.body.background as unknown }).toMatchObject({
      status: 202,
      background: { state: 'stopped', nextTailAt: null },
    });
    await stage.pass(DAY_MS);
    stage.sandbox.clearRequests();
    const hastened = await stage.hasten();
    expect(hastened.status).toBe(202);
    await stage.runOnce();
    expect(walkPagesOf(stage.sandbox.requests)).toEqual([]);
    const started = await stage.operate('POST', `/locations/${LOCATION}/sync`);
    expect(started.status).toBe(202);
    await stage.runOnce();
    expect(await backgroundOf()).toMatchObject({ state: 'idle', nextTailAt: expect.any(String) });
    expect(walkPagesOf(stage.sandbox.requests).length).toBeGreaterThan(0);
  });

  it('is asked for by nobody whom upstream doesn’t accept, and stopped by nobody but the operator', async () => {
    await stageOf();
    await stage.connect();
    expectError(await stage.hasten('pit-unknown'), 401, 'Invalid JWT');
    const asCaller = await fetch(`${stage.api.url}/locations/${LOCATION}/sync`, {
      method: 'DELETE',
      headers: { authorization: `Bearer ${MAIN_TOKEN}` },
    });
    expect(asCaller.status).toBe(401);
    const unconnected = await stage.operate('POST', `/locations/${OTHER_LOCATION_ID}/sync`);
    expect({ status: unconnected.status, message: unconnected.body.message as unknown }).toEqual({
      status: 404,
      message: 'The location has no connection.',
    });
    expect((await stage.operate('DELETE', `/locations/${OTHER_LOCATION_ID}/sync`)).status).toBe(404);
    expect((await stage.operate('POST', `/locations/${LOCATION}/sync?fast=true`)).status).toBe(422);
  });

  it('has no route to stop it where there is no operator', async () => {
    await stageOf({ ADMIN_TOKEN: '' });
    const answer = await fetch(`${stage.api.url}/locations/${LOCATION}/sync`, { method: 'DELETE' });
    expect(answer.status).toBe(404);
  });

  it('reads everything with the caller’s own token where there is no connection', async () => {
    await stageOf();
    const answer = await stage.hasten();
    expect({ status: answer.status, background: answer.body.background as unknown }).toEqual({ status: 202, background: null });
    while ((await stage.sync()).body.walks.length > 0);
    expect((await stage.sync()).body.complete).toBe(true);
    await expectTruth(stage);
    expect(JSON.stringify(await stage.query('select * from locations'))).not.toContain(MAIN_TOKEN);
  });

  it('shares its locations between two instances, each of which reads another', async () => {
    await stageOf({ BACKGROUND_CONCURRENCY: '1' });
    const second = await stage.startAnotherApi();
    await stage.connect();
    await stage.connect(OTHER_LOCATION_ID, OTHER_TOKEN);
    await Promise.all([stage.runOnce(), stage.runOnce(second)]);
    await stage.runOnce();
    for (const locationId of [LOCATION, OTHER_LOCATION_ID]) {
      const pages = walkPagesOf(stage.sandbox.requests.filter(({ query }) => query.locationId === locationId));
      expect(new Set(pages).size).toBe(pages.length);
    }
    expect((await stage.sync()).body.complete).toBe(true);
    expect((await stage.sync(OTHER_LOCATION_ID, OTHER_TOKEN)).body.complete).toBe(true);
    await expectTruth(stage);
  });

  it('finds a deletion by its daily sweep, and the message leaves search', async () => {
    await stageOf();
    await stage.connect();
    await stage.runOnce();
    const recent = await readAll(stage, { type: ['TYPE_SMS'], after: ANCHOR.getTime() - 5 * DAY_MS });
    const gone = recent[0]?.id ?? '';
    stage.sandbox.world.deleteMessage(gone);
    settle();
    await stage.pass(DAY_MS / 2);
    await stage.runOnce();
    expect((await readAll(stage)).some(({ id }) => id === gone)).toBe(true);
    await stage.pass(DAY_MS / 2);
    await stage.runOnce();
    expect((await readAll(stage)).some(({ id }) => id === gone)).toBe(false);
    await expectTruth(stage);
  });

  it('finds a deletion in older history within four weeks, a week of history a step', async () => {
    await stageOf();
    await stage.connect();
    await stage.runOnce();
    const [oldest] = await readAll(stage, { type: ['TYPE_SMS'] });
    stage.sandbox.world.deleteMessage(oldest?.id ?? '');
    settle();
    for (let day = 0; day < 28; day += 1) {
      await stage.pass(DAY_MS);
      await stage.runOnce();
    }
    await expectTruth(stage);
  });

  it('asks again after a quarter of an hour whether a conversation is gone, where upstream knew nothing by its id', async () => {
    await stageOf();
    await stage.connect();
    await stage.runOnce();
    const [first] = await readAll(stage, { type: ['TYPE_SMS'] });
    const id = String(first?.conversationId);
    stage.sandbox.world.deleteConversation(id);
    stage.clock.advance(10_000);
    const left = async () => (await stage.query('select id from messages where conversation_id = $1', [id])).length;
    const before = await left();
    stage.sandbox.faults.always({ path: /^\/conversations\/(messages\/)?\w{20}$/ }, { kind: 'status', status: 404 });
    await stage.query('insert into suspected_conversations select location_id, $1 from background', [id]);
    await stage.query('update background set chores_at = now()');
    await stage.runOnce();
    expect([before > 0, await left()]).toEqual([true, before]);
    stage.sandbox.faults.clear();
    await stage.query(`update suspected_conversations set due_at = due_at - interval '15 minutes'`);
    await stage.pass(900_000);
    await stage.runOnce();
    expect([await left(), await stage.query('select * from suspected_conversations')]).toEqual([0, []]);
    stage.clock.advance(120_000);
    await expectTruth(stage);
  });

  it('learns who is assigned and what contacts are called now, once a day, without any message', async () => {
    await stageOf();
    await stage.connect();
    await stage.runOnce();
    const { world } = stage.sandbox;
    const nobodys = (await readAll(stage)).find(({ userIdSource }) => userIdSource === 'none');
    const conversationId = String(nobodys?.conversationId);
    const [user] = [...world.users.values()];
    world.assignConversation(conversationId, user?.id ?? '');
    world.updateContact(world.conversations.get(conversationId)?.contactId ?? '', { firstName: 'Renamed', lastName: 'Since' });
    settle();
    await stage.pass(DAY_MS);
    await stage.runOnce();
    const now = (await readAll(stage)).find(({ id }) => id === nobodys?.id);
    expect(now).toMatchObject({ userId: user?.id, userIdSource: 'conversation', fullName: 'Renamed Since' });
  });

  it('reads e-mail only where it was asked for once', async () => {
    await stageOf();
    await stage.connect();
    await stage.runOnce();
    expect(stage.sandbox.requests.filter(({ query }) => query.channel === 'Email')).toEqual([]);
    await stage.api.get(searchPath({ type: 'TYPE_EMAIL', startAfterDate: String(ANCHOR.getTime() - DAY_MS) }));
    await stage.pass(3_600_000);
    await stage.runOnce();
    const { channels } = (await stage.sync()).body as { channels: { channel: string; complete: boolean }[] };
    expect(channels.map(({ channel, complete }) => ({ channel, complete }))).toEqual([
      { channel: 'messages', complete: true },
      { channel: 'email', complete: true },
    ]);
  });

  it('leaves a location alone that upstream fails at, longer and longer, and another goes on', async () => {
    await stageOf();
    await stage.connect();
    await stage.connect(OTHER_LOCATION_ID, OTHER_TOKEN);
    stage.sandbox.faults.next(({ query }) => query.locationId === LOCATION, { kind: 'status', status: 500 }, Infinity);
    await stage.runOnce();
    expect((await stage.sync(OTHER_LOCATION_ID, OTHER_TOKEN)).body.complete).toBe(true);
    stage.sandbox.clearRequests();
    await stage.runOnce();
    expect(stage.sandbox.requests).toEqual([]);
    stage.sandbox.faults.clear();
    expect(await backgroundOf()).toMatchObject({ state: 'failing', lastErrorCode: expect.stringMatching(/server-error|circuit-open/) });
    stage.runtime.pass(60_000);
    await stage.pass(900_000);
    await stage.runOnce();
    expect(await backgroundOf()).toEqual(IDLE);
    await expectTruth(stage);
  });
});
