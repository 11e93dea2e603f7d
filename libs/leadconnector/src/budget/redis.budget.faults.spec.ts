import fc from 'fast-check';
import { FakeBudgetServer } from '../testing/budget.server.fake';
import { FakeProcess, Link, mostInAnInterval } from '../testing/budget.processes.fixture';
import { ManualRuntime } from '../testing/manual.runtime';

/** How long the processes have known each other before anything happens. */
const SETTLED_MS = 5_000;
const RUN_MS = 90_000;

/** Something that happens to Redis, or to the way to it. */
const fault = fc.record({
  atMs: fc.nat(60_000),
  lastsMs: fc.oneof(fc.nat(200), fc.nat(3_000), fc.nat(25_000)),
  kind: fc.constantFrom<Link | 'restarted'>('dead', 'hanging', 'restarted'),
  /** Which process notices; 0 is all of them. */
  whom: fc.nat(4),
});

const load = fc.record({
  atOnce: fc.constantFrom(0, 1, 30, 130),
  fromMs: fc.nat(40_000),
  /** Chances in a hundred that a request takes long. */
  slow: fc.constantFrom(0, 0, 5, 50),
});

type Fault = typeof fault extends fc.Arbitrary<infer T> ? T : never;

/** Lets it happen, and makes it good again: each process finds a new connection within a second. */
async function strike(
  { atMs, lastsMs, kind, whom }: Fault,
  runtime: ManualRuntime,
  server: FakeBudgetServer,
  all: FakeProcess[],
): Promise<void> {
  await runtime.sleep(atMs);
  const struck = kind === 'restarted' || whom === 0 ? all : all.slice(whom - 1, whom);
  for (const { link } of struck) link.state = kind === 'restarted' ? 'dead' : kind;
  await runtime.sleep(lastsMs);
  if (kind === 'restarted') server.forget();
  for (const [index, { link }] of struck.entries()) void runtime.sleep((index * 977) % 1_000).then(() => (link.state = 'up'));
}

describe('RedisBudget, whatever happens to Redis', () => {
  it('never lets more than the limit reach upstream in any interval', async () => {
    const random = fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }));
    await fc.assert(
      fc.asyncProperty(
        fc.array(load, { minLength: 2, maxLength: 4 }),
        fc.array(fault, { maxLength: 4 }),
        random,
        async (loads, faults, chances) => {
          const chance = (): number => Number(chances.next().value);
          const runtime = new ManualRuntime();
          const server = new FakeBudgetServer(() => runtime.clock.now());
          const stamps: number[] = [];
          const all = loads.map((_, index) => new FakeProcess(`p${index}`, (...call) => server.execute(...call), runtime, stamps));
          for (const { link } of all) link.latencyMs = () => 10 * chance();
          await runtime.advance(SETTLED_MS);
          loads.forEach(({ atOnce, fromMs, slow }, index) => {
            const durationMs = (): number => (100 * chance() < slow ? 14_000 * chance() : 20 + 200 * chance());
            void runtime.sleep(fromMs).then(() => all[index]?.saturate(RUN_MS, atOnce, durationMs, chance));
          });
          for (const one of faults) void strike(one, runtime, server, all);
          await runtime.advance(RUN_MS);
          all.forEach((process) => process.close());
          expect(mostInAnInterval(stamps)).toBeLessThanOrEqual(100);
        },
      ),
      { numRuns: 8 },
    );
  }, 120_000);
});
