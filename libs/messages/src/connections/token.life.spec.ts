import fc from 'fast-check';
import { refreshAfterMs } from './token.life';

const HOUR = 3_600_000;

describe('a token', () => {
  it.each([
    ['of a day', 24 * HOUR, 21.6 * HOUR],
    ['of an hour', HOUR, 54 * 60_000],
    ['of half an hour', HOUR / 2, 25 * 60_000],
    ['of four minutes', 240_000, 120_000],
  ])('%s is refreshed when a tenth of its life is left, but five minutes at least, or half of it', (_, life, expected) => {
    expect(refreshAfterMs(life)).toBe(expected);
  });

  it('is refreshed within its life, whatever that is', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 * 24 * HOUR }), (life) => {
        expect(refreshAfterMs(life)).toBeGreaterThanOrEqual(0);
        expect(refreshAfterMs(life)).toBeLessThan(life);
      }),
    );
  });
});
