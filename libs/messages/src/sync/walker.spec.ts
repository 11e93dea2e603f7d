import * as fc from 'fast-check';
import { Enricher } from '../enrichment/enricher';
import { Coverage } from '../model/coverage';
import { ALL_TIME, Window } from '../model/window';
import { resolveOptions } from '../options';
import { CoverageStore } from '../store/coverage.store';
import { Database } from '../store/database';
import { DirectoryStore } from '../store/directory.store';
import { Lease, LeaseStore } from '../store/lease.store';
import { PageStore } from '../store/page.store';
import { DirectoryLookup } from '../upstream/directory.lookup';
import { Event, FakeUpstream, FakeUpstreamOptions } from '../upstream/fake-upstream.fixture';
import { Upstream } from '../upstream/upstream.service';
import { neededWalks } from './needs';
import { Walker } from './walker';
import { openTestStore, TestStore } from '../../../../test/store/test-store';

const START = Date.parse('2026-01-01T00:00:00Z');
/** When the walks begin: all of the history has settled. */
const NOW = START + 600_000;
const LAG_MS = 60_000;

const events: fc.Arbitrary<Event> = fc.oneof(
  { weight: 3, arbitrary: fc.constant('nothing' as const) },
  fc.constantFrom('dead cursor' as const, 'outage' as const, 'repeated row' as const, 'new message' as const),
  { weight: 2, arbitrary: fc.record({ updates: fc.nat(40) }) },
);
/** Of few dates, so that many messages share one, over more than a page too. */
const histories = fc.array(fc.tuple(fc.integer({ min: 0, max: 8 }), fc.integer({ min: 0, max: 8 }), fc.integer({ min: 0, max: 3 })), {
  maxLength: 40,
});
const upstreams = fc.record({
  messages: histories.map((history) =>
    history.map(([a, b, conversation], index) => ({
      id: `m${index}`,
      dateAdded: START + Math.min(a, b) * 1_000,
      conversationId: `c${conversation}`,
      updates: [START + Math.max(a, b) * 1_000],
    })),
  ),
  pageSize: fc.integer({ min: 1, max: 6 }),
  bounds: fc.constantFrom('updated' as const, 'created' as const),
  isInclusive: fc.boolean(),
  delayMs: fc.constantFrom(0, 5_000, LAG_MS),
  stepMs: fc.constantFrom(1, 10_000, 100_000),
  events: fc.array(events, { maxLength: 40 }),
});
const bounds = fc.oneof(
  fc.integer({ min: -1, max: 9 }).map((second) => START + second * 1_000),
  fc.constantFrom(-Infinity, Infinity),
);
const windows = fc
  .tuple(bounds, bounds)
  .map(([a, b]): Window => ({ after: Math.min(a, b), upTo: Math.max(a, b) }))
  .filter(({ after, upTo }) => after < upTo);

describe('Walker', () => {
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

  async function stage(options: FakeUpstreamOptions, isAwaited = true) {
    const fake = new FakeUpstream(options, NOW);
    const clock = { now: () => fake.now };
    const coverage = new CoverageStore(database);
    const pages = new PageStore(database);
    const upstream = new Upstream(fake.client, clock);
    const enricher = new Enricher(upstream, new DirectoryLookup(fake.client, clock), new DirectoryStore(database), pages);
    const walker = new Walker(upstream, enricher, pages, coverage, resolveOptions({ dataDir: '', settlingLagMs: LAG_MS }));
    const lease = (await new LeaseStore(database).acquire(`loc${(locations += 1)}`, 'test', 60_000)) as Lease;
    const { locationId } = lease;
    const credential = { locationId, token: 'token' };
    const calls = { signal: new AbortController().signal, isAwaited: () => isAwaited };
    const known = async () => {
      const { channels } = await coverage.read(locationId, ['messages']);
      return channels.get('messages') ?? { coverage: [], asOf: null, tailWalkedAt: null };
    };
    const stored = async () => {
      const text = `select id, (extract(epoch from date_updated) * 1000)::float8 as date from messages where location_id = $1`;
      const rows = await testStore.owner.query<{ id: string; date: number }>({ text }, [locationId]);
      return new Map(rows.map(({ id, date }) => [id, date]));
    };
    const walk = (window: Window) => walker.walk({ credential, lease, channel: 'messages', window, calls, onPage: () => undefined });
    /** Walks what a search of the window needs with a tail walk as young as can be. */
    const search = async (window: Window) => {
      const demand = { window, requestedAt: fake.now, freshSince: fake.now, settlingLagMs: LAG_MS };
      for (const need of neededWalks(await known(), demand)) await walk(need.window);
    };
    return { fake, known, stored, walk, search };
  }

  it('never promises a message that isn’t stored as it is, whatever happens, and ends with all of them', async () => {
    const property = fc.asyncProperty(
      upstreams,
      fc.array(windows, { maxLength: 5 }),
      fc.boolean(),
      async (options, searched, isAwaited) => {
        const { fake, known, stored, search } = await stage(
          {
            ...options,
            messages: structuredClone(options.messages),
            events: [...options.events],
          },
          isAwaited,
        );
        for (const window of searched) {
          await search(window).catch(() => undefined);
          const { coverage, asOf } = await known();
          expect(brokenPromises(fake.truth, coverage, await stored())).toEqual([]);
          expect(staleRows(fake.truth, asOf, await stored())).toEqual([]);
          fake.now += 7_000;
        }
        fake.options.events.length = 0;
        await search(ALL_TIME);
        await search(ALL_TIME);
        const { coverage, asOf } = await known();
        expect(coverage).toEqual([{ after: -Infinity, upTo: asOf }]);
        expect(brokenPromises(fake.truth, coverage, await stored())).toEqual([]);
        for (const id of (await stored()).keys()) expect(fake.truth.has(id)).toBe(true);
      },
    );
    await fc.assert(property, { numRuns: 120 });
  }, 60_000);

  const PLAIN = { pageSize: 2, bounds: 'created', isInclusive: true, delayMs: 0, stepMs: 1_000 } as const;
  const messagesAt = (...seconds: number[]) =>
    seconds.map((second, index) => ({ id: `m${index}`, dateAdded: START, conversationId: 'c', updates: [START + second * 1_000] }));

  it('keeps what was proved before an outage', async () => {
    const { walk, known, stored } = await stage({
      ...PLAIN,
      messages: messagesAt(9, 8, 7, 6, 5),
      events: ['nothing', 'nothing', 'outage'],
    });
    await expect(walk(ALL_TIME)).rejects.toMatchObject({ code: 'network' });
    expect((await known()).coverage).toEqual([{ after: START + 6_000, upTo: NOW - LAG_MS }]);
    expect([...(await stored()).keys()].sort()).toEqual(['m0', 'm1', 'm2', 'm3']);
  });

  it('begins the list again where a cursor died', async () => {
    const { walk, known, stored } = await stage({
      ...PLAIN,
      messages: messagesAt(9, 8, 7, 6, 5),
      events: ['nothing', 'dead cursor', 'nothing'],
    });
    await walk(ALL_TIME);
    expect((await known()).coverage).toEqual([{ after: -Infinity, upTo: NOW - LAG_MS }]);
    expect((await stored()).size).toBe(5);
  });

  it('says that it saw all changes only when a tail walk came down to the last one', async () => {
    const { fake, search, known, stored } = await stage({ ...PLAIN, messages: messagesAt(9, 8, 7), events: [] });
    await search(ALL_TIME);
    for (const { updates } of fake.options.messages) updates.push((fake.now += 1_000));
    fake.now += 2 * LAG_MS;
    fake.options.events.push('nothing', 'outage');
    await expect(search(ALL_TIME)).rejects.toMatchObject({ code: 'network' });
    expect((await known()).asOf).toBe(NOW - LAG_MS);
    await search(ALL_TIME);
    expect(await known()).toMatchObject({ coverage: [{ after: -Infinity, upTo: fake.now - LAG_MS }], asOf: fake.now - LAG_MS });
    expect(await stored()).toEqual(fake.truth);
  });

  it('gives up a list whose cursors die again and again within one date', async () => {
    const dying = Array.from({ length: 20 }, (_, index): Event => (index % 2 === 0 ? 'nothing' : 'dead cursor'));
    const { walk, known } = await stage({ ...PLAIN, messages: messagesAt(9, 9, 9, 9, 9), events: dying });
    await expect(walk(ALL_TIME)).rejects.toMatchObject({ code: 'upstream-unusable' });
    expect((await known()).coverage).toEqual([{ after: START + 9_000, upTo: NOW - LAG_MS }]);
  });
});

/** Messages whose last update lies in what is covered, but which are not stored as of it. */
function brokenPromises(truth: ReadonlyMap<string, number>, coverage: Coverage, stored: ReadonlyMap<string, number>): string[] {
  return [...truth].flatMap(([id, date]) => {
    const isPromised = coverage.some(({ after, upTo }) => after < date && date <= upTo);
    return isPromised && stored.get(id) !== date ? [id] : [];
  });
}

/** Messages stored as they were before an update that asOf says was seen. */
function staleRows(truth: ReadonlyMap<string, number>, asOf: number | null, stored: ReadonlyMap<string, number>): string[] {
  return [...stored].flatMap(([id, date]) => {
    const last = truth.get(id) ?? Infinity;
    return last <= (asOf ?? -Infinity) && date !== last ? [id] : [];
  });
}
