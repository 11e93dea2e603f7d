import fc from 'fast-check';
import { SlidingWindow } from './sliding-window';

describe('SlidingWindow', () => {
  it('counts a request from its start until an interval after its end', () => {
    const window = new SlidingWindow(2, 100);
    window.start();
    expect([window.used(0), window.used(5_000)]).toEqual([1, 1]);
    window.end(5_000);
    expect([window.used(5_100), window.used(5_101)]).toEqual([1, 0]);
  });

  it('says how long the next request and those after it have to wait at least', () => {
    const window = new SlidingWindow(2, 100);
    window.start();
    window.start();
    window.end(10);
    window.end(30);
    expect([1, 2, 3, 4, 5].map((place) => window.waitMs(place, 40))).toEqual([71, 91, 172, 192, 273]);
  });

  it('says exactly how long it takes when all end as soon as they can', () => {
    const counts = fc.array(fc.nat(99), { maxLength: 8 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), counts, fc.nat(4), fc.integer({ min: 1, max: 12 }), (limit, ends, inFlight, place) => {
        const window = new SlidingWindow(limit, 100);
        for (const end of ends.sort((one, other) => one - other)) window.count(1, end);
        for (let count = 0; count < inFlight; count++) window.start();
        const foretold = window.waitMs(place, 99);
        for (let count = 0; count < inFlight; count++) window.end(99);
        expect(leavingTime(window, place, 99) - 99).toBe(foretold);
      }),
    );
  });

  it('keeps an abandoned request that ends later than one that was answered after it in its place', () => {
    const window = new SlidingWindow(3, 100);
    window.start();
    window.start();
    window.end(1_000);
    window.end(20);
    expect([window.used(121), window.used(1_100), window.used(1_101)]).toEqual([1, 1, 0]);
  });

  it('has less than nothing free after the limit was lowered, and waits until enough has left', () => {
    const window = new SlidingWindow(3, 100);
    window.count(1, 0);
    window.count(1, 10);
    window.count(1, 20);
    window.limit = 1;
    expect([window.free(20), window.waitMs(1, 20)]).toEqual([-2, 101]);
  });

  it('is wholly free after its reset time', () => {
    const window = new SlidingWindow(5, 100);
    expect(window.resetMs(0)).toBe(0);
    window.count(2, 10);
    expect([window.resetMs(50), window.resetMs(111)]).toEqual([61, 0]);
  });

  const request = fc.record({
    gapMs: fc.nat(40),
    durationMs: fc.nat(120),
    /** When upstream stamps it: as a part of its duration. */
    arrival: fc.double({ min: 0, max: 1, noNaN: true }),
  });

  it('never lets more than the limit arrive within an interval, whatever the requests do', () => {
    fc.assert(
      fc.property(
        fc.array(request, { maxLength: 60 }),
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 90 }),
        (requests, limit, intervalMs) => {
          const arrivals = simulate(new SlidingWindow(limit, intervalMs), requests).sort((one, other) => one - other);
          for (const [index, arrival] of arrivals.entries()) {
            const beyond = arrivals[index + limit];
            if (beyond !== undefined) expect(beyond - arrival).toBeGreaterThanOrEqual(intervalMs);
          }
          expect(arrivals).toHaveLength(requests.length);
        },
      ),
    );
  });
});

/** When the `place`-th of those who wait leaves, if each ends in the moment it leaves. */
function leavingTime(window: SlidingWindow, place: number, from: number): number {
  let now = from;
  for (let left = 0; ; now++) {
    for (; window.free(now) > 0; window.count(1, now)) if (++left === place) return now;
  }
}

/** Sends each request as soon as the window lets it; answers with the times at which upstream stamped them. */
function simulate(window: SlidingWindow, requests: readonly { gapMs: number; durationMs: number; arrival: number }[]): number[] {
  let now = 0;
  let ends: number[] = [];
  const endThoseDue = (): void => {
    ends.sort((one, other) => one - other);
    for (const end of ends.filter((at) => at <= now)) window.end(end);
    ends = ends.filter((at) => at > now);
  };
  return requests.map(({ gapMs, durationMs, arrival }) => {
    now += gapMs;
    for (endThoseDue(); window.free(now) <= 0; endThoseDue()) now = Math.min(now + window.waitMs(1, now), ...ends);
    window.start();
    ends.push(now + durationMs);
    return now + durationMs * arrival;
  });
}
