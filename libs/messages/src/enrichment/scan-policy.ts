import { CONVERSATIONS_PER_PAGE } from '../upstream/page-sizes';

/** How far a scan of conversations, latest message first, has come, and what is still wanted of it. */
export interface ScanState {
  /** The walk's window: conversations with a message in it are needed anyway. */
  readonly walk: { readonly after: number; readonly upTo: number };
  /** Every conversation whose last message is newer than this was seen (epoch ms; Infinity before the first page). */
  readonly position: number;
  /** How many conversations the location has, by upstream's word. */
  readonly total: number | null;
  /** How many conversations of the page in hand are not known yet. */
  readonly missing: number;
  /** How many wanted conversations the last page of the scan brought. */
  readonly lastYield: number;
}

/**
 * Whether the next request should be another page of the scan (100 conversations a request) rather than one for each conversation
 * that is missing: whichever takes fewer requests over the whole walk.
 */
export function shouldScanOn({ walk, position, total, missing, lastYield }: ScanState): boolean {
  if (missing === 0) return false;
  // Above a window of the past lie conversations that the walk never needs: worth it only if reading all costs less.
  if (walk.upTo !== Infinity && position > walk.upTo) return total === null || Math.ceil(total / CONVERSATIONS_PER_PAGE) <= missing;
  // Within the window each page brings a hundred conversations of the walk.
  if (position > walk.after) return true;
  // Below it lie those whose old messages were updated late.
  return missing > 2 && lastYield > 1;
}
