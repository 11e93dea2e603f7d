import { aMessage } from '../model/message.fixture';
import { ALL_TIME } from '../model/window';
import { Database } from './database';
import { DeletionStore } from './deletion.store';
import { Lease, LeaseStore } from './lease.store';
import { MessageStore } from './message.store';
import { aPage } from './page.fixture';
import { PageStore } from './page.store';
import { TombstoneStore } from './tombstone.store';
import { openTestStore, TestStore } from '../../../../test/store/test-store';

describe('DeletionStore', () => {
  let testStore: TestStore;
  let database: Database;
  let pages: PageStore;
  let deletions: DeletionStore;
  let lease: Lease;
  let locations = 0;

  beforeAll(async () => {
    testStore = await openTestStore();
    database = testStore.database;
    pages = new PageStore(database);
    deletions = new DeletionStore(database);
  });

  beforeEach(async () => {
    lease = (await new LeaseStore(database).acquire(`loc${(locations += 1)}`, 'test', 60_000)) as Lease;
  });

  afterAll(async () => {
    await testStore.close();
  });

  const message = (given: Parameters<typeof aMessage>[0] = {}) => aMessage({ locationId: lease.locationId, ...given });
  const rows = (text: string) => testStore.owner.query<Record<string, unknown>>({ text }, [lease.locationId]);
  const storedIds = async () => (await rows('select id from messages where location_id = $1 order by id')).map(({ id }) => id);
  const tombstones = () =>
    rows(`select id, change_seq::int as number, message_type as type, (extract(epoch from deleted_at) * 1000)::int as at
            from tombstones where location_id = $1 order by change_seq`);
  const deletionOf = (id: string, given = {}) => ({ id, dateUpdated: 2_000, confirmedAt: 50_000, ...given });

  it('takes messages away, counts them off, and gives each a tombstone with the next number', async () => {
    await pages.savePage(lease, aPage(['a', 'b', 'c'].map((id) => message({ id, messageType: id === 'b' ? 'TYPE_CALL' : 'TYPE_SMS' }))));
    expect(await deletions.delete(lease, [deletionOf('c'), deletionOf('b'), deletionOf('never stored')])).toBe(2);
    expect(await storedIds()).toEqual(['a']);
    expect(await tombstones()).toEqual([
      { id: 'b', number: 4, type: 'TYPE_CALL', at: 50_000 },
      { id: 'c', number: 5, type: 'TYPE_SMS', at: 50_000 },
    ]);
    expect(await rows('select change_seq::int, stored::int from locations where location_id = $1')).toEqual([{ change_seq: 5, stored: 1 }]);
    expect(await new MessageStore(database).countStored(lease.locationId)).toEqual({ stored: 1, setAside: 0 });
  });

  it('leaves a message that came in a newer version since it was missed', async () => {
    await pages.savePage(lease, aPage([message({ dateUpdated: 3_000 })]));
    expect(await deletions.delete(lease, [deletionOf('msg1')])).toBe(0);
    expect([await storedIds(), await tombstones()]).toEqual([['msg1'], []]);
  });

  it('deletes nothing for a process whose lease was taken over', async () => {
    await pages.savePage(lease, aPage([message()]));
    await expect(deletions.delete({ ...lease, fence: '0' }, [deletionOf('msg1')])).rejects.toMatchObject({ code: 'lease-lost' });
    expect([await storedIds(), await tombstones()]).toEqual([['msg1'], []]);
  });

  it('doesn’t let a list that was begun before bring the message back, whenever its page was asked for', async () => {
    await pages.savePage(lease, aPage([message()]));
    await deletions.delete(lease, [deletionOf('msg1')]);
    const other = message({ id: 'other' });
    expect(await pages.savePage(lease, aPage([message({ dateUpdated: 9_000 }), other], { seenAt: 50_000 }))).toBe(1);
    expect(await pages.savePage(lease, aPage([message()], { seenAt: 90_000, listedAt: 49_000 }))).toBe(0);
    expect([await storedIds(), (await tombstones()).length]).toEqual([['other'], 1]);
  });

  it('stores a message again that a later list shows, as one that was added, and forgets that it was deleted', async () => {
    await pages.savePage(lease, aPage([message()]));
    await deletions.delete(lease, [deletionOf('msg1')]);
    expect(await pages.savePage(lease, aPage([message()], { seenAt: 90_000, listedAt: 50_001 }))).toBe(1);
    expect([await storedIds(), await tombstones()]).toEqual([['msg1'], []]);
    expect(await rows('select change_seq::int, added_seq::int from messages where location_id = $1')).toEqual([
      { change_seq: 3, added_seq: 3 },
    ]);
    expect(await new MessageStore(database).countStored(lease.locationId)).toMatchObject({ stored: 1 });
    await deletions.delete(lease, [deletionOf('msg1', { confirmedAt: 95_000 })]);
    expect(await tombstones()).toMatchObject([{ id: 'msg1', number: 4, at: 95_000 }]);
  });

  it('knows what was last updated within a window, of all types', async () => {
    const dated = (id: string, dateUpdated: number, messageType: string) => message({ id, dateAdded: 500, dateUpdated, messageType });
    await pages.savePage(lease, aPage([dated('a', 1_000, 'TYPE_SMS'), dated('b', 2_000, 'TYPE_CALL'), dated('c', 3_000, 'TYPE_EMAIL')]));
    const within = async (after: number, upTo: number) => {
      const found = await deletions.storedWithin(lease.locationId, { after, upTo });
      return found.map(({ id, messageType, dateUpdated }) => `${id} ${messageType} ${dateUpdated}`).sort();
    };
    expect(await within(1_000, 3_000)).toEqual(['b TYPE_CALL 2000', 'c TYPE_EMAIL 3000']);
    const { after, upTo } = ALL_TIME;
    expect((await within(after, upTo)).length).toBe(3);
  });

  it('prunes old tombstones and notes up to which change they are gone, in one', async () => {
    const store = new TombstoneStore(database);
    await pages.savePage(lease, aPage([message({ id: 'a' }), message({ id: 'b' })]));
    await deletions.delete(lease, [deletionOf('a', { confirmedAt: 1_000 })]);
    await deletions.delete(lease, [deletionOf('b', { confirmedAt: 2_000 })]);
    expect(await store.locationsToPrune(1_000)).toEqual([]);
    expect(await store.locationsToPrune(2_000)).toEqual([lease.locationId]);
    expect(await store.prune(lease.locationId, 2_000)).toBe(1);
    expect(await store.prune(lease.locationId, 2_000)).toBe(0);
    expect(await tombstones()).toMatchObject([{ id: 'b' }]);
    expect(await rows('select tombstones_pruned_to::int as n from locations where location_id = $1')).toEqual([{ n: 3 }]);
  });
});
