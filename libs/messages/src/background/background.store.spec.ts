import { Database } from '../store/database';
import { saveSuspicions } from '../store/suspicion.store';
import { BackgroundOrders } from './background-orders.store';
import { BackgroundClaim, BackgroundStore } from './background.store';
import { openTestStore, TestStore } from '../../../../test/store/test-store';

const CLAIM_MS = 60_000;
const HOUR_MS = 3_600_000;

describe('the store of the background', () => {
  let testStore: TestStore;
  let database: Database;
  let orders: BackgroundOrders;
  let one: BackgroundStore;
  let other: BackgroundStore;

  beforeAll(async () => {
    testStore = await openTestStore();
    database = testStore.database;
  });

  afterAll(async () => {
    await testStore.close();
  });

  beforeEach(async () => {
    await testStore.owner.query({ text: 'truncate background, locations, suspected_conversations' }, []);
    orders = new BackgroundOrders(database);
    one = new BackgroundStore(database);
    other = new BackgroundStore(database);
  });

  const idsOf = (claims: readonly BackgroundClaim[]) => claims.map(({ locationId }) => locationId).sort();
  const claimTail = async (store = one): Promise<BackgroundClaim> => {
    const [claim] = await store.claimTails(1, CLAIM_MS, []);
    if (!claim) throw new Error('Nothing is due.');
    return claim;
  };
  const statusOf = (locationId: string) => orders.statusOf(locationId);
  /** Time passes, for the database as for everyone. */
  const pass = (locationId: string, ms: number) =>
    testStore.owner.query(
      {
        text: `update background set next_tail_at = next_tail_at - $2 * interval '1 millisecond',
                      chores_at = chores_at - $2 * interval '1 millisecond', tailed_at = tailed_at - $2 * interval '1 millisecond',
                      claimed_until = claimed_until - $2 * interval '1 millisecond'
                where location_id = $1`,
      },
      [locationId, ms],
    );

  it('gives each location to one of those who claim at once, and as many as they ask for', async () => {
    const locations = Array.from({ length: 40 }, (_, index) => `loc${index}`);
    await one.reconcile(locations);
    const stores = Array.from({ length: 8 }, () => new BackgroundStore(database));
    const claims = await Promise.all(stores.map((store) => store.claimTails(4, CLAIM_MS, [])));
    const all = claims.flat().map(({ locationId }) => locationId);
    expect(new Set(all).size).toBe(all.length);
    for (const some of claims) expect(some.length).toBeLessThanOrEqual(4);
    const rest = await one.claimTails(100, CLAIM_MS, []);
    expect([...all, ...idsOf(rest)].length).toBeGreaterThanOrEqual(locations.length);
  });

  it('gives a claim that wasn’t prolonged to another, and then not back', async () => {
    await one.reconcile(['loc']);
    await claimTail(one);
    expect(await other.claimTails(1, CLAIM_MS, [])).toEqual([]);
    expect(await one.keep(['loc'], CLAIM_MS)).toEqual([{ locationId: 'loc', isWanted: false, isSuspecting: false }]);
    await pass('loc', CLAIM_MS + 1);
    await claimTail(other);
    expect(await one.keep(['loc'], CLAIM_MS)).toEqual([]);
  });

  it('puts a tail off for as long as it is told to', async () => {
    await one.reconcile(['loc']);
    await claimTail(one);
    await one.postpone('loc', 'tail', 60_000);
    const [row] = await testStore.owner.query<{ is_later: boolean }>({
      text: `select next_tail_at > now() + interval '30 seconds' as is_later from background where location_id = 'loc'`,
    });
    expect(row).toEqual({ is_later: true });
  });

  it('does not give its own process again what that is at', async () => {
    await one.reconcile(['loc']);
    await claimTail();
    expect(await one.claimTails(1, CLAIM_MS, ['loc'])).toEqual([]);
  });

  it('gives the process that is at a location’s chores its tail too, and nobody else', async () => {
    await one.reconcile(['loc']);
    const claim = await claimTail();
    await one.finishTail(claim, 15_000);
    expect(idsOf(await one.claimChores(1, CLAIM_MS, []))).toEqual(['loc']);
    await one.note('loc', 'backfill');
    await pass('loc', 15_001);
    expect(await other.claimTails(1, CLAIM_MS, [])).toEqual([]);
    expect(idsOf(await one.claimTails(1, CLAIM_MS, []))).toEqual(['loc']);
    expect((await statusOf('loc'))?.state).toBe('backfill');
  });

  it('offers chores only after the tail', async () => {
    await one.reconcile(['loc']);
    expect(await one.claimChores(1, CLAIM_MS, [])).toEqual([]);
    const claim = await claimTail();
    await one.finishTail(claim, 15_000);
    const [chores] = await one.claimChores(1, CLAIM_MS, []);
    await one.finishChores(chores as BackgroundClaim, HOUR_MS);
    expect(await one.claimChores(1, CLAIM_MS, [])).toEqual([]);
  });

  it('makes a location due at once when something happens there, but two seconds after its last tail', async () => {
    await one.reconcile(['loc']);
    await one.finishTail(await claimTail(), 900_000);
    await one.release('loc');
    await orders.hasten('loc');
    expect(await one.claimTails(1, CLAIM_MS, [])).toEqual([]);
    await pass('loc', 2_000);
    expect(await claimTail()).toMatchObject({ tailIntervalMs: 0, hastenings: '1' });
  });

  it('walks a tail again soon when something happened while it was walked', async () => {
    await one.reconcile(['loc']);
    const claim = await claimTail();
    await orders.hasten('loc');
    await one.finishTail(claim, 900_000);
    await pass('loc', 2_000);
    expect(idsOf(await one.claimTails(1, CLAIM_MS, []))).toEqual(['loc']);
  });

  it('keeps the back-off of a location in trouble, whatever happens there, until it is started', async () => {
    await one.reconcile(['loc']);
    await claimTail();
    await one.fail('loc', 'tail', 'server-error', 60_000);
    await one.release('loc');
    await orders.hasten('loc');
    expect(await one.claimTails(1, CLAIM_MS, [])).toEqual([]);
    expect(await statusOf('loc')).toMatchObject({ state: 'failing', lastErrorCode: 'server-error' });
    await orders.start('loc');
    expect(idsOf(await one.claimTails(1, CLAIM_MS, []))).toEqual(['loc']);
    expect(await statusOf('loc')).toMatchObject({ state: 'tail', lastErrorCode: null });
  });

  it('leaves a stopped location alone until it is started, and tells who has it in hand', async () => {
    await one.reconcile(['loc']);
    await claimTail();
    await orders.stop('loc');
    expect(await one.keep(['loc'], CLAIM_MS)).toEqual([]);
    await one.release('loc');
    await orders.hasten('loc');
    expect(await other.claimTails(1, CLAIM_MS, [])).toEqual([]);
    expect(await statusOf('loc')).toMatchObject({ state: 'stopped', nextTailAt: null });
    await orders.start('loc');
    expect(idsOf(await other.claimTails(1, CLAIM_MS, []))).toEqual(['loc']);
  });

  it('leaves a parked location alone, and tells with what it was refused', async () => {
    await one.reconcile(['loc']);
    await claimTail();
    await one.park('loc', 'forbidden', 'digest');
    await one.release('loc');
    expect(await one.claimTails(1, CLAIM_MS, [])).toEqual([]);
    expect(await one.reconcile(['loc'])).toEqual([{ locationId: 'loc', refusedCredential: 'digest' }]);
    expect(await statusOf('loc')).toMatchObject({ state: 'needs-reauthorization', lastErrorCode: 'forbidden', nextTailAt: null });
    await orders.unpark('loc');
    expect(idsOf(await one.claimTails(1, CLAIM_MS, []))).toEqual(['loc']);
  });

  it('forgets locations that are not connected any more', async () => {
    await one.reconcile(['loc', 'gone']);
    await one.reconcile(['loc']);
    expect(await statusOf('gone')).toBeNull();
    expect(idsOf(await one.claimTails(9, CLAIM_MS, []))).toEqual(['loc']);
  });

  it('remembers how far the directory was read and history swept', async () => {
    await one.reconcile(['loc']);
    await claimTail();
    await one.noteRefresh('loc', 5_000);
    await one.noteSweepStep('loc', 7_000);
    await pass('loc', CLAIM_MS + 1);
    expect(await claimTail(other)).toMatchObject({ refreshPlace: 5_000, sweepPlace: 7_000 });
    // Who has lost the claim has no say any more.
    await one.noteSweepStep('loc', 1);
    await other.noteRefresh('loc', 'done');
    await pass('loc', CLAIM_MS + 1);
    expect(await claimTail(other)).toMatchObject({ refreshPlace: null, sweepPlace: 7_000 });
  });

  it('tells the holder that another process waits for the location', async () => {
    await one.reconcile(['loc']);
    await claimTail();
    const text = `insert into locations (location_id, lease_wanted_at) values ('loc', now())`;
    await testStore.owner.query({ text });
    expect(await one.keep(['loc'], CLAIM_MS)).toEqual([{ locationId: 'loc', isWanted: true, isSuspecting: false }]);
  });

  describe('when a conversation is called deleted', () => {
    const suspect = (id = 'cnv') => saveSuspicions(database, 'loc', [id]);
    const claimChores = async (): Promise<BackgroundClaim | undefined> => (await one.claimChores(1, CLAIM_MS, []))[0];
    const isClaimable = async () => (await claimChores()) !== undefined;

    beforeEach(async () => {
      await one.reconcile(['loc']);
      await one.finishTail(await claimTail(), 900_000);
    });

    it('has the chores done at once', async () => {
      await one.finishChores((await claimChores()) as BackgroundClaim, HOUR_MS);
      expect(await isClaimable()).toBe(false);
      await suspect();
      expect(await isClaimable()).toBe(true);
    });

    it('has them done again when they were under way', async () => {
      const claim = (await claimChores()) as BackgroundClaim;
      await suspect();
      await one.finishChores(claim, HOUR_MS);
      expect(await isClaimable()).toBe(true);
    });

    it('keeps the back-off of a location in trouble', async () => {
      await claimChores();
      await one.fail('loc', 'chores', 'server-error', 60_000);
      await suspect();
      expect(await isClaimable()).toBe(false);
    });

    it('tells a backfill that has kept it waiting for ten seconds, and no other work', async () => {
      await claimChores();
      await suspect();
      const isSuspecting = async () => (await one.keep(['loc'], CLAIM_MS)).map((kept) => kept.isSuspecting);
      await one.note('loc', 'backfill');
      expect(await isSuspecting()).toEqual([false]);
      await testStore.owner.query({ text: `update suspected_conversations set due_at = due_at - interval '11 seconds'` }, []);
      expect(await isSuspecting()).toEqual([true]);
      await one.note('loc', 'sweep');
      expect(await isSuspecting()).toEqual([false]);
    });
  });
});
