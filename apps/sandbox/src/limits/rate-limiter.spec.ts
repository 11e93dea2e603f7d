import { ManualClock } from '../clock';
import { RateLimiter } from './rate-limiter';

const admitted = (limiter: RateLimiter, tries: number, locationId = 'loc') =>
  Array.from({ length: tries }, () => limiter.admit(locationId)).filter(Boolean).length;

describe('RateLimiter', () => {
  it('slides: what was used leaves the window one interval later, not at a boundary', () => {
    const clock = new ManualClock(0);
    const limiter = new RateLimiter(clock, { max: 100, intervalMs: 10_000, daily: 200_000 });
    expect(admitted(limiter, 60)).toBe(60);
    clock.advance(6_000);
    expect(admitted(limiter, 60)).toBe(40);
    clock.advance(3_999);
    expect(admitted(limiter, 60)).toBe(0);
    clock.advance(1);
    expect(admitted(limiter, 61)).toBe(60);
  });

  it('gives each location its own budget', () => {
    const limiter = new RateLimiter(new ManualClock(0), { max: 2, intervalMs: 10_000, daily: 10 });
    expect(admitted(limiter, 3, 'a')).toBe(2);
    expect(admitted(limiter, 3, 'b')).toBe(2);
  });

  it('refuses past the daily limit until the next UTC day', () => {
    const clock = new ManualClock(Date.parse('2026-06-01T23:00:00Z'));
    const limiter = new RateLimiter(clock, { max: 5, intervalMs: 1_000, daily: 7 });
    expect(admitted(limiter, 5)).toBe(5);
    clock.advance(1_000);
    expect(admitted(limiter, 5)).toBe(2);
    clock.set(Date.parse('2026-06-02T00:00:00Z'));
    expect(admitted(limiter, 5)).toBe(5);
  });

  it('reports what is left', () => {
    const limiter = new RateLimiter(new ManualClock(0), { max: 100, intervalMs: 10_000, daily: 200_000 });
    admitted(limiter, 3);
    expect(limiter.headers('loc')).toEqual({
      'X-RateLimit-Limit-Daily': '200000',
      'X-RateLimit-Daily-Remaining': '199997',
      'X-RateLimit-Interval-Milliseconds': '10000',
      'X-RateLimit-Max': '100',
      'X-RateLimit-Remaining': '97',
    });
  });

  it('never refuses when switched off, and says so in large numbers', () => {
    const limiter = new RateLimiter(new ManualClock(0), false);
    expect(admitted(limiter, 5_000)).toBe(5_000);
    expect(limiter.headers('loc')).toMatchObject({ 'X-RateLimit-Max': '1000000', 'X-RateLimit-Remaining': '1000000' });
  });
});
