import { backoffMs } from './backoff';

describe('backoffMs', () => {
  it('doubles its ceiling with each attempt, up to 8 seconds', () => {
    const almostOne = (): number => 0.9999999;
    expect([1, 2, 3, 4, 5, 6, 7, 40].map((attempt) => backoffMs(attempt, almostOne))).toEqual([
      249, 499, 999, 1999, 3999, 7999, 7999, 7999,
    ]);
  });

  it('spreads over the whole range from zero', () => {
    expect([0, 0.25, 0.5].map((random) => backoffMs(3, () => random))).toEqual([0, 250, 500]);
  });
});
