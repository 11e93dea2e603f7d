import fc from 'fast-check';
import { ManualRuntime } from '../testing/manual.runtime';
import { aRequest } from '../testing/request.fixture';
import { RateLimiter } from './rate-limiter';
import { TransportRequest } from './transport.types';

const RATE_LIMIT = { max: 2, intervalMs: 100 };
const from = (locationId: string): TransportRequest => aRequest({ credential: { locationId, token: 't' } });

describe('RateLimiter', () => {
  it('counts each location for itself', async () => {
    const limiter = new RateLimiter(RATE_LIMIT, new ManualRuntime());
    await limiter.enter(from('one'));
    await limiter.enter(from('one'));
    await limiter.enter(from('other'));
    expect(['one', 'other', 'third'].map((id) => limiter.budget(id).remaining)).toEqual([0, 1, 2]);
    expect(limiter.size).toBe(2);
  });

  it('forgets the location that has been idle longest when there is no room, keeping what it learnt of others', async () => {
    const runtime = new ManualRuntime();
    const limiter = new RateLimiter(RATE_LIMIT, runtime, undefined, 2);
    for (const id of ['one', 'two']) (await limiter.enter(from(id))).answered(200, { 'x-ratelimit-max': '7' });
    await runtime.advance(101);
    (await limiter.enter(from('one'))).answered(200, {});
    await runtime.advance(101);
    await limiter.enter(from('three'));
    expect(['one', 'two', 'three'].map((id) => limiter.budget(id).limit)).toEqual([7, 2, 2]);
    expect(limiter.size).toBe(2);
  });

  it('turns a new location away rather than forget what another has sent', async () => {
    const runtime = new ManualRuntime();
    const limiter = new RateLimiter(RATE_LIMIT, runtime, undefined, 1);
    const permit = await limiter.enter(from('one'));
    await expect(limiter.enter(from('two'))).rejects.toMatchObject({ code: 'rate-limited', source: 'local', retryAfterMs: 100 });
    permit.answered(200, {});
    await runtime.advance(101);
    await limiter.enter(from('two'));
    expect([limiter.size, limiter.budget('two').remaining]).toEqual([1, 1]);
  });

  const request = fc.record({
    atMs: fc.nat(600),
    durationMs: fc.nat(150),
    arrival: fc.double({ min: 0, max: 1, noNaN: true }),
    fate: fc.constantFrom('answered', 'answered', 'failed', 'cancelled'),
    others: fc.nat(3),
  });

  it('never lets upstream count more than the limit in any interval, whatever happens to the requests', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(request, { maxLength: 40 }), fc.integer({ min: 1, max: 4 }), async (requests, max) => {
        const runtime = new ManualRuntime();
        const limiter = new RateLimiter({ max, intervalMs: 100 }, runtime);
        const arrivals: number[] = [];
        const runs = requests.map(async ({ atMs, durationMs, arrival, fate, others }) => {
          await runtime.sleep(atMs);
          const controller = new AbortController();
          if (fate === 'cancelled') void runtime.sleep(durationMs).then(() => controller.abort(new Error('enough')));
          const permit = await limiter.enter(aRequest({ signal: controller.signal })).catch(() => null);
          if (!permit) return;
          // One that is given up arrives up to a second later.
          arrivals.push(runtime.clock.monotonic() + durationMs * arrival + (fate === 'failed' ? 1_000 * arrival : 0));
          await runtime.sleep(durationMs);
          if (fate === 'failed') permit.failed();
          else permit.answered(200, { 'x-ratelimit-remaining': String(others) });
        });
        await runtime.advance(1_000_000);
        await Promise.all(runs);
        arrivals.sort((one, other) => one - other);
        for (const [index, at] of arrivals.entries()) expect((arrivals[index + max] ?? Infinity) - at).toBeGreaterThanOrEqual(100);
        expect(arrivals.length).toBeGreaterThanOrEqual(requests.filter(({ fate }) => fate !== 'cancelled').length);
      }),
      { numRuns: 60 },
    );
  });
});
