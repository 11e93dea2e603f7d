import { parseRetryAfter } from './retry-after.ts';

const NOW = Date.UTC(2026, 0, 1);

describe('parseRetryAfter', () => {
  it.each<[string | null, number | null]>([
    ['3', 3_000],
    [' 0 ', 0],
    ['999999999', 86_400_000],
    ['Thu, 01 Jan 2026 00:00:05 GMT', 5_000],
    ['Wed, 31 Dec 2025 23:59:00 GMT', 0],
    ['-5', null],
    ['1.5', null],
    ['soon', null],
    ['', null],
    [null, null],
  ])('takes %j for %j ms', (text, expected) => {
    expect(parseRetryAfter(text, NOW)).toBe(expected);
  });
});
