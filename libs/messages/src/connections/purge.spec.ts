import { aMessage } from '../model/message.fixture';
import { Database, Queryable } from '../store/database';
import { Lease, LeaseStore, lockLocation } from '../store/lease.store';
import { aPage } from '../store/page.fixture';
import { PageStore } from '../store/page.store';
import { Purge } from './purge';
import { openTestStore, TestStore } from '../../../../test/store/test-store';

const LONG_MS = 60_000;
const statement = (text: string) => ({ name: '', text });

describe('a purge', () => {
  let testStore: TestStore;
  let database: Database;
  let pages: PageStore;
  let purge: Purge;
  let lease: Lease;
  let locations = 0;

  beforeAll(async () => {
    testStore = await openTestStore();
    database = testStore.database;
    pages = new PageStore(database);
    purge = new Purge(database);
  });

  beforeEach(async () => {
    lease = await acquire(`loc${(locations += 1)}`);
  });

  afterAll(async () => {
    await testStore.close();
  });

  const acquire = async (locationId: string, holder = 'test'): Promise<Lease> => {
    const acquired = await new LeaseStore(database).acquire(locationId, holder, LONG_MS);
    if (!acquired) throw new Error('The lease is held by another.');
    return acquired;
  };
  const save = (id: string, under = lease) => pages.savePage(under, aPage([aMessage({ id, locationId: under.locationId })]));
  const stored = async () =>
    (
      await testStore.owner.query<{ id: string }>(statement('select id from messages where location_id = $1 order by id'), [
        lease.locationId,
      ])
    ).map(({ id }) => id);

  it('keeps out who held the lease before, and lets in who gets it after', async () => {
    await save('a');
    expect(await purge.of(lease.locationId)).toMatchObject({ messages: 1 });
    await expect(save('b')).rejects.toMatchObject({ code: 'lease-lost' });
    expect(await stored()).toEqual([]);
    const next = await acquire(lease.locationId, 'another');
    expect(BigInt(next.fence) > BigInt(lease.fence)).toBe(true);
    await save('c', next);
    expect(await stored()).toEqual(['c']);
  });

  it('waits for a page that is being stored, and removes it', async () => {
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    let onLocked = (): void => undefined;
    const locked = new Promise<void>((resolve) => (onLocked = resolve));
    const writing = database.transaction(lease, async (transaction: Queryable) => {
      await lockLocation(transaction, lease);
      onLocked();
      await held;
      await transaction.query(statement(`insert into coverage (location_id, channel) values ($1, 'messages')`), [lease.locationId]);
    });
    await locked;
    const purging = purge.of(lease.locationId);
    release();
    await writing;
    expect(await purging).toEqual({ coverage: 1 });
  });

  it('leaves nothing of pages that are stored while it comes, whenever it comes', async () => {
    for (let round = 0; round < 20; round += 1) {
      const under = await acquire(lease.locationId);
      const saving = Array.from({ length: 6 }, (_, index) => save(`${round}-${index}`, under));
      const [purged, ...outcomes] = await Promise.allSettled([purge.of(lease.locationId), ...saving]);
      expect(purged.status).toBe('fulfilled');
      const refused = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [(outcome.reason as { code: string }).code] : []));
      expect(new Set([...refused, 'lease-lost'])).toEqual(new Set(['lease-lost']));
      expect(await stored()).toEqual([]);
    }
  });

  it('is done again when the server ends a circle of waiting by refusing it', async () => {
    await save('a');
    let refusals = 2;
    const circling = Object.create(database) as Database;
    circling.longTransaction = (reach, work) =>
      refusals-- > 0
        ? Promise.reject(Object.assign(new Error('deadlock detected'), { code: '40P01' }))
        : database.longTransaction(reach, work);
    expect(await new Purge(circling).of(lease.locationId)).toMatchObject({ messages: 1 });
    refusals = 4;
    await expect(new Purge(circling).of(lease.locationId)).rejects.toThrow('deadlock detected');
  });

  it('of one that is due is done by one process', async () => {
    await save('a');
    await testStore.owner.query(statement(`insert into purges values ($1, clock_timestamp())`), [lease.locationId]);
    const done = await Promise.all(Array.from({ length: 4 }, () => purge.nextDue()));
    expect(done.filter((one) => one !== null)).toEqual([lease.locationId]);
    expect(await stored()).toEqual([]);
  });
});
