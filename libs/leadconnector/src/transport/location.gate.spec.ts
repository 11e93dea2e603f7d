import { LocalBudget } from '../budget/local.budget';
import { ManualRuntime } from '../testing/manual.runtime';
import { aRequest } from '../testing/request.fixture';
import { LocationGate, Permit } from './location.gate';
import { TransportRequest } from './transport.types';

/** A gate of 2 requests in 100 ms, and a way to enter it that records who came through when. */
function setUp(rateLimit = { max: 2, intervalMs: 100 }) {
  const runtime = new ManualRuntime();
  const gate = new LocationGate(() => new LocalBudget(rateLimit, runtime.clock).slotsOf(), runtime);
  const log: string[] = [];
  const permits = new Map<string, Permit>();
  const enter = (name: string, overrides: Partial<TransportRequest> = {}): void => {
    gate.enter(aRequest(overrides)).then(
      (permit) => {
        permits.set(name, permit);
        log.push(`${name} at ${runtime.clock.monotonic()}`);
      },
      (error: { code?: string; retryAfterMs?: number; message: string }) =>
        log.push(`${name} ${error.code ?? error.message} ${error.retryAfterMs ?? ''} at ${runtime.clock.monotonic()}`),
    );
  };
  const answer = (name: string, headers: Record<string, string> = {}, status = 200): void => permits.get(name)?.answered(status, headers);
  return {
    runtime,
    gate,
    log,
    enter,
    answer,
    fail: (name: string) => permits.get(name)?.failed(),
    withdraw: (name: string) => permits.get(name)?.unsent(),
  };
}

describe('LocationGate', () => {
  it('lets as many through as the window holds, and the others in turn when an answer is an interval old', async () => {
    const { runtime, log, enter, answer } = setUp();
    ['a', 'b', 'c', 'd'].forEach((name) => enter(name));
    await runtime.advance(10);
    answer('a');
    await runtime.advance(20);
    answer('b');
    await runtime.advance(500);
    expect(log).toEqual(['a at 0', 'b at 0', 'c at 111', 'd at 131']);
    expect(runtime.pending).toBe(0);
  });

  it('lets nobody overtake those who wait', async () => {
    const { runtime, log, enter, answer } = setUp({ max: 1, intervalMs: 100 });
    enter('a');
    await runtime.advance(0);
    answer('a');
    enter('b');
    await runtime.advance(100);
    enter('c');
    await runtime.advance(1);
    expect(log).toEqual(['a at 0', 'b at 101']);
  });

  it('serves those in line before a newcomer even when the alarm is late', async () => {
    const runtime = new ManualRuntime();
    const never = (): Promise<void> => new Promise(() => undefined);
    const gate = new LocationGate(() => new LocalBudget({ max: 1, intervalMs: 100 }, runtime.clock).slotsOf(), {
      ...{ clock: runtime.clock, random: runtime.random },
      sleep: never,
    });
    const first = await gate.enter(aRequest());
    first.answered(200, {});
    const inLine = gate.enter(aRequest());
    await runtime.advance(101);
    await expect(gate.enter(aRequest({ deadline: 202 }))).rejects.toMatchObject({ code: 'rate-limited' });
    await inLine;
  });

  it('forgets one that is cancelled while it waits', async () => {
    const { runtime, log, enter, answer } = setUp({ max: 1, intervalMs: 100 });
    const controller = new AbortController();
    enter('a');
    enter('b', { signal: controller.signal });
    enter('c');
    await runtime.advance(0);
    controller.abort(new Error('enough'));
    answer('a');
    await runtime.advance(200);
    expect(log).toEqual(['a at 0', 'b enough  at 0', 'c at 101']);
  });

  it('refuses at once whom it cannot let through in time, and says when it could', async () => {
    const { runtime, log, enter, answer } = setUp();
    enter('a');
    enter('b');
    await runtime.advance(0);
    answer('a');
    enter('c', { deadline: 101 });
    enter('d', { deadline: 102 });
    await runtime.advance(0);
    expect(log).toEqual(['a at 0', 'b at 0', 'c rate-limited 101 at 0']);
    await runtime.advance(101);
    expect(log[3]).toBe('d at 101');
  });

  it('reckons with all who are in line before one', async () => {
    const { runtime, log, enter, answer } = setUp({ max: 1, intervalMs: 100 });
    enter('a');
    await runtime.advance(0);
    answer('a');
    enter('b');
    enter('c', { deadline: 150 });
    await runtime.advance(101);
    expect(log).toEqual(['a at 0', 'c rate-limited 202 at 0', 'b at 101']);
  });

  it('counts a request that was given up a second longer, since it may still be on its way', async () => {
    const { runtime, log, enter, fail } = setUp({ max: 1, intervalMs: 100 });
    enter('a');
    await runtime.advance(0);
    fail('a');
    enter('b');
    await runtime.advance(5_000);
    expect(log).toEqual(['a at 0', 'b at 1101']);
  });

  it('follows a limit that upstream lowers or raises', async () => {
    const { runtime, gate, log, enter, answer } = setUp({ max: 3, intervalMs: 100 });
    enter('a');
    await runtime.advance(0);
    answer('a', { 'x-ratelimit-max': '1', 'x-ratelimit-interval-milliseconds': '1000' });
    expect(gate.budget()).toMatchObject({ limit: 1, remaining: 0, intervalMs: 1_000, resetMs: 1_001 });
    ['b', 'c', 'd'].forEach((name) => enter(name));
    await runtime.advance(1_001);
    answer('b', { 'x-ratelimit-max': '3' });
    await runtime.advance(0);
    expect(log).toEqual(['a at 0', 'b at 1001', 'c at 1001', 'd at 1001']);
  });

  it('leaves room for others of the same app until the interval has passed', async () => {
    const { runtime, gate, log, enter, answer } = setUp({ max: 10, intervalMs: 100 });
    enter('a');
    await runtime.advance(0);
    answer('a', { 'x-ratelimit-remaining': '1' });
    expect(gate.budget().remaining).toBe(1);
    ['b', 'c'].forEach((name) => enter(name));
    await runtime.advance(200);
    expect(log).toEqual(['a at 0', 'b at 0', 'c at 101']);
  });

  it('does not take its own requests for those of others, in whatever order they are answered', async () => {
    const { runtime, gate, enter, answer } = setUp({ max: 4, intervalMs: 100 });
    ['a', 'b', 'c'].forEach((name) => enter(name));
    await runtime.advance(0);
    answer('c', { 'x-ratelimit-remaining': '1' });
    answer('b', { 'x-ratelimit-remaining': '2' });
    answer('a', { 'x-ratelimit-remaining': '3' });
    expect(gate.budget().remaining).toBe(1);
  });

  it('pauses the location after a 429, then goes on in order', async () => {
    const { runtime, gate, log, enter, answer } = setUp({ max: 5, intervalMs: 100 });
    ['a', 'b'].forEach((name) => enter(name));
    await runtime.advance(0);
    answer('a', { 'retry-after': '3' }, 429);
    answer('b');
    expect(gate.budget()).toMatchObject({ remaining: 0, resetMs: 3_000 });
    ['c', 'd'].forEach((name) => enter(name));
    await runtime.advance(10_000);
    expect(log.slice(2)).toEqual(['c at 3000', 'd at 3000']);
  });

  it('tells those who wait as soon as a pause makes them too late', async () => {
    const { runtime, log, enter, answer } = setUp({ max: 1, intervalMs: 100 });
    enter('a');
    enter('b', { deadline: 2_000 });
    enter('c', { deadline: 9_000 });
    await runtime.advance(50);
    answer('a', { 'retry-after': '3' }, 429);
    await runtime.advance(3_000);
    expect(log).toEqual(['a at 0', 'b rate-limited 3000 at 50', 'c at 3050']);
  });

  it('sends nothing more on a day whose limit is spent', async () => {
    const { runtime, gate, log, enter, answer } = setUp();
    enter('a');
    await runtime.advance(0);
    answer('a', { 'x-ratelimit-limit-daily': '200000', 'x-ratelimit-daily-remaining': '0' });
    enter('b', { deadline: 60_000 });
    await runtime.advance(0);
    expect(log).toEqual(['a at 0', 'b rate-limited 43200000 at 0']);
    expect(gate.budget()).toMatchObject({ remaining: 0, dailyLimit: 200_000, dailyRemaining: 0, resetMs: 43_200_000 });
  });

  it('lets callers go before walks and these before backfill, whoever came first', async () => {
    const { runtime, log, enter, answer } = setUp({ max: 1, intervalMs: 100 });
    enter('first');
    await runtime.advance(0);
    enter('backfill', { priority: 'backfill' });
    enter('walk', { priority: 'walk' });
    enter('caller');
    for (const name of ['first', 'caller', 'walk']) {
      answer(name);
      await runtime.advance(101);
    }
    expect(log).toEqual(['first at 0', 'caller at 101', 'walk at 202', 'backfill at 303']);
  });

  it('refuses a backfill until the next day when only what is kept for others is left, and lets callers go on', async () => {
    const { runtime, log, enter, answer } = setUp({ max: 5, intervalMs: 100 });
    enter('a');
    await runtime.advance(0);
    answer('a', { 'x-ratelimit-limit-daily': '200000', 'x-ratelimit-daily-remaining': '40000' });
    enter('b', { priority: 'backfill', deadline: 60_000 });
    enter('c', { priority: 'walk', deadline: 60_000 });
    enter('d', { deadline: 60_000 });
    await runtime.advance(0);
    expect(log).toEqual(['a at 0', 'c at 0', 'd at 0', 'b rate-limited 43200000 at 0']);
  });

  it('gives the slot of a request that was not sent back at once', async () => {
    const { runtime, log, enter, withdraw } = setUp({ max: 1, intervalMs: 100 });
    enter('a');
    enter('b');
    await runtime.advance(10);
    withdraw('a');
    await runtime.advance(0);
    expect(log).toEqual(['a at 0', 'b at 10']);
  });
});
