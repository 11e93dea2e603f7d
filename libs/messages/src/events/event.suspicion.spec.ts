import { Logger } from '@nestjs/common';
import { Database } from '../store/database';
import { anEvent, EventStage, setEventStage } from './event-stage.fixture';
import { openTestStore, TestStore } from '../../../../test/store/test-store';

const LOCATION = 'loc';
const TOO_OLD_MS = 91 * 60_000;

describe('a conversation that an event calls deleted', () => {
  let testStore: TestStore;
  let database: Database;
  let stage: EventStage;

  beforeAll(async () => {
    Logger.overrideLogger(false);
    testStore = await openTestStore();
    database = testStore.database;
    stage = setEventStage(database);
  });

  beforeEach(async () => {
    await testStore.owner.query({ text: 'truncate webhook_events, suspected_conversations, coverage' }, []);
    await rows(`insert into coverage (location_id, channel) values ($1, 'messages')`);
  });

  afterAll(async () => {
    await testStore.close();
  });

  const rows = (text: string) => testStore.owner.query<Record<string, unknown>>({ text }, [LOCATION]);
  const tell = async (given: Record<string, unknown> = {}) => {
    await stage.events.accept(anEvent({ locationId: LOCATION, type: 'ConversationUnreadUpdate', id: 'cnv1', deleted: true, ...given }));
    await stage.applyAll();
  };
  const suspected = () =>
    rows(
      'select conversation_id as id, told_at, due_at <= clock_timestamp() as is_due from suspected_conversations where location_id = $1 order by 1',
    );

  it('is suspected, be the event older than what is believed, and no other is', async () => {
    await tell();
    await tell({ id: 'cnv2', timestamp: new Date(Date.now() - TOO_OLD_MS).toISOString() });
    await tell({ id: 'cnv3', deleted: false });
    await tell({ id: undefined });
    expect((await suspected()).map(({ id }) => id)).toEqual(['cnv1', 'cnv2']);
    expect(new Set(stage.hastened)).toEqual(new Set([LOCATION]));
  });

  it('is suspected once, however often the event comes, and anew when another says so', async () => {
    await tell({ webhookId: 'same' });
    const [first] = await suspected();
    await tell({ webhookId: 'same' });
    expect(await suspected()).toEqual([first]);
    await rows(`update suspected_conversations set due_at = now() + interval '15 minutes' where location_id = $1`);
    await tell();
    const [second] = await suspected();
    expect([(second?.told_at as Date) > (first?.told_at as Date), second?.is_due]).toEqual([true, true]);
  });

  it('is suspected in one with the event’s being applied, or not at all', async () => {
    const transaction = database.transaction.bind(database);
    const cut = jest
      .spyOn(database, 'transaction')
      .mockImplementation((reach, work) =>
        transaction(reach, (queryable) => work(queryable).then(() => Promise.reject(new Error('killed')))),
      );
    await tell();
    cut.mockRestore();
    const states = () => rows('select state from webhook_events where location_id = $1');
    expect([await suspected(), await states()]).toEqual([[], [{ state: 'waiting' }]]);
    await rows('update webhook_events set due_at = clock_timestamp() where location_id = $1');
    await stage.applyAll();
    expect([(await suspected()).length, await states()]).toEqual([1, [{ state: 'applied' }]]);
  });
});
