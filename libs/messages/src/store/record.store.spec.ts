import * as fc from 'fast-check';
import { servedRecord } from '../model/served-record';
import { readMessage } from '../upstream/message.reader';
import { Database } from './database';
import { ExportStore } from './export.store';
import { Lease, LeaseStore } from './lease.store';
import { aPage } from './page.fixture';
import { PageStore } from './page.store';
import { RecordStore } from './record.store';
import { openTestStore, TestStore } from '../../../../test/store/test-store';

/** One version of a message, as upstream shows it. */
interface Version {
  readonly updatedMinute: number;
  readonly userId?: string | null;
  readonly isOdd: boolean;
}

const versions = fc.array(
  fc.record(
    {
      updatedMinute: fc.integer({ min: 0, max: 5 }),
      userId: fc.constantFrom('ann', 'bob "the" é', null),
      isOdd: fc.boolean(),
    },
    { requiredKeys: ['updatedMinute', 'isOdd'] },
  ),
  { minLength: 1, maxLength: 5 },
);

function recordOf({ updatedMinute, userId, isOdd }: Version, locationId: string) {
  return {
    id: 'msg1',
    locationId,
    conversationId: 'cnv1',
    contactId: 'con1',
    direction: 'inbound',
    ...(!isOdd && { status: 'sent' }),
    messageType: isOdd ? 'SMS' : 'TYPE_SMS',
    dateAdded: '2025-10-30T22:00:00.000Z',
    dateUpdated: `2025-10-30T22:0${updatedMinute}:00.000Z`,
    body: `at ${updatedMinute}`,
    ...(userId !== undefined && { userId }),
  };
}

describe('RecordStore', () => {
  let testStore: TestStore;
  let database: Database;
  let records: RecordStore;
  let locations = 0;

  beforeAll(async () => {
    testStore = await openTestStore();
    database = testStore.database;
    records = new RecordStore(database);
  });

  afterAll(async () => {
    await testStore.close();
  });

  const leaseOf = async (locationId: string): Promise<Lease> => {
    const lease = await new LeaseStore(database).acquire(locationId, 'this test', 60_000);
    if (!lease) throw new Error('The lease is taken.');
    return lease;
  };

  const save = async (lease: Lease, shown: unknown[]) => {
    const messages = shown
      .map((record) => readMessage(record, lease.locationId))
      .flatMap((read) => ('message' in read ? [read.message] : []));
    await new PageStore(database).savePage(lease, aPage(messages));
  };

  it('serves the newest version to the last field, whoever earlier and later versions named', async () => {
    await fc.assert(
      fc.asyncProperty(versions, async (given) => {
        const lease = await leaseOf(`version ${(locations += 1)}`);
        // Upstream shows one content for each date.
        const shown = [...new Map(given.map((version) => [version.updatedMinute, version])).values()].map((one) =>
          recordOf(one, lease.locationId),
        );
        for (const record of shown) await save(lease, [record]);
        const newest = shown.reduce((best, record) => (record.dateUpdated > best.dateUpdated ? record : best));
        const named = shown.map(({ userId }) => userId).filter((userId) => typeof userId === 'string');
        const found = await records.find(lease.locationId, 'msg1');
        const served = JSON.parse(`${found ? servedRecord(found).toString() : ''}}`) as Record<string, unknown>;
        if (typeof newest.userId === 'string' || named.length === 0) return expect(served).toEqual(newest);
        expect(served).toEqual({ ...newest, userId: expect.any(String), userIdSource: 'message' });
        expect(named).toContain(served.userId);
      }),
      { numRuns: 60 },
    );
  });

  it('reads a conversation newest first, a page at a time, and knows where a message stands in it', async () => {
    const lease = await leaseOf('conversation');
    const shown = ['b', 'a', 'c', 'd'].map((id, index) => ({
      ...recordOf({ updatedMinute: 5, isOdd: false }, lease.locationId),
      id,
      messageType: id === 'd' ? 'TYPE_CALL' : 'TYPE_SMS',
      dateAdded: `2025-10-30T22:0${Math.floor(index / 2)}:00.000Z`,
    }));
    await save(lease, [...shown, { ...recordOf({ updatedMinute: 1, isOdd: false }, lease.locationId), conversationId: 'other' }]);
    const read = async (given: Partial<Parameters<RecordStore['readConversation']>[1]>) => {
      const page = await records.readConversation(lease.locationId, {
        conversationId: 'cnv1',
        after: null,
        types: null,
        limit: 9,
        ...given,
      });
      return page.map(({ rendered }) => (JSON.parse(`${rendered.toString()}}`) as { id: string }).id);
    };
    expect(await read({})).toEqual(['d', 'c', 'b', 'a']);
    expect(await read({ limit: 2 })).toEqual(['d', 'c']);
    expect(await read({ after: await records.placeInConversation(lease.locationId, 'cnv1', 'c') })).toEqual(['b', 'a']);
    expect(await read({ types: ['TYPE_SMS'] })).toEqual(['c', 'b', 'a']);
    expect(await records.placeInConversation(lease.locationId, 'cnv1', 'msg1')).toBeNull();
    expect(await records.placeInConversation('elsewhere', 'cnv1', 'c')).toBeNull();
    expect(await records.find('elsewhere', 'c')).toBeNull();
  });

  it('tells where a choice by type may not be upstream’s own', async () => {
    const lease = await leaseOf('spellings');
    await save(lease, [recordOf({ updatedMinute: 1, isOdd: true }, lease.locationId)]);
    expect(await records.hasOtherSpellings(lease.locationId, 'cnv1', ['TYPE_SMS'])).toBe(true);
    expect(await records.hasOtherSpellings(lease.locationId, 'cnv1', ['TYPE_CALL'])).toBe(false);
    expect(await records.hasOtherSpellings(lease.locationId, 'other', ['TYPE_SMS'])).toBe(false);
  });

  it('tells of a location that a record of its could not be stored', async () => {
    const lease = await leaseOf('set aside');
    expect(await records.lacksRecords(lease.locationId)).toBe(false);
    await new PageStore(database).savePage(lease, aPage([], { setAside: [{ id: 'odd', reason: 'no date' }] }));
    expect(await records.lacksRecords(lease.locationId)).toBe(true);
    expect(await new ExportStore(database).describe(lease.locationId)).toMatchObject({ lacksRecords: true });
  });
});
