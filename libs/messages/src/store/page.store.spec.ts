import { aMessage } from '../model/message.fixture';
import { SearchQuery } from '../model/search-query';
import { ALL_TIME } from '../model/window';
import { ContactTexts } from './contact-texts';
import { CoverageStore } from './coverage.store';
import { Database } from './database';
import { DirectoryStore } from './directory.store';
import { Lease, LeaseStore } from './lease.store';
import { MessageStore } from './message.store';
import { aPage } from './page.fixture';
import { PageStore } from './page.store';
import { openTestStore, TestStore } from '../../../../test/store/test-store';

const LONG_MS = 60_000;
const ANN_HAS_IT = { userId: 'ann', source: 'conversation', date: 3_000 } as const;

describe('PageStore', () => {
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

  const message = (given: Parameters<typeof aMessage>[0] = {}) => aMessage({ locationId: lease.locationId, ...given });
  const stored = async (): Promise<Record<string, unknown>[]> => {
    const { locationId } = lease;
    const query: SearchQuery = {
      ...{ locationId, messageTypes: ['TYPE_SMS'], window: ALL_TIME, sort: 'asc', filters: {}, limit: 1000 },
      ...{ includeContact: true, includeUser: false, includeTotal: false, allowPartial: false },
    };
    const page = await new MessageStore(database).readPage(query, null);
    return page.rows.map(({ rendered }) => JSON.parse(`${rendered.toString()}}`) as Record<string, unknown>);
  };
  const rows = <Row extends object>(text: string) => testStore.owner.query<Row & Record<string, unknown>>({ text }, [lease.locationId]);
  const coverage = async () => (await new CoverageStore(database).read(lease.locationId, ['messages'])).channels.get('messages');

  it('stores a page with what it proves, and tells how much of it was news', async () => {
    const tail = { asOf: 5_000, walkedAt: 6_000 };
    const page = aPage([message(), message({ id: 'msg2' })], { proven: { after: 1_000, upTo: 5_000 }, tail });
    expect(await pages.savePage(lease, page)).toBe(2);
    expect(await pages.savePage(lease, page)).toBe(0);
    expect((await stored()).map(({ id }) => id)).toEqual(['msg1', 'msg2']);
    expect(await coverage()).toEqual({ coverage: [{ after: 1_000, upTo: 5_000 }], asOf: 5_000, tailWalkedAt: 6_000 });
    expect(await new MessageStore(database).countStored(lease.locationId)).toEqual({ stored: 2, setAside: 0 });
  });

  it('stores nothing of a page, and promises nothing, when any part of it fails', async () => {
    const unstorable = { after: 1_000, upTo: 9e15 };
    await expect(pages.savePage(lease, aPage([message()], { proven: unstorable }))).rejects.toThrow();
    expect(await stored()).toEqual([]);
    expect((await coverage())?.coverage).toEqual([]);
    expect((await rows<{ change_seq: string }>('select change_seq, stored from locations where location_id = $1'))[0]).toEqual({
      change_seq: '0',
      stored: '0',
    });
  });

  it('stores nothing for a process whose lease was taken over', async () => {
    const stale = { ...lease, fence: '0' };
    const page = aPage([message()], { proven: { after: 1, upTo: 2 } });
    await expect(pages.savePage(stale, page)).rejects.toMatchObject({ code: 'lease-lost' });
    await expect(pages.saveDirectory(stale, { conversations: [], contacts: [{ id: 'con1' }] }, 1, [])).rejects.toMatchObject({
      code: 'lease-lost',
    });
    expect([await stored(), (await coverage())?.coverage]).toEqual([[], []]);
  });

  it('never lets an older version replace a newer one, but content of the same date', async () => {
    const statusAfter = async (given: Parameters<typeof aMessage>[0]) => {
      await pages.savePage(lease, aPage([message(given)]));
      return (await stored()).map(({ status }) => status);
    };
    expect(await statusAfter({ dateUpdated: 2_000, status: 'sent' })).toEqual(['sent']);
    expect(await statusAfter({ dateUpdated: 1_500, status: 'pending' })).toEqual(['sent']);
    expect(await statusAfter({ dateUpdated: 2_000, status: 'delivered' })).toEqual(['delivered']);
    expect(await statusAfter({ dateUpdated: 3_000, status: 'read' })).toEqual(['read']);
    expect(await new MessageStore(database).countStored(lease.locationId)).toMatchObject({ stored: 1 });
  });

  it('takes of a message that is on the page several times the newest version', async () => {
    const versions = [2_500, 2_900, 2_100].map((dateUpdated) => message({ dateUpdated, status: `at ${dateUpdated}` }));
    expect(await pages.savePage(lease, aPage(versions))).toBe(1);
    expect((await stored()).map(({ status }) => status)).toEqual(['at 2900']);
  });

  it('numbers changes without gaps, in the order in which they are committed', async () => {
    const batches = Array.from({ length: 12 }, (_, batch) =>
      Array.from({ length: 1 + (batch % 3) }, (__, index) => message({ id: `${batch}-${index}` })),
    );
    await Promise.all(batches.map((batch) => pages.savePage(lease, aPage(batch))));
    await pages.savePage(lease, aPage([message({ id: '0-0', dateUpdated: 9_000 })]));
    const numbered = await rows<{ n: number; id: string }>(
      'select change_seq::int as n, id from messages where location_id = $1 order by change_seq',
    );
    const total = batches.flat().length;
    const last = await rows<{ change_seq: string }>('select change_seq::int, stored::int from locations where location_id = $1');
    expect(last).toEqual([{ change_seq: total + 1, stored: total }]);
    // The one that changed took the next number and left its own.
    expect(new Set(numbered.map(({ n }) => n)).size).toBe(total);
    expect(numbered.at(-1)).toEqual({ n: total + 1, id: '0-0' });
  });

  it('attributes stored messages to an assignee who is learnt of later, unless they have better evidence', async () => {
    const conversation = { id: 'cnv1', contactId: 'con1', assignee: ANN_HAS_IT };
    await pages.saveDirectory(lease, { conversations: [{ ...conversation, assignee: null }], contacts: [] }, 1_000, []);
    await pages.savePage(
      lease,
      aPage([message(), message({ id: 'msg2', userId: 'bob' }), message({ id: 'msg3', conversationId: 'other' })]),
    );
    expect(await pages.saveDirectory(lease, { conversations: [conversation], contacts: [] }, 4_000, [])).toBe(1);
    expect((await stored()).map(({ id, userId, userIdSource }) => [id, userId, userIdSource])).toEqual([
      ['msg1', 'ann', 'conversation'],
      ['msg2', 'bob', 'message'],
      ['msg3', null, 'none'],
    ]);
  });

  it('doesn’t rewrite history when a conversation is given to another', async () => {
    const conversation = (userId: string, date: number) => ({ id: 'cnv1', contactId: 'con1', assignee: { ...ANN_HAS_IT, userId, date } });
    await pages.saveDirectory(lease, { conversations: [conversation('ann', 3_000)], contacts: [] }, 4_000, []);
    await pages.savePage(lease, aPage([message()]));
    expect(await pages.saveDirectory(lease, { conversations: [conversation('bob', 8_000)], contacts: [] }, 9_000, [])).toBe(0);
    await pages.savePage(lease, aPage([message({ id: 'msg2', dateAdded: 7_000, dateUpdated: 7_500 })]));
    expect((await stored()).map(({ userId }) => userId)).toEqual(['ann', 'bob']);
  });

  it('takes the contact’s fields from whoever told them last, and never unlearns them', async () => {
    const texts = new ContactTexts(database);
    const coverage = new CoverageStore(database);
    const fields = { fullName: 'Ada', contactName: 'Ada', companyName: null, email: null, phone: "+1'5" };
    const afterLearning = async (observedAt: number, fullName?: string) => {
      const contact = { id: 'con1', ...(fullName !== undefined && { fields: { ...fields, fullName } }) };
      await pages.saveDirectory(lease, { conversations: [], contacts: [contact] }, observedAt, []);
      const { contactsVersion } = await coverage.read(lease.locationId, ['messages']);
      const found = await texts.read(lease.locationId, contactsVersion, ['con1', 'con2']);
      return Object.fromEntries([...found].map(([id, text]) => [id, JSON.parse(`{${text.toString().slice(1, -1)}`) as object]));
    };
    expect(await afterLearning(1_000)).toEqual({});
    expect(await afterLearning(2_000, 'Ada')).toEqual({ con1: fields });
    expect(await afterLearning(1_000, 'Too old')).toEqual({ con1: fields });
    expect(await afterLearning(3_000)).toEqual({ con1: fields });
    expect(await afterLearning(4_000, 'Zoë')).toEqual({ con1: { ...fields, fullName: 'Zoë' } });
  });

  it('takes a message that names no contact for one with the contact of its conversation', async () => {
    const contact = { id: 'con1', assignee: { userId: 'cy', source: 'contact', date: 1 } as const };
    await pages.saveDirectory(lease, { conversations: [{ id: 'cnv1', contactId: 'con1', assignee: null }], contacts: [contact] }, 1, []);
    await pages.savePage(lease, aPage([message({ contactId: null })]));
    expect((await stored())[0]).toMatchObject({ contactId: null, userId: 'cy', userIdSource: 'contact' });
  });

  it('has contacts looked up of whom nothing is known, or who might be the only evidence, once', async () => {
    const directory = new DirectoryStore(database);
    const wanted = () => directory.contactsToLookUp(lease.locationId, 10);
    await pages.savePage(
      lease,
      aPage([message(), message({ id: 'msg2', contactId: 'con2', userId: 'bob' }), message({ id: 'msg3', contactId: null })]),
    );
    expect(await wanted()).toEqual(['con1', 'con2']);
    await pages.saveDirectory(lease, { conversations: [], contacts: [] }, 5_000, ['con1', 'con2']);
    expect(await wanted()).toEqual([]);
    await pages.savePage(lease, aPage([message({ dateUpdated: 9_000 })]));
    expect(await wanted()).toEqual([]);
  });

  it('remembers each record set aside once, and stores text with NUL characters', async () => {
    const setAside = [
      { id: null, reason: 'not an object' },
      { id: null, reason: 'not an object' },
      { id: 'a\0b', reason: 'no date' },
    ];
    await pages.savePage(
      lease,
      aPage([message({ rendered: JSON.stringify({ id: 'msg1', dateUpdated: '1970-01-01T00:00:02.000Z', body: 'a\0b' }).slice(0, -1) })], {
        setAside,
      }),
    );
    await pages.savePage(lease, aPage([], { setAside }));
    expect(await new MessageStore(database).countStored(lease.locationId)).toEqual({ stored: 1, setAside: 2 });
    expect((await stored())[0]).toMatchObject({ body: 'a\0b' });
  });
});
