import { isEmptyWindow, Window } from './window';

/**
 * Coverage is a set of windows of which every message is stored, enriched. In canonical form the windows are disjoint,
 * not adjacent, non-empty and in ascending order: the form in which PostgreSQL's tstzmultirange keeps the same set.
 */
export type Coverage = readonly Window[];

/** The canonical form of any windows, in any order, overlapping or not. */
export function toCoverage(windows: Iterable<Window>): Coverage {
  const ascending = [...windows].filter((window) => !isEmptyWindow(window)).sort((a, b) => a.after - b.after || a.upTo - b.upTo);
  const merged: Window[] = [];
  for (const window of ascending) {
    const last = merged.at(-1);
    // `(a, b]` and `(b, c]` share no date and leave none out between them, so they are one window.
    if (last && window.after <= last.upTo) merged[merged.length - 1] = { after: last.after, upTo: Math.max(last.upTo, window.upTo) };
    else merged.push(window);
  }
  return merged;
}

/** What of `wanted` is not covered, newest first: the order in which it is walked. */
export function missingWindows(coverage: Coverage, wanted: Window): readonly Window[] {
  const missing: Window[] = [];
  let { after } = wanted;
  for (const covered of coverage) {
    if (covered.upTo <= after) continue;
    if (covered.after >= wanted.upTo) break;
    if (covered.after > after) missing.push({ after, upTo: Math.min(covered.after, wanted.upTo) });
    after = covered.upTo;
  }
  if (after < wanted.upTo) missing.push({ after, upTo: wanted.upTo });
  return missing.reverse();
}

/** Whether every date of the window is covered. */
export function isCovered(coverage: Coverage, wanted: Window): boolean {
  return isEmptyWindow(wanted) || missingWindows(coverage, wanted).length === 0;
}
