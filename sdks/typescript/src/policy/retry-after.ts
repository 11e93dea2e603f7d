/** A day: nobody means more, and a timer must not overflow. */
const MAX_MS = 86_400_000;

/**
 * `Retry-After` in ms from `now` (epoch ms): seconds or an HTTP date (RFC 9110, 10.2.3). Null when absent or not understood; a date that
 * has passed is 0.
 */
export function parseRetryAfter(text: string | null, now: number): number | null {
  if (text === null) return null;
  if (/^\s*\d+\s*$/.test(text)) return Math.min(Number(text) * 1000, MAX_MS);
  // A letter is asked for because Date.parse takes "-5" and "1.5" for dates.
  const date = /[a-z]{3}/i.test(text) ? Date.parse(text) : NaN;
  return Number.isNaN(date) ? null : Math.min(Math.max(date - now, 0), MAX_MS);
}
