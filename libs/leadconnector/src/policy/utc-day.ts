const DAY_MS = 86_400_000;

/** Days since the epoch. */
export function utcDay(now: number): number {
  return Math.floor(now / DAY_MS);
}

/** Ms from `now` (epoch ms) until the next UTC day, when the daily limit starts anew. */
export function untilNextUtcDayMs(now: number): number {
  return (utcDay(now) + 1) * DAY_MS - now;
}
