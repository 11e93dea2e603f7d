import { aMessage } from '../model/message.fixture';
import { CoverageStore } from './coverage.store';
import { Database } from './database';
import { saveEventEvidence } from './event-evidence.store';
import { Lease, LeaseStore, lockLocation } from './lease.store';
import { MessageStore } from './message.store';
import { readVersions } from './message-version.store';
import { aPage } from './page.fixture';
import { PageBeingSaved, PageStore } from './page.store';
import { openTestStore, TestStore } from '../../../../test/store/test-store';

const LONG_MS = 60_000;

describe('PageStore, of a page that follows one still on its way', () => {
  let testStore: TestStore;
  let database: Database;
  let pages: PageStore;
  let lease: Lease;
  let locations = 0;

  beforeAll(async () => {
    testStore = await openTestStore();
    database = testStore.database;
    pages = new PageStore(database);
  });

  beforeEach(async () => {
    const acquired = await new LeaseStore(database).acquire(`loc${(locations += 1)}`, 'test', LONG_MS);
    if (!acquired) throw new Error('The lease is held by another.');
    lease = acquired;
  });

  afterAll(async () => {
    await testStore.close();
  });

  const pageOf = (id: string) => aPage([aMessage({ id, locationId: lease.locationId })], { proven: { after: 1_000, upTo: 5_000 } });
  /** A page that has the location's turn before any other. */
  const lockedBefore = () => ({ page: pageOf('msg0'), locked: Promise.resolve(0n) });
  const userOf = async (id: string) => (await readVersions(database, lease.locationId, [id])).get(id)?.attribution?.userId;
  const storedCount = async () => (await new MessageStore(database).countStored(lease.locationId)).stored;
  const coverage = async () => (await new CoverageStore(database).read(lease.locationId, ['messages'])).channels.get('messages')?.coverage;
  const numbers = () =>
    testStore.owner.query<{ id: string; change_seq: string }>(
      { text: 'select id, change_seq from messages where location_id = $1 order by change_seq' },
      [lease.locationId],
    );

  it('is committed only after the one before', async () => {
    let endBefore: (saved: number) => void = () => undefined;
    const before = { ...lockedBefore(), saved: new Promise<number>((resolve) => (endBefore = resolve)) };
    const page = pages.startSaving(lease, pageOf('msg1'), before);
    await page.locked;
    expect([await storedCount(), await coverage()]).toEqual([0, []]);
    endBefore(1);
    expect(await page.saved).toBe(1);
    expect([await storedCount(), await coverage()]).toEqual([1, [{ after: 1_000, upTo: 5_000 }]]);
  });

  it('stores and promises nothing when the one before could not be stored', async () => {
    const saved = Promise.reject(new Error('The disk is full.'));
    saved.catch(() => undefined);
    const page = pages.startSaving(lease, pageOf('msg1'), { ...lockedBefore(), saved });
    await expect(page.saved).rejects.toThrow('The disk is full.');
    expect([await storedCount(), await coverage()]).toEqual([0, []]);
  });

  it('gets the numbers after those of the one before', async () => {
    const first = pages.startSaving(lease, pageOf('msg2'));
    const second = pages.startSaving(lease, pageOf('msg1'), first);
    expect(await Promise.all([first.saved, second.saved])).toEqual([1, 1]);
    expect(await numbers()).toEqual([
      { id: 'msg2', change_seq: '1' },
      { id: 'msg1', change_seq: '2' },
    ]);
  });

  it('replaces a version that the one before brought', async () => {
    const first = pages.startSaving(lease, pageOf('msg1'));
    const newer = aMessage({ id: 'msg1', locationId: lease.locationId, dateUpdated: 4_000, userId: 'usr2' });
    const second = pages.startSaving(lease, aPage([newer], { proven: { after: 1_000, upTo: 5_000 } }), first);
    expect(await Promise.all([first.saved, second.saved])).toEqual([1, 1]);
    expect([await storedCount(), await userOf('msg1')]).toEqual([1, 'usr2']);
  });

  it('knows of whom the one before learnt', async () => {
    const conversation = { id: 'cnv1', contactId: null, assignee: { userId: 'usr1', source: 'conversation' as const, date: 1 } };
    const directory = { conversations: [conversation], contacts: [], observedAt: 9_000 };
    const first = pages.startSaving(lease, { ...pageOf('msg1'), directory });
    const message = aMessage({ id: 'msg2', locationId: lease.locationId, conversationId: 'cnv1', userId: null });
    const second = pages.startSaving(lease, aPage([message], {}), first);
    await Promise.all([first.saved, second.saved]);
    expect(await userOf('msg2')).toBe('usr1');
  });

  it('knows what another writer told after the one before, though it was read for earlier', async () => {
    const first = pages.startSaving(lease, pageOf('msg1'));
    await first.saved;
    const message = aMessage({ id: 'msg2', locationId: lease.locationId, userId: null });
    const reads = jest.spyOn(database, 'query');
    let second: PageBeingSaved | undefined;
    await database.transaction(lease, async (transaction) => {
      await lockLocation(transaction, lease);
      await saveEventEvidence(transaction, lease.locationId, [{ messageId: 'msg2', userId: 'usr1', date: 1 }]);
      second = pages.startSaving(lease, aPage([message], {}), first);
      await first.locked;
      await new Promise((resolve) => setImmediate(resolve));
      await Promise.all(reads.mock.results.map(({ value }) => value as Promise<unknown>));
    });
    await second?.saved;
    expect(await userOf('msg2')).toBe('usr1');
  });
});
