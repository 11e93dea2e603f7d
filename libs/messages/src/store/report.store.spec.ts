import fc from 'fast-check';
import { ANSWERED_STATUSES, MISSED_STATUSES } from '../model/call-outcome';
import { Message } from '../model/message';
import { aMessage } from '../model/message.fixture';
import { Counts, GROUP_KEYS, ReportQuery, ReportRow } from '../model/report';
import { toReport } from '../reports/report.counts';
import { openTestStore, TestStore } from '../../../../test/store/test-store';
import { LeaseStore } from './lease.store';
import { aPage } from './page.fixture';
import { PageStore } from './page.store';
import { ReportStore } from './report.store';

const ZONES = ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kathmandu', 'America/Havana'];
const TYPES = ['TYPE_CALL', 'TYPE_IVR_CALL', 'TYPE_SMS'];
/** Around the days on which clocks are changed in the zones, and not far apart, so that groups have several messages. */
const dates = fc
  .tuple(fc.constantFrom('2025-03-09', '2025-03-30', '2025-10-26', '2025-11-02'), fc.integer({ min: -20 * 60, max: 44 * 60 }))
  .map(([day, minutes]) => Date.parse(day) + minutes * 60_000);
const statuses = fc.constantFrom(...ANSWERED_STATUSES, ...MISSED_STATUSES, 'failed', 'pending', 'delivered', null);
const messageLists = fc.array(
  fc.record({
    messageType: fc.constantFrom(...TYPES),
    dateAdded: dates,
    userId: fc.constantFrom('ann', 'Bob', 'éva', null),
    direction: fc.constantFrom('inbound', 'outbound', null),
    status: statuses,
    call: fc.option(fc.record({ durationSeconds: fc.option(fc.integer({ min: 0, max: 5 })), status: statuses })),
  }),
  { maxLength: 40 },
);
const optional = <T>(...values: T[]) => fc.option(fc.constantFrom(...values), { nil: undefined, freq: 1 });
const queries = fc.record({
  messageTypes: fc.subarray(TYPES, { minLength: 1 }),
  from: fc.oneof(fc.constant(-Infinity), dates),
  to: fc.oneof(fc.constant(Infinity), dates),
  timeZone: fc.constantFrom(...ZONES),
  groupBy: fc.shuffledSubarray([...GROUP_KEYS]),
  filters: fc.record({ userId: optional('ann', 'none'), direction: optional('inbound'), status: optional('completed', 'busy') }),
});

describe('ReportStore', () => {
  let testStore: TestStore;
  let locations = 0;

  beforeAll(async () => {
    testStore = await openTestStore();
  });

  afterAll(() => testStore.close());

  async function locationWith(given: readonly Partial<Message>[]): Promise<{ locationId: string; messages: Message[] }> {
    const locationId = `loc${(locations += 1)}`;
    const lease = await new LeaseStore(testStore.database).acquire(locationId, 'test', 60_000);
    if (!lease) throw new Error('The lease is held by another.');
    const messages = given.map((one, index) => aMessage({ ...one, locationId, id: `m${index}`, dateUpdated: (one.dateAdded ?? 0) + 1 }));
    await new PageStore(testStore.database).savePage(lease, aPage(messages));
    return { locationId, messages };
  }

  it('counts what is counted by going through the messages, for any query', async () => {
    const store = new ReportStore(testStore.database);
    await fc.assert(
      fc.asyncProperty(messageLists, fc.array(queries, { minLength: 1, maxLength: 6 }), async (given, asked) => {
        const { locationId, messages } = await locationWith(given);
        for (const one of asked) {
          const query: ReportQuery = { ...one, locationId, allowPartial: false };
          const report = toReport(await store.read(query, query.filters), query.groupBy, new Map(), undefined);
          expect(report).toEqual(countedByHand(messages, query));
        }
      }),
      { numRuns: 60 },
    );
  });

  it('counts each message once, those in the middle of the dates too', async () => {
    const dates = [0, 1, 2, 3, 4].map((day) => Date.parse('2025-03-01') + day * 86_400_000);
    const { locationId } = await locationWith(dates.flatMap((date) => [{ dateAdded: date }, { dateAdded: date }]));
    const query = {
      locationId,
      messageTypes: [aMessage().messageType],
      from: -Infinity,
      to: Infinity,
      timeZone: 'UTC',
      allowPartial: false,
    };
    const groups = await new ReportStore(testStore.database).read({ ...query, groupBy: [], filters: {} }, {});
    expect(toReport(groups, [], new Map(), undefined).total.count).toBe(10);
  });
});

/** The same by another way. */
function countedByHand(messages: readonly Message[], query: ReportQuery): { rows: ReportRow[]; total: Counts } {
  const { filters, from, to, messageTypes, groupBy, timeZone } = query;
  const found = messages.filter(
    ({ messageType, dateAdded, userId, direction, status }) =>
      messageTypes.includes(messageType) &&
      dateAdded >= from &&
      dateAdded <= to &&
      (filters.userId === undefined || (userId ?? 'none') === filters.userId) &&
      (filters.direction === undefined || direction === filters.direction) &&
      (filters.status === undefined || status === filters.status),
  );
  const calendar = new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' });
  const keysOf = ({ userId, dateAdded, direction, status }: Message): Partial<ReportRow> => {
    const user = userId === null ? null : { id: userId, name: null, email: null };
    const keys = { user, day: calendar.format(dateAdded), direction, status };
    return Object.fromEntries(groupBy.map((key) => [key, keys[key]]));
  };
  const groups = new Map<string, Message[]>();
  for (const message of found) {
    const key = JSON.stringify(keysOf(message));
    groups.set(key, [...(groups.get(key) ?? []), message]);
  }
  const rows = [...groups].map(([key, group]) => ({ ...(JSON.parse(key) as Partial<ReportRow>), ...countsOf(group) }));
  // Null sorts behind any text that there is here.
  const sortText = (row: ReportRow) => groupBy.map((key) => (key === 'user' ? row.user?.id : row[key]) ?? '\u{10FFFF}').join('\0');
  const ordered = rows.sort((a, b) => (sortText(a) < sortText(b) ? -1 : 1));
  return { rows: groupBy.length === 0 ? [] : ordered, total: countsOf(found) };
}

function countsOf(messages: readonly Message[]): Counts {
  const calls = messages.filter(({ messageType }) => messageType !== 'TYPE_SMS');
  const withStatus = (list: readonly string[]) => calls.filter(({ call, status }) => list.includes(call?.status ?? status ?? ''));
  const answered = withStatus(['answered', 'completed']);
  const seconds = answered.flatMap(({ call }) => call?.durationSeconds ?? []).sort((a, b) => a - b);
  const middle = [seconds[(seconds.length - 1) >> 1], seconds[seconds.length >> 1]] as [number, number];
  return {
    count: messages.length,
    answered: answered.length,
    missed: withStatus(['busy', 'canceled', 'no-answer', 'voicemail']).length,
    talkTime: {
      totalSeconds: seconds.reduce((sum, one) => sum + one, 0),
      medianSeconds: seconds.length === 0 ? null : (middle[0] + middle[1]) / 2,
    },
  };
}
