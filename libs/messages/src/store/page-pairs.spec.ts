import { aMessage } from '../model/message.fixture';
import { CoverageStore } from './coverage.store';
import { Database } from './database';
import { Lease, LeaseStore } from './lease.store';
import { MessageStore } from './message.store';
import { aPage } from './page.fixture';
import { PageStore } from './page.store';
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
  const storedCount = async () => (await new MessageStore(database).countStored(lease.locationId)).stored;
  const coverage = async () => (await new CoverageStore(database).read(lease.locationId, ['messages'])).channels.get('messages')?.coverage;
  const numbers = () =>
    database.query<{ id: string; change_seq: string }>(
      { name: '', text: 'select id, change_seq from messages where location_id = $1 order by change_seq' },
      [lease.locationId],
    );

  it('is committed only after the one before', async () => {
    let endBefore: (saved: number) => void = () => undefined;
    const before = { locked: Promise.resolve(), saved: new Promise<number>((resolve) => (endBefore = resolve)) };
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
    const page = pages.startSaving(lease, pageOf('msg1'), { locked: Promise.resolve(), saved });
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
});
