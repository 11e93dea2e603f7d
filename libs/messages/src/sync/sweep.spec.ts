import * as fc from 'fast-check';
import { Enricher } from '../enrichment/enricher';
import { ALL_TIME, Window } from '../model/window';
import { resolveOptions } from '../options';
import { CoverageStore } from '../store/coverage.store';
import { Database } from '../store/database';
import { DeletionStore } from '../store/deletion.store';
import { DirectoryStore } from '../store/directory.store';
import { Lease, LeaseStore } from '../store/lease.store';
import { PageStore } from '../store/page.store';
import { DirectoryLookup } from '../upstream/directory.lookup';
import { FakeMessages, LeadConnectorFailure } from '../upstream/fake-messages.fixture';
import { Event, FakeUpstream, FakeUpstreamOptions } from '../upstream/fake-upstream.fixture';
import { MessageLookup } from '../upstream/message.lookup';
import { Upstream } from '../upstream/upstream.service';
import { Sweeper } from './sweep';
import { SweepConfirmation } from './sweep.confirmation';
import { Walker } from './walker';
import { openTestStore, TestStore } from '../../../../test/store/test-store';

const START = Date.parse('2026-01-01T00:00:00Z');
const NOW = START + 600_000;
const LAG_MS = 60_000;
const PLAIN = { pageSize: 2, bounds: 'created', isInclusive: true, delayMs: 0, stepMs: 1_000 } as const;

const events: fc.Arbitrary<Event> = fc.oneof(
  { weight: 4, arbitrary: fc.constant('nothing' as const) },
  fc.constantFrom('dead cursor' as const, 'repeated row' as const, 'new message' as const, 'outage' as const),
  { weight: 2, arbitrary: fc.record({ updates: fc.nat(40) }) },
);

describe('Sweeper', () => {
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

  async function stage(options: Partial<FakeUpstreamOptions>) {
    const fake = new FakeUpstream({ ...PLAIN, messages: [], events: [], ...options }, NOW);
    const fakeMessages = new FakeMessages(fake);
    const { client, asked, failures } = fakeMessages;
    const clock = { now: () => fake.now };
    const coverage = new CoverageStore(database);
    const pages = new PageStore(database);
    const upstream = new Upstream(client, clock);
    const enricher = new Enricher(upstream, new DirectoryLookup(client, clock), new DirectoryStore(database), pages);
    const resolved = resolveOptions({ dataDir: '', settlingLagMs: LAG_MS });
    const walker = new Walker(upstream, enricher, pages, coverage, resolved);
    const confirmation = new SweepConfirmation(new MessageLookup(client, clock), pages, enricher);
    const sweeper = new Sweeper(walker, new DeletionStore(database), confirmation, clock, resolved);
    const lease = (await new LeaseStore(database).acquire(`loc${(locations += 1)}`, 'test', 60_000)) as Lease;
    const credential = { locationId: lease.locationId, token: 'token' };
    const plan = (window: Window) => ({
      ...{ credential, lease, channel: 'messages' as const, window },
      calls: { signal: new AbortController().signal, isAwaited: () => false },
    });
    const stored = async () => {
      const text = `select id, (extract(epoch from date_updated) * 1000)::float8 as date from messages where location_id = $1`;
      const rows = await testStore.owner.query<{ id: string; date: number }>({ text }, [lease.locationId]);
      return new Map(rows.map(({ id, date }) => [id, date]));
    };
    const remove = (id: string) => fakeMessages.remove(id);
    return {
      ...{ fake, asked, failures, stored, remove },
      lookUp: (id: string, code: LeadConnectorFailure) => failures.set(id, code),
      walk: (window: Window = ALL_TIME) => walker.walk({ ...plan(window), onPage: () => undefined }),
      sweep: (window: Window = ALL_TIME) => sweeper.sweep(plan(window)),
      state: async () => (await coverage.read(lease.locationId, ['messages'])).channels.get('messages'),
    };
  }

  const messagesAt = (...seconds: number[]) =>
    seconds.map((second, index) => ({ id: `m${index}`, dateAdded: START, conversationId: 'c', updates: [START + second * 1_000] }));

  it('finds what was deleted, asking for nothing else but one message that it was shown', async () => {
    const { walk, sweep, remove, stored, asked } = await stage({ messages: messagesAt(9, 8, 7, 7, 7, 7, 6, 5) });
    await walk();
    remove('m4');
    remove('m7');
    expect(await sweep()).toEqual({ compared: 8, deleted: 2, unresolved: 0 });
    expect([...(await stored()).keys()].sort()).toEqual(['m0', 'm1', 'm2', 'm3', 'm5', 'm6']);
    expect(asked).toEqual(['m6', 'm4', 'm7']);
    expect(await sweep()).toEqual({ compared: 6, deleted: 0, unresolved: 0 });
  });

  it('leaves what lies outside of its window, and promises nothing new', async () => {
    const { walk, sweep, remove, stored, state } = await stage({ messages: messagesAt(9, 8, 7, 6, 5) });
    await walk();
    const before = await state();
    ['m0', 'm2', 'm4'].forEach(remove);
    expect(await sweep({ after: START + 6_000, upTo: START + 8_000 })).toEqual({ compared: 2, deleted: 1, unresolved: 0 });
    expect([...(await stored()).keys()].sort()).toEqual(['m0', 'm1', 'm3', 'm4']);
    expect(await state()).toEqual(before);
  });

  it('finds that everything was deleted', async () => {
    const { walk, sweep, remove, stored } = await stage({ messages: messagesAt(9, 8, 7) });
    await walk();
    ['m0', 'm1', 'm2'].forEach(remove);
    expect(await sweep()).toEqual({ compared: 3, deleted: 3, unresolved: 0 });
    expect((await stored()).size).toBe(0);
  });

  it('stores what tail walks missed', async () => {
    const { fake, walk, sweep, stored } = await stage({ messages: messagesAt(9, 8, 7) });
    await walk();
    fake.options.messages.push({ id: 'missed', dateAdded: START, conversationId: 'c', updates: [START + 7_500] });
    fake.options.messages[2]?.updates.push(START + 8_500);
    expect(await sweep()).toMatchObject({ deleted: 0 });
    expect(await stored()).toEqual(fake.truth);
  });

  it('takes a message that changed while the list was read for what it is', async () => {
    const { fake, walk, sweep, stored, asked } = await stage({ bounds: 'updated', messages: messagesAt(9, 8, 7, 6, 5, 4) });
    await walk();
    // The list breaks off, and is begun again further down without what was updated meanwhile.
    // Upstream refuses twice, since a refusal may be of the page's size.
    fake.options.events.push('nothing', 'dead cursor', 'dead cursor', { updates: 3 });
    expect(await sweep()).toEqual({ compared: 6, deleted: 0, unresolved: 0 });
    expect(asked).toEqual(['m5', 'm3']);
    expect(await stored()).toEqual(fake.truth);
  });

  it.each<LeadConnectorFailure>([
    { code: 'server-error', status: 500 },
    { code: 'network', errno: 'ECONNRESET' },
    { code: 'timeout', phase: 'response' },
    { code: 'rate-limited', retryAfterMs: 1, source: 'local' },
    { code: 'bad-request' },
    { code: 'invalid-response', reason: 'not-json' },
  ])('leaves a message alone that it can’t ask for: %j', async (code) => {
    const { walk, sweep, remove, stored, lookUp, failures } = await stage({ messages: messagesAt(9, 8, 7, 6, 5) });
    await walk();
    remove('m2');
    lookUp('m2', code);
    expect(await sweep()).toEqual({ compared: 5, deleted: 0, unresolved: 1 });
    expect((await stored()).size).toBe(5);
    failures.clear();
    expect(await sweep()).toEqual({ compared: 5, deleted: 1, unresolved: 0 });
  });

  it('believes no “not found” of an upstream that doesn’t find what it has just shown either', async () => {
    const { walk, sweep, remove, stored, lookUp } = await stage({ messages: messagesAt(9, 8, 7, 6, 5) });
    await walk();
    remove('m2');
    lookUp('*', { code: 'not-found' });
    expect(await sweep()).toEqual({ compared: 5, deleted: 0, unresolved: 1 });
    expect((await stored()).size).toBe(5);
  });

  it('says that the token was denied', async () => {
    const { walk, sweep, remove, lookUp } = await stage({ messages: messagesAt(9, 8, 7) });
    await walk();
    remove('m2');
    lookUp('*', { code: 'unauthorized' });
    await expect(sweep()).rejects.toMatchObject({ code: 'unauthorized' });
  });

  it('deletes nothing on the ground of a list that broke off', async () => {
    const { fake, walk, sweep, remove, stored, asked } = await stage({ messages: messagesAt(9, 8, 7, 6, 5) });
    await walk();
    remove('m4');
    fake.options.events.push('nothing', 'outage');
    await expect(sweep()).rejects.toMatchObject({ code: 'network' });
    expect([(await stored()).size, asked]).toEqual([5, []]);
  });

  it('never deletes what upstream has, whatever happens, and ends with what upstream has', async () => {
    const property = fc.asyncProperty(
      fc.record({
        seconds: fc.array(fc.integer({ min: 0, max: 8 }), { minLength: 1, maxLength: 25 }),
        removed: fc.array(fc.nat(24), { maxLength: 8 }),
        pageSize: fc.integer({ min: 1, max: 6 }),
        bounds: fc.constantFrom('updated' as const, 'created' as const),
        isInclusive: fc.boolean(),
        events: fc.array(events, { maxLength: 20 }),
        failing: fc.array(fc.nat(24), { maxLength: 5 }),
      }),
      async ({ seconds, removed, failing, events: script, ...options }) => {
        const { fake, walk, sweep, remove, stored, failures } = await stage({ ...options, messages: messagesAt(...seconds) });
        await walk();
        for (const id of new Set(removed.map((index) => `m${index}`))) if (fake.truth.has(id)) remove(id);
        for (const index of failing) failures.set(`m${index}`, { code: 'server-error', status: 500 });
        const before = await stored();
        fake.options.events.push(...script);
        await sweep().catch(() => undefined);
        const after = await stored();
        for (const id of before.keys()) if (fake.truth.has(id)) expect(after.has(id)).toBe(true);
        failures.clear();
        fake.options.events.length = 0;
        fake.now += 2 * LAG_MS;
        await sweep();
        expect(await stored()).toEqual(fake.truth);
      },
    );
    await fc.assert(property, { numRuns: 60 });
  }, 120_000);
});
