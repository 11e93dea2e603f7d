import { retryDelayMs } from './retry-delay';

describe('retryDelayMs', () => {
  it('grows from a second to ten minutes, and gives up after eight attempts', () => {
    expect([1, 2, 3, 4, 5, 6, 7, 8, 9].map(retryDelayMs)).toEqual([
      ...[1_000, 4_000, 16_000, 64_000, 256_000, 600_000, 600_000],
      ...[null, null],
    ]);
  });
});
