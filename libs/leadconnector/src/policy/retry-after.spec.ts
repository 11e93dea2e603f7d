import { parseRetryAfter } from './retry-after';

const NOW = Date.UTC(2026, 0, 1);

describe('parseRetryAfter', () => {
  it.each([
    ['3', 3_000],
    [' 0 ', 0],
    ['Thu, 01 Jan 2026 00:00:05 GMT', 5_000],
    ['Wed, 31 Dec 2025 23:59:00 GMT', 0],
    ['99999999999999999999', 86_400_000],
    ['Fri, 01 Jan 2027 00:00:00 GMT', 86_400_000],
  ])('understands %j as %d ms', (text, expected) => {
    expect(parseRetryAfter({ 'retry-after': text }, NOW)).toBe(expected);
  });

  it.each([undefined, '', 'soon', '-5', '1.5', ['1', '2']])('takes %j for no answer', (text) => {
    expect(parseRetryAfter({ 'retry-after': text }, NOW)).toBeNull();
  });
});
