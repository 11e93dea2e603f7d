import { ResponseHeaders, wholeNumber } from './headers';

/** What upstream says of the budget; null for what is absent or makes no sense. */
export interface RateLimitHeaders {
  readonly limit: number | null;
  readonly remaining: number | null;
  readonly intervalMs: number | null;
  readonly dailyLimit: number | null;
  readonly dailyRemaining: number | null;
}

/** Bounds within which a limit is believed: a header must be able neither to stop us for good nor to make the log endless. */
const MAX_LIMIT = 1_000_000;
const MAX_INTERVAL_MS = 3_600_000;

/** Reads the `X-RateLimit-*` headers, which come with every answer. */
export function parseRateLimitHeaders(headers: ResponseHeaders): RateLimitHeaders {
  return {
    limit: between(1, MAX_LIMIT, wholeNumber(headers, 'x-ratelimit-max')),
    remaining: wholeNumber(headers, 'x-ratelimit-remaining'),
    intervalMs: between(1, MAX_INTERVAL_MS, wholeNumber(headers, 'x-ratelimit-interval-milliseconds')),
    dailyLimit: wholeNumber(headers, 'x-ratelimit-limit-daily'),
    dailyRemaining: wholeNumber(headers, 'x-ratelimit-daily-remaining'),
  };
}

function between(low: number, high: number, value: number | null): number | null {
  return value !== null && value >= low && value <= high ? value : null;
}
