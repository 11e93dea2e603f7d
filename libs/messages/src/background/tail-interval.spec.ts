import { nextTailInterval } from './tail-interval';

describe('the interval of tail walks', () => {
  it.each([
    ['is shortest after news', 900_000, true, 15_000],
    ['is shortest after the first walk', 0, false, 15_000],
    ['doubles while nothing happens', 15_000, false, 30_000],
    ['doubles again', 30_000, false, 60_000],
    ['is never longer than a quarter of an hour', 480_000, false, 900_000],
    ['stays there', 900_000, false, 900_000],
  ])('%s', (_, before, hasNews, after) => {
    expect(nextTailInterval(before, hasNews)).toBe(after);
  });
});
