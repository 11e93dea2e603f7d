const LEAST_MARGIN_MS = 300_000;

/**
 * How long after it was given out a token is refreshed: when a tenth of its life is left, or five minutes if that is more; of a token that
 * lives for less than ten minutes, at half its life.
 */
export function refreshAfterMs(lifeMs: number): number {
  const marginMs = Math.min(lifeMs / 2, Math.max(lifeMs / 10, LEAST_MARGIN_MS));
  return Math.floor(lifeMs - marginMs);
}
