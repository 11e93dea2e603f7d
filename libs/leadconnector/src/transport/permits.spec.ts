import { ManualRuntime } from '../testing/manual.runtime';
import { aRequest } from '../testing/request.fixture';
import { enterAll } from './permits';
import { RateLimiter } from './rate-limiter';
import { TransportRequest } from './transport.types';

const RATE_LIMIT = { max: 2, intervalMs: 100 };
const spending = (locationId: string, ...alsoSpends: string[]): TransportRequest =>
  aRequest({ credential: { locationId, token: 't' }, alsoSpends, deadline: 50 });

function setUp() {
  const runtime = new ManualRuntime();
  const limiter = new RateLimiter(RATE_LIMIT, runtime);
  const remaining = (): number[] => ['a', 'b', 'c'].map((id) => limiter.budget(id).remaining);
  return { runtime, limiter, remaining };
}

describe('enterAll', () => {
  it('spends of every location that the request may belong to, once of each', async () => {
    const { runtime, limiter, remaining } = setUp();
    const permit = await enterAll(limiter, spending('b', 'a', 'b'));
    expect(remaining()).toEqual([1, 1, 2]);
    permit.answered(200, {});
    await runtime.advance(100);
    expect(remaining()).toEqual([1, 1, 2]);
    await runtime.advance(1);
    expect(remaining()).toEqual([2, 2, 2]);
  });

  it('spends of none when one has nothing left in time', async () => {
    const { limiter, remaining } = setUp();
    for (let count = 0; count < 2; count++) await limiter.enter(spending('b'));
    await expect(enterAll(limiter, spending('c', 'a', 'b'))).rejects.toMatchObject({ code: 'rate-limited', source: 'local' });
    expect(remaining()).toEqual([2, 0, 2]);
    expect(limiter.budget('a').dailyRemaining).toBeNull();
  });

  it('takes no figures for those of a location of which they may not be', async () => {
    const { limiter, remaining } = setUp();
    const permit = await enterAll(limiter, spending('a', 'b'));
    permit.answered(200, { 'x-ratelimit-max': '50', 'x-ratelimit-remaining': '0', 'x-ratelimit-daily-remaining': '1' });
    expect(remaining()).toEqual([1, 1, 2]);
    expect(limiter.budget('a')).toMatchObject({ limit: 2, dailyRemaining: 199_999 });
  });

  it('pauses each of them after a 429', async () => {
    const { limiter } = setUp();
    (await enterAll(limiter, spending('a', 'b'))).answered(429, { 'retry-after': '3' });
    expect(['a', 'b', 'c'].map((id) => limiter.budget(id).resetMs)).toEqual([3_000, 3_000, 0]);
  });

  it('never lets two requests wait for each other', async () => {
    const { runtime, limiter } = setUp();
    const requests = [
      ['a', 'b', 'c'],
      ['c', 'b', 'a'],
      ['b', 'c'],
      ['c', 'a'],
      ['a', 'b'],
    ].map(([locationId = '', ...also]) =>
      enterAll(limiter, { ...spending(locationId, ...also), deadline: Infinity }).then(async (permit) => {
        await runtime.sleep(10);
        permit.answered(200, {});
      }),
    );
    await runtime.advance(1_000);
    await Promise.all(requests);
  });
});
