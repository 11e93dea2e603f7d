import { parseRateLimitHeaders } from './rate-limit-headers';

describe('parseRateLimitHeaders', () => {
  it('reads all five headers', () => {
    const headers = {
      'x-ratelimit-max': '100',
      'x-ratelimit-remaining': '0',
      'x-ratelimit-interval-milliseconds': '10000',
      'x-ratelimit-limit-daily': '200000',
      'x-ratelimit-daily-remaining': '199999',
    };
    expect(parseRateLimitHeaders(headers)).toEqual({
      limit: 100,
      remaining: 0,
      intervalMs: 10_000,
      dailyLimit: 200_000,
      dailyRemaining: 199_999,
    });
  });

  it.each(['', 'many', '-1', '1.5', '1e3', '0x10', 'Infinity', '9999999999999999', ['1'], undefined])(
    'takes %j for nothing said',
    (text) => {
      const headers = { 'x-ratelimit-max': text, 'x-ratelimit-remaining': text, 'x-ratelimit-daily-remaining': text };
      expect(Object.values(parseRateLimitHeaders(headers))).toEqual([null, null, null, null, null]);
    },
  );

  it('does not believe a limit or interval that would stop it for good', () => {
    const headers = { 'x-ratelimit-max': '0', 'x-ratelimit-interval-milliseconds': '99999999' };
    expect(parseRateLimitHeaders(headers)).toMatchObject({ limit: null, intervalMs: null });
  });
});
