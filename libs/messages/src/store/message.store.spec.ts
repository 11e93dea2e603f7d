import * as fc from 'fast-check';
import { Position } from '../model/cursor';
import { Message } from '../model/message';
import { aMessage } from '../model/message.fixture';
import { MessageFilters, SearchQuery } from '../model/search-query';
import { Database } from './database';
import { LeaseStore } from './lease.store';
import { MessageStore } from './message.store';
import { aPage } from './page.fixture';
import { PageStore } from './page.store';
import { openTestStore, TestStore } from '../../../../test/store/test-store';

const TYPES = ['TYPE_CALL', 'TYPE_SMS', 'TYPE_FUTURE_THING'];
/** Few, so that most messages share one. */
const dates = fc.integer({ min: 1_000, max: 1_006 });
const maybe = <T>(...values: T[]) => fc.constantFrom(null, ...values);
const messageLists = fc.uniqueArray(
  fc.record({
    // Letters whose order by bytes differs from that of most collations.
    id: fc.string({ unit: fc.constantFrom('a', 'B', 'z', '1', 'é', '🙏'), minLength: 1, maxLength: 4 }),
    messageType: fc.constantFrom(...TYPES),
    dateUpdated: dates,
    userId: maybe('ann', 'bob'),
    contactId: maybe('con1', 'con2'),
    conversationId: maybe('cnv1', 'cnv2'),
    direction: maybe('inbound', 'outbound'),
    status: maybe('sent', 'delivered'),
  }),
  { selector: ({ id }) => id, maxLength: 40 },
);
const optional = <T>(...values: T[]) => fc.option(fc.constantFrom(...values), { nil: undefined, freq: 1 });
const queries = fc.record({
  messageTypes: fc.subarray(TYPES, { minLength: 1 }),
  window: fc.record({ after: fc.oneof(fc.constant(-Infinity), dates), upTo: fc.oneof(fc.constant(Infinity), dates) }),
  sort: fc.constantFrom('asc' as const, 'desc' as const),
  filters: fc.record({
    userId: optional('ann', 'bob', 'none'),
    contactId: optional('con1', 'con2'),
    conversationId: optional('cnv1'),
    direction: optional('inbound'),
    status: optional('sent'),
  }),
  limit: fc.integer({ min: 1, max: 7 }),
});

describe('MessageStore', () => {
  let testStore: TestStore;
  let database: Database;
  let store: MessageStore;
  let locations = 0;

  beforeAll(async () => {
    testStore = await openTestStore();
    database = testStore.database;
    store = new MessageStore(database);
  });

  afterAll(async () => {
    await testStore.close();
  });

  /** Stores the messages in a location of their own. */
  async function locationWith(messages: readonly Partial<Message>[]): Promise<{ locationId: string; messages: Message[] }> {
    const locationId = `loc${(locations += 1)}`;
    const lease = await new LeaseStore(database).acquire(locationId, 'test', 60_000);
    if (!lease) throw new Error('The lease is held by another.');
    const whole = messages.map((given) => aMessage({ locationId, ...given }));
    await new PageStore(database).savePage(lease, aPage(whole));
    return { locationId, messages: whole };
  }

  const query = (given: Partial<SearchQuery>): SearchQuery => ({
    ...{ locationId: 'none', messageTypes: TYPES, window: { after: -Infinity, upTo: Infinity }, sort: 'asc', filters: {}, limit: 100 },
    ...{ includeContact: false, includeUser: false, includeTotal: false, allowPartial: false },
    ...given,
  });

  async function readAll(asked: SearchQuery, next: (last: Position) => Promise<Position | null>): Promise<string[]> {
    const ids: string[] = [];
    for (let from: Position | null = null, hasMore = true; hasMore;) {
      const page = await store.readPage(asked, from);
      const messages = page.rows.map(({ rendered }) => JSON.parse(`${rendered.toString()}}`) as { id: string });
      ids.push(...messages.map(({ id }) => id));
      expect(page.last?.id ?? null).toBe(messages.at(-1)?.id ?? null);
      if (page.hasMore) expect(messages).toHaveLength(asked.limit);
      hasMore = page.hasMore;
      from = page.last && (await next(page.last));
    }
    return ids;
  }

  it('gives, page by page, exactly what the filters let through, in order', async () => {
    const property = fc.asyncProperty(messageLists, fc.array(queries, { minLength: 1, maxLength: 4 }), async (given, asked) => {
      const { locationId, messages } = await locationWith(given);
      for (const one of asked) {
        const whole = query({ locationId, ...one });
        const expected = reference(messages, whole);
        expect(await readAll(whole, (last) => Promise.resolve(last))).toEqual(expected);
        expect(await readAll(whole, ({ id }) => store.findPosition(locationId, id))).toEqual(expected);
        expect(await store.count(whole)).toBe(expected.length);
      }
    });
    await fc.assert(property, { numRuns: 60 });
  });

  it('goes on from where the last message stood when that is outside the window by now', async () => {
    const { locationId } = await locationWith(
      [1_001, 1_002, 1_003].map((dateUpdated) => ({ id: `m${dateUpdated}`, messageType: 'TYPE_SMS', dateUpdated })),
    );
    const asked = query({ locationId, window: { after: 1_001, upTo: 1_002 } });
    expect((await store.readPage(asked, { dateUpdated: 1_003, id: 'm1003' })).rows).toEqual([]);
    expect((await store.readPage(asked, { dateUpdated: 900, id: 'x' })).last?.id).toBe('m1002');
    expect((await store.readPage({ ...asked, sort: 'desc' }, { dateUpdated: 9_000, id: 'x' })).last?.id).toBe('m1002');
    expect((await store.readPage({ ...asked, sort: 'desc' }, { dateUpdated: 1_000, id: 'x' })).rows).toEqual([]);
  });

  it('knows where a message stands now, in its own location only', async () => {
    const { locationId } = await locationWith([{ id: 'here', dateUpdated: 1_234 }]);
    expect(await store.findPosition(locationId, 'here')).toEqual({ dateUpdated: 1_234, id: 'here' });
    expect(await store.findPosition('elsewhere', 'here')).toBeNull();
    expect(await store.findPosition(locationId, 'there')).toBeNull();
  });

  it('has nothing of a location that it never heard of', async () => {
    expect(await store.readPage(query({}), null)).toEqual({ rows: [], last: null, hasMore: false });
    expect(await store.count(query({}))).toBe(0);
    expect(await store.countStored('none')).toEqual({ stored: 0, setAside: 0 });
  });
});

function reference(messages: readonly Message[], { messageTypes, window, sort, filters }: SearchQuery): string[] {
  const isWanted = (message: Message) =>
    messageTypes.includes(message.messageType) &&
    message.dateUpdated > window.after &&
    message.dateUpdated <= window.upTo &&
    (Object.keys(filters) as (keyof MessageFilters)[]).every(
      (name) => filters[name] === undefined || (message[name] ?? (name === 'userId' ? 'none' : null)) === filters[name],
    );
  const ascending = messages
    .filter(isWanted)
    .sort((a, b) => a.dateUpdated - b.dateUpdated || Buffer.compare(Buffer.from(a.id), Buffer.from(b.id)))
    .map(({ id }) => id);
  return sort === 'asc' ? ascending : ascending.reverse();
}
