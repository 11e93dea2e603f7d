import { Database } from './database';
import { LeaseStore, lockLocation } from './lease.store';
import { openTestStore, TestStore } from '../../../../test/store/test-store';

const LONG_MS = 60_000;
/** Over before the next statement arrives. */
const OVER_MS = -1;

describe('LeaseStore', () => {
  let testStore: TestStore;
  let database: Database;
  let leases: LeaseStore;

  beforeAll(async () => {
    testStore = await openTestStore();
    database = testStore.database;
    leases = new LeaseStore(database);
  });

  afterAll(async () => {
    await testStore.close();
  });

  const acquired = async (locationId: string, holder: string, durationMs = LONG_MS) => {
    const lease = await leases.acquire(locationId, holder, durationMs);
    if (!lease) throw new Error('The lease is held by another.');
    return lease;
  };
  const lock = async (lease: { locationId: string; fence: string }) =>
    (await database.transaction(lease, (transaction) => lockLocation(transaction, lease))).sequence;

  it('gives a location to one of those who ask at once', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, (_, index) => leases.acquire('contested', `holder ${index}`, LONG_MS)));
    expect(answers.filter((lease) => lease !== null)).toHaveLength(1);
  });

  it('gives different locations to different holders', async () => {
    await acquired('one', 'a');
    expect(await leases.acquire('other', 'b', LONG_MS)).not.toBeNull();
    expect(await leases.acquire('one', 'b', LONG_MS)).toBeNull();
  });

  it('gives it again to the same holder, under a new fence', async () => {
    const first = await acquired('again', 'a');
    const second = await acquired('again', 'a');
    expect(BigInt(second.fence)).toBeGreaterThan(BigInt(first.fence));
    await expect(lock(first)).rejects.toMatchObject({ code: 'lease-lost' });
    await expect(lock(second)).resolves.toBe(0n);
  });

  it('lets another take over when it has run out, and refuses the former holder’s writes and renewals from then on', async () => {
    const stale = await acquired('taken', 'a', OVER_MS);
    await expect(lock(stale)).resolves.toBe(0n);
    const fresh = await acquired('taken', 'b');
    await expect(lock(stale)).rejects.toMatchObject({ code: 'lease-lost' });
    await expect(leases.renew(stale, LONG_MS)).rejects.toMatchObject({ code: 'lease-lost' });
    await expect(lock(fresh)).resolves.toBe(0n);
  });

  it('tells a lease that another let run out from one that was free, given back, or its own', async () => {
    const isTakenOver = async (holder: string, durationMs = LONG_MS) => (await acquired('told', holder, durationMs)).isTakenOver;
    expect([await isTakenOver('a'), await isTakenOver('a', OVER_MS), await isTakenOver('b')]).toEqual([false, false, true]);
    await leases.release(await acquired('told', 'b'));
    expect(await isTakenOver('c')).toBe(false);
  });

  it('keeps it for whoever renews it', async () => {
    const lease = await acquired('renewed', 'a', OVER_MS);
    await leases.renew(lease, LONG_MS);
    expect(await leases.acquire('renewed', 'b', LONG_MS)).toBeNull();
  });

  it('is free once released, but only its holder can release it', async () => {
    const stale = await acquired('released', 'a', OVER_MS);
    const lease = await acquired('released', 'b');
    await leases.release(stale);
    expect(await leases.acquire('released', 'c', LONG_MS)).toBeNull();
    await leases.release(lease);
    expect(await leases.acquire('released', 'c', LONG_MS)).not.toBeNull();
  });

  it('frees all when the store has no other user', async () => {
    await acquired('all', 'a');
    await leases.releaseAll();
    expect(await leases.acquire('all', 'b', LONG_MS)).not.toBeNull();
  });
});
