import { FakeBudgetServer } from '../testing/budget.server.fake';
import { FakeProcess, mostInAnInterval } from '../testing/budget.processes.fixture';
import { ManualRuntime } from '../testing/manual.runtime';
import { aRequest } from '../testing/request.fixture';

const HALF = (): number => 0.5;
const QUICK = (): number => 40;

/** Processes that have met: they share the limit from now on. */
async function setUp(count: number) {
  const runtime = new ManualRuntime();
  const server = new FakeBudgetServer(() => runtime.clock.now());
  const stamps: number[] = [];
  const start = (id: string): FakeProcess => new FakeProcess(id, (...call) => server.execute(...call), runtime, stamps);
  const processes = Array.from({ length: count }, (_, index) => start(`p${index + 1}`));
  await runtime.advance(5_000);
  const linkAll = (state: 'up' | 'dead' | 'hanging'): void => processes.forEach(({ link }) => (link.state = state));
  return { runtime, server, stamps, processes, start, linkAll, now: () => runtime.clock.monotonic() };
}

async function setUpTwo() {
  const { processes, ...others } = await setUp(2);
  const [one, two] = processes;
  if (!one || !two) throw new Error('two were started');
  return { one, two, ...others };
}

describe('RedisBudget', () => {
  it.each([1, 2, 3, 7])('lets %d processes send 95 of 100 in an interval together, and no more', async (count) => {
    const { runtime, stamps, processes, now } = await setUp(count);
    for (const process of processes) process.saturate(now() + 30_000, 130, QUICK, HALF);
    await runtime.advance(30_000);
    expect([mostInAnInterval(stamps), stamps.length]).toEqual([95, 3 * 95]);
  });

  it('leaves it all to the one that needs it, however many others are there', async () => {
    const { runtime, stamps, one, now } = await setUpTwo();
    one.saturate(now() + 20_000, 130, QUICK, HALF);
    await runtime.advance(20_000);
    expect(stamps).toHaveLength(2 * 95);
  });

  it("lets one process's callers go before the other's backfill, and the backfill on all the same", async () => {
    const { runtime, one, two, now } = await setUpTwo();
    one.saturate(now() + 100_000, 130, () => 300, HALF, 'backfill');
    two.saturate(now() + 100_000, 130, () => 300, HALF, 'caller');
    await runtime.advance(100_000);
    const sent = one.left.backfill + two.left.caller;
    expect(sent).toBeGreaterThanOrEqual(9 * 95);
    expect(one.left.backfill / sent).toBeGreaterThanOrEqual(0.1);
    expect(one.left.backfill / sent).toBeLessThan(0.25);
  });

  it('refuses nobody at a common load when Redis is lost, hangs or comes back without its memory', async () => {
    const { runtime, server, stamps, one, two, linkAll } = await setUpTwo();
    const callEvery = async (process: FakeProcess): Promise<void> => {
      for (let call = 0; call < 400; call++) {
        void process.send(100, 0.5, 'caller', 25_000);
        await runtime.sleep(350);
      }
    };
    const calls = [callEvery(one), callEvery(two)];
    await runtime.advance(20_000);
    linkAll('dead');
    await runtime.advance(40_000);
    linkAll('up');
    await runtime.advance(20_000);
    linkAll('hanging');
    await runtime.advance(20_000);
    server.forget();
    linkAll('up');
    await runtime.advance(100_000);
    await Promise.all(calls);
    expect([one.refused, two.refused, stamps.length]).toEqual([[], [], 800]);
    expect(mostInAnInterval(stamps)).toBeLessThanOrEqual(100);
  });

  it('holds each to its share while Redis is lost', async () => {
    const { runtime, stamps, one, two, linkAll, now } = await setUpTwo();
    linkAll('dead');
    await runtime.advance(20_000);
    const from = now();
    one.saturate(from + 10_000, 130, QUICK, HALF);
    two.saturate(from + 10_000, 130, QUICK, HALF);
    await runtime.advance(10_000);
    expect([one.left.caller, two.left.caller, stamps.length]).toEqual([47, 47, 94]);
  });

  it('lets a caller through at once from what is kept back, though it is unknown what the others have just sent', async () => {
    const { runtime, stamps, one, two, linkAll, now } = await setUpTwo();
    one.saturate(now() + 50, 95, () => 10, HALF);
    await runtime.advance(100);
    linkAll('dead');
    await runtime.advance(600);
    void two.send(10);
    await runtime.advance(10);
    expect([one.left.caller, two.left.caller]).toEqual([95 + 2, 1]);
    two.saturate(now() + 8_000, 60, () => 10, HALF);
    await runtime.advance(8_000);
    expect(mostInAnInterval(stamps)).toBe(95 + 2 + 2);
  });

  it('waits 50 ms once for a Redis that hangs, and then goes on without', async () => {
    const { runtime, stamps, processes, linkAll, now } = await setUp(1);
    linkAll('hanging');
    const from = now();
    void processes[0]?.send(0, 0);
    await runtime.advance(60);
    void processes[0]?.send(0, 0);
    await runtime.advance(0);
    expect(stamps.map((stamp) => stamp - from)).toEqual([50, 60]);
  });

  it('is shared again as soon as Redis answers, with what was sent meanwhile counted', async () => {
    const { runtime, stamps, one, two, linkAll, now } = await setUpTwo();
    linkAll('dead');
    await runtime.advance(20_000);
    one.saturate(now() + 9_000, 130, QUICK, HALF);
    await runtime.advance(2_000);
    linkAll('up');
    await runtime.advance(1_000);
    two.saturate(now() + 6_000, 130, QUICK, HALF);
    await runtime.advance(6_000);
    expect([stamps.length, mostInAnInterval(stamps)]).toEqual([95, 95]);
  });

  it('counts what is still on its way when Redis is lost, however late upstream stamps it', async () => {
    const { runtime, stamps, processes, linkAll, now } = await setUp(7);
    processes[0]?.saturate(
      now() + 1_000,
      95,
      () => 14_900,
      () => 0.99,
    );
    await runtime.advance(1_500);
    linkAll('dead');
    await runtime.advance(12_000);
    for (const process of processes) process.saturate(now() + 5_000, 130, QUICK, HALF);
    await runtime.advance(30_000);
    expect(mostInAnInterval(stamps)).toBeLessThanOrEqual(100);
  });

  it('keeps the share of a process that was killed free for half a minute, since it may only be out of reach', async () => {
    const { runtime, stamps, one, two, now } = await setUpTwo();
    one.kill();
    await runtime.advance(3_000);
    two.saturate(now() + 60_000, 130, QUICK, HALF);
    await runtime.advance(10_000);
    expect(stamps).toHaveLength(48);
    await runtime.advance(20_000);
    const before = stamps.length;
    await runtime.advance(10_100);
    expect(stamps.length - before).toBe(95);
  });

  it('needs no time to do without a process that has said good-bye', async () => {
    const { runtime, stamps, one, two, now } = await setUpTwo();
    one.close();
    await runtime.advance(3_000);
    two.saturate(now() + 9_000, 130, QUICK, HALF);
    await runtime.advance(9_000);
    expect(stamps).toHaveLength(95);
  });

  it('lets a newcomer wait until those who remember have told a Redis that forgot', async () => {
    const { runtime, server, stamps, one, linkAll, start, now } = await setUpTwo();
    one.saturate(now() + 50, 95, QUICK, HALF);
    await runtime.advance(100);
    linkAll('dead');
    server.forget();
    const newcomer = start('newcomer');
    newcomer.saturate(now() + 30_000, 130, QUICK, HALF);
    await runtime.advance(1_000);
    linkAll('up');
    await runtime.advance(30_000);
    expect(mostInAnInterval(stamps)).toBeLessThanOrEqual(100);
    expect(newcomer.left.caller).toBeGreaterThanOrEqual(2 * 95);
  });

  it('goes on with a quarter when Redis was never there', async () => {
    const runtime = new ManualRuntime();
    const stamps: number[] = [];
    const process = new FakeProcess('p1', () => null, runtime, stamps);
    process.link.state = 'dead';
    process.saturate(11_000, 130, QUICK, HALF);
    await runtime.advance(11_000);
    expect([stamps.length, stamps[0]]).toEqual([23, 2_020]);
    process.close();
  });

  it('tells the others of a pause that upstream asked for', async () => {
    const { runtime, stamps, one, two, now } = await setUpTwo();
    const permit = await entered(one, runtime);
    permit.answered(429, { 'retry-after': '7' });
    await runtime.advance(600);
    two.saturate(now() + 5_000, 1, QUICK, () => 0);
    await runtime.advance(6_000);
    expect(stamps).toEqual([]);
    await runtime.advance(1_000);
    expect(stamps).toHaveLength(1);
  });

  it('leaves room for others of the same app, whoever heard of them', async () => {
    const { runtime, stamps, one, two, now } = await setUpTwo();
    const permit = await entered(one, runtime);
    permit.answered(200, { 'x-ratelimit-max': '100', 'x-ratelimit-remaining': '39' });
    await runtime.advance(600);
    two.saturate(now() + 5_000, 130, QUICK, HALF);
    await runtime.advance(5_000);
    expect(stamps).toHaveLength(95 - 61);
  });

  it('gives a slot back that nobody wants any more', async () => {
    const { runtime, stamps, one, two, now } = await setUpTwo();
    one.link.latencyMs = () => 20;
    const controller = new AbortController();
    const entering = one.limiter.enter(aRequest({ signal: controller.signal })).catch(() => null);
    await runtime.advance(15);
    controller.abort(new Error('enough'));
    await entering;
    await runtime.advance(600);
    two.saturate(now() + 5_000, 130, QUICK, HALF);
    await runtime.advance(5_000);
    expect(stamps).toHaveLength(95);
  });

  it('tells what is left, as far as it was told itself', async () => {
    const { runtime, one, two } = await setUpTwo();
    void one.send(1_000);
    await runtime.advance(600);
    void two.send(1_000);
    await runtime.advance(600);
    expect([one, two].map(({ limiter }) => limiter.budget('loc1').remaining)).toEqual([93, 93]);
    expect(two.limiter.budget('loc1')).toMatchObject({ limit: 100, intervalMs: 10_000, resetMs: 10_001 });
    expect(two.limiter.budget('other').remaining).toBe(95);
  });
});

async function entered(process: FakeProcess, runtime: ManualRuntime) {
  const entering = process.limiter.enter(aRequest());
  await runtime.advance(100);
  return entering;
}
