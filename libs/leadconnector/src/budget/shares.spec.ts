import fc from 'fast-check';
import { capacityOf, reserveOf, shareOf } from './shares';

describe('the shares of a limit', () => {
  it('are 95 of 100 for all, and what one process may send without the others', () => {
    expect(capacityOf(100)).toBe(95);
    expect([null, 1, 2, 3, 10].map((processes) => [shareOf(100, processes), reserveOf(100, processes)])).toEqual([
      [23, 1],
      [47, 2],
      [47, 2],
      [31, 1],
      [9, 0],
    ]);
  });

  it('never add up to more than the limit', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), fc.integer({ min: 1, max: 200 }), (limit, processes) => {
        expect(processes * (shareOf(limit, processes) + reserveOf(limit, processes))).toBeLessThanOrEqual(limit);
        expect(capacityOf(limit)).toBeGreaterThanOrEqual(limit * 0.95);
      }),
    );
  });
});
