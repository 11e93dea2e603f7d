import { Client } from 'pg';
import { holdWalkPage } from '../faults/hold.fixture';
import { expectTruth, searchPath } from '../faults/search.fixture';
import { ANCHOR } from '../faults/stage.fixture';
import { BackgroundStage, setBackgroundStage } from './background.stage';

const DAY_MS = 86_400_000;
/** By its timer, every third of a second: as often as claims on so short a lease must be prolonged. */
const RUNNING = { BACKGROUND_SYNC: 'on', SYNC_LEASE_MS: '1000' };

describe('the loop of the background sync', () => {
  let stage: BackgroundStage;
  const untilComplete = async (): Promise<void> => {
    while ((await stage.sync()).body.complete !== true);
  };

  afterEach(() => stage.close());

  it('finds a new connection by itself', async () => {
    stage = await setBackgroundStage({ environment: RUNNING });
    await stage.connect();
    await untilComplete();
    await expectTruth(stage);
  });

  it('stops at the end of a page on shutdown and gives back what it holds, so that another goes on at once', async () => {
    stage = await setBackgroundStage({ environment: { SYNC_LEASE_MS: '600000' } });
    await stage.connect();
    const other = await stage.startAnotherApi();
    const held = holdWalkPage(stage, 3);
    const working = stage.runOnce(other);
    await held.arrived;
    expect(await stage.query('select activity from background')).toEqual([{ activity: 'backfill' }]);
    await other.close();
    await working;
    expect(await stage.query('select lease_holder from locations')).toEqual([{ lease_holder: null }]);
    await stage.runOnce();
    expect((await stage.sync()).body.complete).toBe(true);
    await expectTruth(stage);
  });

  it('gives way in a backfill to a search in another process, and goes on afterwards', async () => {
    stage = await setBackgroundStage({ environment: RUNNING });
    const other = await stage.startAnotherApi();
    await stage.connect();
    const held = holdWalkPage(stage, 3);
    await held.arrived;
    const search = searchPath({ startAfterDate: String(ANCHOR.getTime() - 80 * DAY_MS) });
    const answers = await Promise.all([stage.api.get(search), other.get(search)]);
    expect(answers.map(({ status, body }) => ({ status, complete: body.complete as unknown }))).toEqual([
      { status: 200, complete: true },
      { status: 200, complete: true },
    ]);
    await stage.query(`update background set chores_at = now()`);
    await untilComplete();
    await expectTruth(stage);
  });

  it('gives way in a backfill to a conversation that was called deleted, and goes on afterwards', async () => {
    stage = await setBackgroundStage({ environment: RUNNING });
    await stage.connect();
    const held = holdWalkPage(stage, 3);
    await held.arrived;
    const [{ conversation_id: id } = {}] = await stage.query('select conversation_id from messages limit 1');
    stage.sandbox.world.deleteConversation(String(id));
    // Lists that are begun from now on don't show it.
    stage.clock.advance(10_000);
    await stage.query(
      `insert into suspected_conversations (location_id, conversation_id, due_at)
       select location_id, $1, now() - interval '11 seconds' from background`,
      [id],
    );
    const left = async () => (await stage.query('select id from messages where conversation_id = $1', [id])).length;
    // The page is never answered: a backfill that waits for it doesn't end.
    while ((await left()) > 0);
    await untilComplete();
    stage.clock.advance(120_000);
    await expectTruth(stage);
  });

  it('goes on by itself when the store was away', async () => {
    stage = await setBackgroundStage({ environment: RUNNING });
    await stage.connect();
    await untilComplete();
    const name = new URL(stage.databaseUrl).pathname.slice(1);
    const admin = new Client({ connectionString: process.env.TEST_DATABASE_URL });
    await admin.connect();
    try {
      await admin.query(`alter database ${name} with allow_connections false`);
      await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and application_name <> $2', [name, '']);
      while ((await stage.sync()).status !== 503);
    } finally {
      await admin.query(`alter database ${name} with allow_connections true`);
      await admin.end();
    }
    const message = stage.sandbox.world.addMessage({ body: 'after the outage' });
    stage.clock.advance(120_000);
    await stage.query(`update background set next_tail_at = now(), tailed_at = '-infinity'`);
    const isStored = async () => (await stage.query('select id from messages where id = $1', [message.id])).length > 0;
    while (!(await isStored()));
    await expectTruth(stage);
  });
});
