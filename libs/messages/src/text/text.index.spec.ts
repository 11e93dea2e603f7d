import { Purge } from '../connections/purge';
import { MessagesError } from '../errors';
import { ChangeStore } from '../store/change.store';
import { Database } from '../store/database';
import { DeletionStore } from '../store/deletion.store';
import { LeaseStore } from '../store/lease.store';
import { TextIndexStore, WordRows } from '../store/text-index.store';
import { TombstoneStore } from '../store/tombstone.store';
import { IndexRun } from './index.run';
import { IndexedLocation } from './indexed.fixture';
import { TextIndexUpkeep } from './text-index.upkeep';
import { TextIndex } from './text.index';
import { openTestStore, TestStore } from '../../../../test/store/test-store';

const LONG_MS = 60_000;
const statement = (text: string) => ({ name: '', text });

/** Fails, or does something first, before it writes for the `nth` time. */
class DisturbedStore extends TextIndexStore {
  private writes = 0;

  constructor(
    database: Database,
    private readonly nth: number,
    private readonly disturb: () => Promise<void>,
  ) {
    super(database);
  }

  override async writeMessages(...[locationId, from, rows, to]: Parameters<TextIndexStore['writeMessages']>): Promise<boolean> {
    this.writes += 1;
    if (this.writes === this.nth) await this.disturb();
    return super.writeMessages(locationId, from, rows, to);
  }
}

describe('the index of words', () => {
  let testStore: TestStore;
  let database: Database;
  let location: IndexedLocation;
  let locations = 0;

  beforeAll(async () => {
    testStore = await openTestStore();
    database = testStore.database;
  });

  beforeEach(async () => {
    location = await IndexedLocation.create(database, `loc${(locations += 1)}`);
  });

  afterAll(() => testStore.close());

  const many = (count: number, body: string) =>
    Array.from({ length: count }, (_, index) => ({ id: `m${index}`, body, dateUpdated: 1_000 + index }));
  const disturbed = (nth: number, disturb: () => Promise<void>) =>
    new TextIndex(new DisturbedStore(database, nth, disturb), new ChangeStore(database), { now: () => 0 });
  const wordRows = async () => {
    const [row] = await testStore.owner.query<{ messages: number; contacts: number }>(
      statement(`select (select count(*)::int from message_words where location_id = $1) as messages,
                        (select count(*)::int from contact_words where location_id = $1) as contacts`),
      [location.locationId],
    );
    return row;
  };
  const deletion = (id: string, dateUpdated: number) => ({ id, dateUpdated, confirmedAt: 9_000 });
  const remove = (id: string, dateUpdated: number) => new DeletionStore(database).delete(location.lease, [deletion(id, dateUpdated)]);

  it('has nothing to wait for in a location that it never heard of', async () => {
    expect(await location.newIndex().ensure('never', LONG_MS)).toEqual({ isComplete: true, place: '', progress: null });
  });

  it('follows messages that are added, changed and deleted', async () => {
    await location.save([
      { id: 'a', body: 'first' },
      { id: 'b', body: 'first' },
    ]);
    await location.index();
    await location.save([
      { id: 'a', body: 'second', dateUpdated: 3_000 },
      { id: 'c', body: 'second' },
    ]);
    await remove('b', 2_000);
    await location.index();
    expect(await location.search('first')).toEqual([]);
    expect(await location.search('second')).toEqual(['c', 'a']);
    await location.save([{ id: 'a', dateUpdated: 4_000 }]);
    await location.index();
    expect(await wordRows()).toEqual({ messages: 1, contacts: 0 });
  });

  it('follows contacts that are added and changed, without any message', async () => {
    await location.save([{ id: 'a', contactId: 'ann' }]);
    await location.saveContacts([{ id: 'ann', fields: { fullName: 'Ann Smith' } }]);
    await location.index();
    expect(await location.search('ann smith')).toEqual(['a']);
    await location.saveContacts([{ id: 'ann', fields: { fullName: 'Ann Jones', phone: '+15550001234' } }]);
    await location.index();
    expect(await location.search('ann smith')).toEqual([]);
    expect(await location.search('jones 555-000-1234')).toEqual(['a']);
    await location.saveContacts([{ id: 'ann', fields: {} }]);
    await location.index();
    expect(await wordRows()).toEqual({ messages: 0, contacts: 0 });
  });

  it('has more contacts than a batch, several of them of one writer', async () => {
    const contacts = Array.from({ length: 2_300 }, (_, index) => ({ id: `c${index}`, fields: { fullName: `Name${index}` } }));
    await location.saveContacts(contacts.slice(0, 1_700));
    await location.saveContacts(contacts.slice(1_700));
    await location.save([{ id: 'a', contactId: 'c2299' }]);
    await location.index();
    expect(await wordRows()).toEqual({ messages: 0, contacts: 2_300 });
    expect(await location.search('name2299')).toEqual(['a']);
  });

  it('goes on where a process died, between two batches or in the middle of one', async () => {
    await location.save(many(2_500, 'here'));
    const dying = disturbed(2, () => Promise.reject(new MessagesError('store-unavailable', 'Gone.')));
    await expect(dying.ensure(location.locationId, LONG_MS)).rejects.toMatchObject({ code: 'store-unavailable' });
    expect(await wordRows()).toEqual({ messages: 1_000, contacts: 0 });
    await location.index();
    expect(await location.search('here', { limit: 1_000 })).toHaveLength(2_500);
  });

  it('is made by several processes at once as by one', async () => {
    await location.save(many(3_500, 'here'));
    const done = await Promise.all([1, 2, 3].map(() => location.newIndex().ensure(location.locationId, LONG_MS)));
    expect(done.map(({ isComplete }) => isComplete)).toEqual([true, true, true]);
    expect(await wordRows()).toEqual({ messages: 3_500, contacts: 0 });
  });

  it('is left to the process that was first by another that comes to it at the same time', async () => {
    await location.save(many(7_500, 'here'));
    let reads = 0;
    class Counting extends ChangeStore {
      override read(...given: Parameters<ChangeStore['read']>): ReturnType<ChangeStore['read']> {
        reads += 1;
        return super.read(...given);
      }
    }
    const runs: IndexRun[] = [];
    let end = (): void => undefined;
    const ended = new Promise<void>((resolve) => (end = resolve));
    // Until the other has gone on, so that it isn't taken for dead.
    const newRun = (other: 0 | 1) =>
      new IndexRun(location.locationId, 0, new TextIndexStore(database), new Counting(database), () =>
        Promise.race([runs[other]?.progressed, ended]),
      );
    runs.push(newRun(1), newRun(0));
    await Promise.all(runs.map((run) => run.run().finally(end)));
    expect(await wordRows()).toEqual({ messages: 7_500, contacts: 0 });
    // Eight batches, and one of the other with what it read ahead.
    expect(reads).toBeLessThanOrEqual(8 + 2);
  });

  it('is taken over from a process that died, by one that watched it', async () => {
    await location.save(many(3_500, 'here'));
    let pauses = 0;
    const pause = () => {
      pauses += 1;
      return Promise.resolve();
    };
    // Before the watching one writes for the first time, the other writes a batch, and dies over the next.
    const dying = disturbed(2, () => Promise.reject(new MessagesError('store-unavailable', 'Gone.')));
    const store = new DisturbedStore(database, 1, () => dying.follow(location.locationId).catch(() => undefined));
    await new IndexRun(location.locationId, 0, store, new ChangeStore(database), pause).run();
    expect({ ...(await wordRows()), pauses }).toEqual({ messages: 3_500, contacts: 0, pauses: 5 });
  });

  it('shares one run between searches of a process', async () => {
    await location.save(many(10, 'here'));
    let writes = 0;
    class Counting extends TextIndexStore {
      override writeMessages(...given: [string, Parameters<TextIndexStore['writeMessages']>[1], WordRows, bigint]): Promise<boolean> {
        writes += 1;
        return super.writeMessages(...given);
      }
    }
    const index = new TextIndex(new Counting(database), new ChangeStore(database), { now: () => 0 });
    await Promise.all([1, 2, 3].map(() => index.ensure(location.locationId, LONG_MS)));
    expect(writes).toBe(1);
  });

  it('has the words of a message as it is, though it changes or goes while it is indexed', async () => {
    await location.save([
      { id: 'a', body: 'before' },
      { id: 'b', body: 'before' },
    ]);
    const index = disturbed(1, async () => {
      await location.save([{ id: 'a', body: 'after', dateUpdated: 3_000 }]);
      await remove('b', 2_000);
    });
    await index.ensure(location.locationId, LONG_MS);
    await location.index();
    expect(await location.search('before')).toEqual([]);
    expect(await location.search('after')).toEqual(['a']);
    expect(await wordRows()).toEqual({ messages: 1, contacts: 0 });
  });

  it('leaves nothing of a location that is purged, also while it is indexed', async () => {
    await location.saveContacts([{ id: 'ann', fields: { fullName: 'Ann' } }]);
    await location.save(many(1_500, 'secret'));
    const purge = async () => {
      await new Purge(database).of(location.locationId);
    };
    await disturbed(2, purge).ensure(location.locationId, LONG_MS);
    expect(await wordRows()).toEqual({ messages: 0, contacts: 0 });
  });

  it('leaves nothing of a location that is purged at the very moment, whichever comes first', async () => {
    for (let round = 0; round < 10; round += 1) {
      location = await IndexedLocation.create(database, location.locationId);
      await location.save(many(20, `round${round}`));
      await Promise.all([location.newIndex().ensure(location.locationId, LONG_MS), new Purge(database).of(location.locationId)]);
      expect(await wordRows()).toEqual({ messages: 0, contacts: 0 });
    }
    location = await IndexedLocation.create(database, location.locationId);
    await location.save([{ id: 'a', body: 'anew' }]);
    await location.index();
    expect(await location.search('anew')).toEqual(['a']);
  });

  it('begins anew in a database that was put back', async () => {
    await location.save([{ id: 'a', body: 'lost' }]);
    await location.index();
    await testStore.owner.query(statement(`update messages set rendered = replace(rendered, 'lost', 'restored') where location_id = $1`), [
      location.locationId,
    ]);
    await testStore.owner.query(statement(`update locations set incarnation = gen_random_uuid()::text where location_id = $1`), [
      location.locationId,
    ]);
    await location.index();
    expect(await location.search('lost')).toEqual([]);
    expect(await location.search('restored')).toEqual(['a']);
  });

  it('removes words of deletions that can not be followed any more', async () => {
    await location.save([
      { id: 'a', body: 'secret' },
      { id: 'b', body: 'secret' },
    ]);
    await location.index();
    await testStore.owner.query(
      statement(`insert into message_words select location_id, 'gone', words from message_words where location_id = $1 and id = 'a'`),
      [location.locationId],
    );
    await remove('a', 2_000);
    await new TombstoneStore(database).prune(location.locationId, 10_000);
    await location.save([{ id: 'c', body: 'secret' }]);
    await location.index();
    expect(await wordRows()).toEqual({ messages: 2, contacts: 0 });
  });

  it('says how far it is when there is no time', async () => {
    await location.save(many(1_500, 'here'));
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const index = disturbed(2, () => held);
    let told = await index.ensure(location.locationId, 0);
    while (told.progress?.messagesStored !== 1_000) told = await index.ensure(location.locationId, 1);
    expect(told).toEqual({
      isComplete: false,
      place: expect.stringMatching(/^1000\./) as string,
      progress: { messagesRead: 1_000, messagesStored: 1_000, pages: 1, fraction: 2 / 3, remainingMs: 0 },
    });
    release();
    expect(await index.ensure(location.locationId, LONG_MS)).toMatchObject({
      isComplete: true,
      place: expect.stringMatching(/^1500\./) as string,
    });
  });

  it('stops after the batch in hand when the service does', async () => {
    await location.save(many(2_500, 'here'));
    const index: TextIndex = disturbed(1, () => {
      void index.beforeApplicationShutdown();
      return Promise.resolve();
    });
    expect(await index.ensure(location.locationId, LONG_MS)).toMatchObject({ isComplete: false });
    await index.beforeApplicationShutdown();
    expect((await wordRows())?.messages).toBeLessThan(2_500);
    expect((await wordRows())?.messages).toBeGreaterThan(0);
  });

  it('follows, in the background, quiet locations that were searched by words, and no others', async () => {
    const other = await IndexedLocation.create(database, `${location.locationId}-never-searched`);
    await Promise.all([location.save(many(2, 'one')), other.save(many(2, 'one'))]);
    await location.index();
    await location.save([{ id: 'new', body: 'one' }]);
    const upkeep = new TextIndexUpkeep(new TextIndexStore(database), location.newIndex(), { backgroundSync: false } as never);
    const followed = async () => (await upkeep.runOnce()).filter((id) => id.startsWith(location.locationId));
    expect(await followed()).toEqual([]);
    await location.save([{ id: 'newer', body: 'one' }]);
    expect(await followed()).toEqual([]);
    expect(await followed()).toEqual([location.locationId]);
    expect(await location.search('one')).toEqual(['m0', 'm1', 'new', 'newer']);
    expect(await followed()).toEqual([]);
  });

  it('is of a location whose lease another process holds as well', async () => {
    await location.save([{ id: 'a', body: 'here' }]);
    await new LeaseStore(database).acquire(location.locationId, 'test', LONG_MS);
    await location.index();
    expect(await location.search('here')).toEqual(['a']);
  });
});
