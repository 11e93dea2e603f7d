/**
 * A range of dateUpdated, half-open: after its lower bound, up to and including its upper bound.
 * Both are epoch milliseconds; `after` may be -Infinity (all history), `upTo` Infinity (whatever comes).
 */
export interface Window {
  readonly after: number;
  readonly upTo: number;
}

/** Everything there is. */
export const ALL_TIME: Window = { after: -Infinity, upTo: Infinity };

/** Whether no date can lie in the window. */
export function isEmptyWindow(window: Window): boolean {
  return window.upTo <= window.after;
}

/** What both windows have in common, or null when that is nothing. */
export function intersectWindows(a: Window, b: Window): Window | null {
  const common = { after: Math.max(a.after, b.after), upTo: Math.min(a.upTo, b.upTo) };
  return isEmptyWindow(common) ? null : common;
}

/** Whether every date of `inner` lies in `outer`. An empty window lies in any. */
export function windowContains(outer: Window, inner: Window): boolean {
  return isEmptyWindow(inner) || (outer.after <= inner.after && inner.upTo <= outer.upTo);
}
