import { AssigneeLookup, SeenConversation } from '../upstream/assignee.lookup';
import { ListPlace, provenDates } from '../upstream/proven-dates';
import { ConversationFinder } from './conversation.finder';
import { SeenDirectory } from './seen.directory';
import { SingleLookUps } from './single.look-ups';

const NOW = 100_000_000_000;
const HOUR = 3_600_000;
const MINUTES = 60_000;
const CREDENTIAL = { locationId: 'loc1', token: 'token' };
const at = (hour: number) => hour * HOUR;
const idAt = (hour: number) => `v${hour}`;

/** Upstream with a conversation that ended in each hour from the first, but for hidden ones, which it tells by their id only. */
function upstream({ hours, hidden = [], fails = false }: { hours: number; hidden?: readonly number[]; fails?: boolean }) {
  const asked: string[] = [];
  const clock = { time: NOW, now: () => clock.time };
  const one = (id: string): SeenConversation => ({ id, contactId: null, assignee: null, observedAt: clock.now() });
  const all = Array.from({ length: hours }, (_, index) => index + 1);
  const listed = all.filter((hour) => !hidden.includes(hour));
  const lookup: Pick<AssigneeLookup, 'conversation' | 'conversationsFrom'> = {
    conversation: (_, id) => {
      asked.push(id);
      return Promise.resolve(one(id));
    },
    conversationsFrom: (_, place: ListPlace) => {
      asked.push(`${place.going} from ${Math.ceil(place.from / HOUR)}`);
      if (fails) return Promise.reject(new Error('upstream is away'));
      const { going, from } = place;
      const further = going === 'up' ? listed.filter((hour) => at(hour) > from) : listed.filter((hour) => at(hour) < from).reverse();
      const page = further.slice(0, 100);
      const isLast = page.length < 100;
      const conversations = page.map((hour) => one(idAt(hour)));
      return Promise.resolve({ conversations, seen: provenDates(page.map(at), place, !isLast), isLast });
    },
  };
  const finder = new ConversationFinder(lookup as AssigneeLookup, new SeenDirectory(clock), new SingleLookUps(clock), clock);
  /** Of an answer with messages of these hours, each of the conversation that ended at the hour given. */
  const find = async (conversationsByHour: ReadonlyMap<number, number>, { locationId = 'loc1', until = Infinity } = {}) => {
    asked.length = 0;
    const newest = new Map([...conversationsByHour].map(([hour, ended]) => [idAt(ended), at(hour)]));
    const found = await finder.find({ ...CREDENTIAL, locationId }, newest, [...conversationsByHour.keys()].map(at), until);
    return { found: found.size, asked: [...asked] };
  };
  return { clock, find };
}

/** Messages of these hours, the last ones of their conversations. */
const lastOnes = (from: number, to: number) =>
  new Map(Array.from({ length: to - from + 1 }, (_, index) => [from + index, from + index] as const));

describe('finding the conversations of messages', () => {
  it('reads the list up from the oldest message', async () => {
    const { find } = upstream({ hours: 1_000 });
    expect(await find(lastOnes(400, 520))).toEqual({ found: 121, asked: ['up from 400', 'up from 500'] });
  });

  it('reads on below what was seen for a list from the newest, and asks nothing about what was read ahead', async () => {
    const { find } = upstream({ hours: 1_000 });
    await find(lastOnes(960, 1_000));
    expect(await find(lastOnes(920, 959))).toEqual({ found: 40, asked: ['down from 960'] });
    expect(await find(lastOnes(880, 919))).toEqual({ found: 40, asked: [] });
  });

  it('reads on above what was seen for a list from the oldest, whose conversations went on', async () => {
    const { find } = upstream({ hours: 1_500 });
    const wentOn = new Map(Array.from({ length: 40 }, (_, index) => [index + 1, 1_500 - index] as const));
    const first = await find(wentOn);
    expect(first).toMatchObject({ found: 0 });
    expect(first.asked).toHaveLength(10);
    const next = await find(wentOn);
    expect(next).toMatchObject({ found: 40 });
    expect(next.asked).toHaveLength(6);
    expect(await find(wentOn)).toEqual({ found: 40, asked: [] });
  });

  it('asks singly for one, and for what the list does not tell', async () => {
    const { find } = upstream({ hours: 50, hidden: [20, 30] });
    expect(await find(lastOnes(7, 7))).toEqual({ found: 1, asked: ['v7'] });
    expect(await find(lastOnes(15, 35))).toEqual({ found: 21, asked: ['up from 15', 'v20', 'v30'] });
    expect(await find(lastOnes(15, 35))).toEqual({ found: 21, asked: [] });
  });

  it('reads the list for one as well where one after the other is asked for, and by themselves again some seconds later', async () => {
    const { clock, find } = upstream({ hours: 1_000 });
    const asked: string[][] = [];
    for (const hour of [10, 20, 30, 40, 50, 60, 70, 159, 160]) asked.push((await find(lastOnes(hour, hour))).asked);
    expect(asked).toEqual([['v10'], ['v20'], ['v30'], ['v40'], ['v50'], ['up from 60'], [], [], ['up from 160']]);
    clock.time += 10_001;
    expect((await find(lastOnes(500, 500))).asked).toEqual(['v500']);
  });

  it('asks singly for few that are far up the list', async () => {
    const { find } = upstream({ hours: 1_000 });
    const wentOn = new Map([1, 2, 3].map((hour) => [hour, 900 + hour]));
    expect(await find(wentOn)).toEqual({ found: 3, asked: ['up from 1', 'v901', 'v902', 'v903'] });
  });

  it('asks again about a conversation for a message that came after it was seen, and after ten minutes', async () => {
    const { clock, find } = upstream({ hours: 50 });
    clock.time = at(50);
    await find(lastOnes(10, 50));
    expect(await find(new Map([[51, 50]]))).toEqual({ found: 1, asked: ['v50'] });
    clock.time += 10 * MINUTES;
    expect((await find(lastOnes(10, 49))).asked).toEqual([]);
    clock.time += 1;
    expect(await find(lastOnes(10, 49))).toEqual({ found: 40, asked: ['up from 10'] });
  });

  it('tells nothing that was seen of another location', async () => {
    const { find } = upstream({ hours: 50 });
    await find(lastOnes(1, 50));
    expect((await find(lastOnes(1, 50), { locationId: 'loc2' })).asked).toEqual(['up from 1']);
  });

  it('asks no more once it was refused, or when time is up', async () => {
    const refused = upstream({ hours: 50, fails: true });
    expect(await refused.find(lastOnes(1, 50))).toEqual({ found: 0, asked: ['up from 1'] });
    expect(await upstream({ hours: 50 }).find(lastOnes(1, 50), { until: NOW })).toEqual({ found: 0, asked: [] });
  });
});
