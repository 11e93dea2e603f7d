/** How long after a tail walk the next one is due: soon while something happens, later and later while nothing does. */
export const TAIL_INTERVAL = { shortestMs: 15_000, longestMs: 900_000 } as const;

/**
 * What came in a burst is walked once at its end, not once an event: tails that are asked for leave this long between them, in which
 * upstream comes to show more of it.
 */
export const HASTE_GAP_MS = 2_000;

/**
 * The interval after a tail walk, by the one before and by whether that walk brought anything. Where something was said to happen the one
 * before counts as 0, so that the tail is walked again soon even if upstream didn't show it yet.
 */
export function nextTailInterval(intervalMs: number, hasNews: boolean): number {
  const { shortestMs, longestMs } = TAIL_INTERVAL;
  return hasNews ? shortestMs : Math.min(longestMs, Math.max(shortestMs, intervalMs * 2));
}
