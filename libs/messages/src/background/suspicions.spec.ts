import { Enricher } from '../enrichment/enricher';
import { aMessage } from '../model/message.fixture';
import { Database } from '../store/database';
import { DeletionStore } from '../store/deletion.store';
import { DirectoryStore } from '../store/directory.store';
import { Lease, LeaseStore } from '../store/lease.store';
import { aPage } from '../store/page.fixture';
import { PageStore } from '../store/page.store';
import { saveSuspicions, SuspicionStore } from '../store/suspicion.store';
import { ConversationCheck } from '../sync/conversation.check';
import { SweepConfirmation } from '../sync/sweep.confirmation';
import { Walks } from '../sync/walks';
import { ConversationLookup } from '../upstream/conversation.lookup';
import { DirectoryLookup } from '../upstream/directory.lookup';
import { FakeMessages, LeadConnectorFailure } from '../upstream/fake-messages.fixture';
import { FakeMessage, FakeUpstream } from '../upstream/fake-upstream.fixture';
import { MessageLookup } from '../upstream/message.lookup';
import { Upstream } from '../upstream/upstream.service';
import { Suspicions } from './suspicions';
import { openTestStore, TestStore } from '../../../../test/store/test-store';

const START = Date.parse('2026-01-01T00:00:00Z');
const OPTIONS = { pageSize: 2, bounds: 'created', isInclusive: true, delayMs: 0, stepMs: 1_000, events: [] } as const;
const MINUTE_MS = 60_000;
const { signal } = new AbortController();

describe('settling what is suspected', () => {
  let testStore: TestStore;
  let database: Database;
  let locations = 0;

  beforeAll(async () => {
    testStore = await openTestStore();
    database = testStore.database;
  });

  afterAll(async () => {
    await testStore.close();
  });

  /** A location with these conversations, each of so many messages, all of them stored. */
  async function stage(sizes: Readonly<Record<string, number>>) {
    const lease = (await new LeaseStore(database).acquire(`loc${(locations += 1)}`, 'test', 60_000)) as Lease;
    const { locationId } = lease;
    const messages = Object.entries(sizes).flatMap(([conversationId, size]) =>
      Array.from({ length: size }, (_, index): FakeMessage => {
        const id = `${conversationId}-${String(index).padStart(4, '0')}`;
        return { id, conversationId, dateAdded: START, updates: [START + index] };
      }),
    );
    const fake = new FakeUpstream({ ...OPTIONS, events: [], messages: [...messages] }, START + 600_000);
    const upstream = new FakeMessages(fake);
    const { client, asked, failures, deleted } = upstream;
    const clock = { now: () => fake.now };
    const pages = new PageStore(database);
    const store = new SuspicionStore(database);
    const enricher = new Enricher(new Upstream(client, clock), new DirectoryLookup(client, clock), new DirectoryStore(database), pages);
    const confirmation = new SweepConfirmation(new MessageLookup(client, clock), pages, enricher);
    const deletions = new DeletionStore(database);
    const check = new ConversationCheck(store, new ConversationLookup(client), confirmation, deletions);
    let turns = 0;
    /** The turn at which another process has the location. */
    let heldAt = Infinity;
    const walks = {
      attemptWork: (_: string, __: AbortSignal, work: (given: Lease, calls: unknown) => Promise<unknown>) =>
        (turns += 1) === heldAt ? Promise.resolve(null) : work(lease, { signal, isAwaited: () => false }),
    } as unknown as Walks;
    const suspicions = new Suspicions(walks, store, check);
    await pages.savePage(
      lease,
      aPage(
        messages.map(({ id, conversationId, updates: [date] }) =>
          aMessage({ id, locationId, conversationId, dateAdded: START, dateUpdated: date ?? START }),
        ),
      ),
    );
    const column = async (text: string) =>
      (await testStore.owner.query<{ value: string }>({ text }, [locationId])).map(({ value }) => value);
    return {
      ...{ check, deletions, asked, failures },
      suspect: (...ids: string[]) => database.transaction({ locationId }, (transaction) => saveSuspicions(transaction, locationId, ids)),
      settle: () => suspicions.settle({ locationId, token: 'token' }, signal),
      turns: () => turns,
      holdAt: (turn: number) => (heldAt = turn),
      stored: () => column('select id as value from messages where location_id = $1 order by id'),
      tombstones: () => column('select id as value from tombstones where location_id = $1 order by id'),
      suspected: () => column('select conversation_id as value from suspected_conversations where location_id = $1 order by 1'),
      nextInMs: () => suspicions.nextInMs(locationId),
      pass: (ms: number) =>
        column(`update suspected_conversations set due_at = due_at - interval '${ms} milliseconds' where location_id = $1`),
      /** Upstream deletes the conversation, with its messages unless told otherwise. */
      remove: (id: string, how: 'gone' | 'in the trash' = 'gone', isWithMessages = true) => {
        deleted.set(id, how);
        if (isWithMessages) for (const one of messages) if (one.conversationId === id) upstream.remove(one.id);
      },
    };
  }

  it.each(['gone', 'in the trash'] as const)('deletes the messages of a conversation that is %s, and no others', async (how) => {
    const { remove, suspect, settle, stored, tombstones, suspected, asked } = await stage({ a: 2, b: 3 });
    remove('a', how);
    await suspect('a');
    expect(await settle()).toBe(true);
    expect(await stored()).toEqual(['b-0000', 'b-0001', 'b-0002']);
    expect(await tombstones()).toEqual(['a-0000', 'a-0001']);
    expect(await suspected()).toEqual([]);
    expect(asked).toEqual(['a', 'b-0002', 'a-0000', 'a-0001']);
  });

  it('deletes nothing of a conversation that upstream has, and asks for nothing else', async () => {
    const { suspect, settle, stored, suspected, asked } = await stage({ a: 2, b: 1 });
    await suspect('a');
    expect(await settle()).toBe(true);
    expect([await stored(), await suspected(), asked]).toEqual([['a-0000', 'a-0001', 'b-0000'], [], ['a']]);
  });

  it('keeps messages that outlive their conversation', async () => {
    const { remove, suspect, settle, stored, suspected } = await stage({ a: 2, b: 1 });
    remove('a', 'gone', false);
    await suspect('a');
    expect(await settle()).toBe(true);
    expect([await stored(), await suspected()]).toEqual([['a-0000', 'a-0001', 'b-0000'], []]);
  });

  it('drops a conversation without stored messages, and asks for nothing', async () => {
    const { suspect, settle, suspected, asked, turns } = await stage({ a: 1 });
    await suspect('unheard of');
    expect(await settle()).toBe(true);
    expect([await suspected(), asked, turns()]).toEqual([[], [], 1]);
  });

  it('believes no upstream that knows nothing by its id, and asks again later, not at once', async () => {
    const { remove, failures, suspect, settle, stored, suspected, nextInMs, asked, pass } = await stage({ a: 2, b: 1 });
    remove('a');
    failures.set('*', { code: 'not-found' });
    await suspect('a');
    expect(await settle()).toBe(true);
    expect([(await stored()).length, await suspected(), asked]).toEqual([3, ['a'], ['a', 'b-0000']]);
    expect(await nextInMs()).toBeGreaterThan(14 * MINUTE_MS);
    await settle();
    expect(asked.length).toBe(2);
    failures.clear();
    await pass(15 * MINUTE_MS);
    await settle();
    expect([await stored(), await suspected(), await nextInMs()]).toEqual([['b-0000'], [], Infinity]);
  });

  it.each<LeadConnectorFailure>([{ code: 'server-error', status: 500 }, { code: 'timeout', phase: 'response' }, { code: 'bad-request' }])(
    'leaves to a later time what it can’t ask for: %j',
    async (failure) => {
      const { remove, failures, suspect, settle, stored, suspected } = await stage({ a: 3, b: 1, c: 1 });
      ['a', 'c'].forEach((id) => remove(id));
      failures.set('a-0001', failure).set('c', failure);
      await suspect('a', 'c');
      expect(await settle()).toBe(true);
      expect([await stored(), await suspected()]).toEqual([
        ['a-0001', 'b-0000', 'c-0000'],
        ['a', 'c'],
      ]);
    },
  );

  it('says that the token was denied', async () => {
    const { failures, suspect, settle, suspected } = await stage({ a: 1, b: 1 });
    failures.set('a', { code: 'unauthorized' });
    await suspect('a');
    await expect(settle()).rejects.toMatchObject({ code: 'unauthorized' });
    expect(await suspected()).toEqual(['a']);
  });

  it('tries upstream’s word on no conversation that is suspected as well, and waits where there is no other', async () => {
    const all = await stage({ a: 1, b: 1, c: 2 });
    ['b', 'c'].forEach((id) => all.remove(id));
    await all.suspect('b', 'c');
    await all.settle();
    expect([await all.stored(), all.asked]).toEqual([['a-0000'], expect.arrayContaining(['b', 'a-0000', 'c'])]);
    const alone = await stage({ a: 1 });
    alone.remove('a');
    await alone.suspect('a');
    await alone.settle();
    expect([await alone.stored(), await alone.suspected(), alone.asked]).toEqual([['a-0000'], ['a'], []]);
  });

  it('deletes a long conversation in turns, and asks for no message twice', async () => {
    const { remove, failures, suspect, settle, stored, suspected, turns, asked } = await stage({ a: 1_100, b: 1 });
    remove('a');
    failures.set('a-0007', { code: 'server-error', status: 500 });
    await suspect('a');
    expect(await settle()).toBe(true);
    expect([await stored(), await suspected(), turns()]).toEqual([['a-0007', 'b-0000'], ['a'], 3]);
    expect(asked.filter((id) => id.startsWith('a-')).length).toBe(1_100);
  });

  it('goes on where it was broken off, by another process or by being killed before it was done', async () => {
    const { remove, holdAt, suspect, settle, stored, suspected, deletions } = await stage({ a: 600, b: 1 });
    remove('a');
    await suspect('a');
    holdAt(2);
    expect(await settle()).toBe(false);
    expect([(await stored()).length, await suspected()]).toEqual([101, ['a']]);
    const killed = jest.spyOn(deletions, 'delete').mockRejectedValueOnce(new Error('killed'));
    await expect(settle()).rejects.toThrow('killed');
    expect([(await stored()).length, await suspected()]).toEqual([101, ['a']]);
    killed.mockRestore();
    expect(await settle()).toBe(true);
    expect([await stored(), await suspected()]).toEqual([['b-0000'], []]);
  });

  it('asks again when the conversation is called deleted while it is asked for', async () => {
    const { remove, suspect, settle, stored, suspected, check, asked } = await stage({ a: 1, b: 1 });
    const turn = check.turn.bind(check);
    // Upstream still has it when it's asked; before its answer is dealt with, it's deleted, and that is told.
    jest.spyOn(check, 'turn').mockImplementationOnce(async (...given) => {
      const answer = await turn(...given);
      remove('a');
      await suspect('a');
      return answer;
    });
    await suspect('a');
    expect(await settle()).toBe(true);
    expect([await stored(), await suspected()]).toEqual([['b-0000'], []]);
    expect(asked).toEqual(['a', 'a', 'b-0000', 'a-0000']);
  });
});
