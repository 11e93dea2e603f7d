import * as fc from 'fast-check';
import { backOffMs } from './back-off';

describe('the back-off of a location in trouble', () => {
  it.each([
    [1, 5_000],
    [2, 10_000],
    [5, 80_000],
    [9, 900_000],
    [1_000, 900_000],
  ])('after %i failures lies between half of its length and its length', (failures, fullMs) => {
    for (const locationId of ['a', 'b', 'c', 'd']) {
      const ms = backOffMs(locationId, failures, 0);
      expect(ms).toBeGreaterThanOrEqual(fullMs / 2);
      expect(ms).toBeLessThanOrEqual(fullMs);
    }
  });

  it('differs from location to location, and is what upstream asks for where that is longer', () => {
    expect(new Set(Array.from({ length: 50 }, (_, index) => backOffMs(`loc${index}`, 9, 0))).size).toBeGreaterThan(45);
    expect(backOffMs('a', 1, 60_000)).toBe(60_000);
  });

  it('is never longer than a quarter of an hour', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(), fc.nat(), (locationId, failures, retryAfterMs) => {
        const ms = backOffMs(locationId, failures, retryAfterMs);
        return ms >= 2_500 && ms <= 900_000;
      }),
    );
  });
});
