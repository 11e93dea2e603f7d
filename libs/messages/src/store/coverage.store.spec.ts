import * as fc from 'fast-check';
import { toCoverage } from '../model/coverage';
import { addCoverage, CoverageStore, recordTail } from './coverage.store';
import { Database } from './database';
import { openTestStore, TestStore } from '../../../../test/store/test-store';

describe('CoverageStore', () => {
  let testStore: TestStore;
  let database: Database;
  let store: CoverageStore;

  beforeAll(async () => {
    testStore = await openTestStore();
    database = testStore.database;
    store = new CoverageStore(database);
  });

  afterAll(async () => {
    await testStore.close();
  });

  it('knows nothing of a location before its first walk', async () => {
    const unknown = { coverage: [], asOf: null, tailWalkedAt: null };
    expect(await store.read('new', ['messages', 'email'])).toMatchObject({
      channels: new Map([
        ['messages', unknown],
        ['email', unknown],
      ]),
      needsContacts: false,
    });
  });

  it('keeps the same set as the model, whatever windows are added in whatever order', async () => {
    // Whole milliseconds over the years that can be stored; few of them, so that windows touch.
    const date = fc.oneof(
      fc.integer({ min: 1_700_000_000_000, max: 1_700_000_000_020 }),
      fc.constantFrom(-Infinity, Infinity, -62_135_596_800_000, 253_402_300_799_999),
    );
    const windows = fc.record({ after: date, upTo: date }).filter(({ after, upTo }) => after < upTo);
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(windows, { minLength: 1, maxLength: 8 }), async (given) => {
        const locationId = `property ${run++}`;
        await database.transaction({ locationId }, async (transaction) => {
          for (const window of given) await addCoverage(transaction, locationId, 'messages', window);
        });
        const { channels } = await store.read(locationId, ['messages']);
        expect(channels.get('messages')?.coverage).toEqual(toCoverage(given));
      }),
      { numRuns: 60 },
    );
  });

  it('keeps channels and locations apart', async () => {
    await addCoverage(database, 'apart', 'messages', { after: 1, upTo: 2 });
    await addCoverage(database, 'apart', 'email', { after: 3, upTo: 4 });
    const { channels } = await store.read('apart', ['email']);
    expect([...channels]).toEqual([['email', { coverage: [{ after: 3, upTo: 4 }], asOf: null, tailWalkedAt: null }]]);
    expect((await store.read('elsewhere', ['email'])).channels.get('email')?.coverage).toEqual([]);
  });

  it('never takes back what a tail walk told', async () => {
    await recordTail(database, 'tail', 'messages', { asOf: 5_000, walkedAt: 6_000 });
    await recordTail(database, 'tail', 'messages', { asOf: 4_000, walkedAt: 7_000 });
    await addCoverage(database, 'tail', 'messages', { after: 1_000, upTo: 5_000 });
    expect((await store.read('tail', ['messages'])).channels.get('messages')).toEqual({
      coverage: [{ after: 1_000, upTo: 5_000 }],
      asOf: 5_000,
      tailWalkedAt: 7_000,
    });
  });

  it('takes back a tail walk of a time that was no clock’s but a wrong one’s, which no walk of now could be newer than', async () => {
    const HOUR_MS = 3_600_000;
    const walkedAt = async () => (await store.read('clocks', ['messages'])).channels.get('messages')?.tailWalkedAt;
    await recordTail(database, 'clocks', 'messages', { asOf: 5_000, walkedAt: 2 * HOUR_MS });
    await recordTail(database, 'clocks', 'messages', { asOf: 5_000, walkedAt: 60_000 });
    expect(await walkedAt()).toBe(60_000);
    await recordTail(database, 'clocks', 'messages', { asOf: 5_000, walkedAt: 30_000 });
    expect(await walkedAt()).toBe(60_000);
  });
});
