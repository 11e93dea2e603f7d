import { Coverage, isCovered, missingWindows } from '../model/coverage';
import { Channel } from '../model/message-type';
import { intersectWindows, Window } from '../model/window';

/** What is known of a channel, as far as it decides what must be walked. */
export interface KnownState {
  readonly coverage: Coverage;
  readonly asOf: number | null;
  readonly tailWalkedAt: number | null;
}

/** What a search asks of a channel. Times in epoch ms. */
export interface Demand {
  readonly window: Window;
  readonly requestedAt: number;
  /** A tail walk begun before this is too old. */
  readonly freshSince: number;
  readonly settlingLagMs: number;
}

/** A part of history to walk. */
export interface Need {
  readonly window: Window;
  /** Whether what is stored is complete without it, only as of an earlier moment. */
  readonly isRefresh: boolean;
}

/** A need, and of which channel. */
export interface ChannelNeed extends Need {
  readonly channel: Channel;
}

/** What must be walked before the demand is met, newest first; nothing when it is met. */
export function neededWalks(state: KnownState, demand: Demand): readonly Need[] {
  const { window, requestedAt, settlingLagMs } = demand;
  if (state.asOf === null) {
    // The first walk of a location reads just the window; from then on tails tell what changed since.
    const reachesNow = window.upTo >= requestedAt - settlingLagMs;
    return [{ isRefresh: false, window: { after: window.after, upTo: reachesNow ? Infinity : window.upTo } }];
  }
  const tail: Need[] = isFresh(state, demand) ? [] : [{ isRefresh: true, window: { after: state.asOf, upTo: Infinity } }];
  return [...tail, ...gaps(state, window).map((gap): Need => ({ isRefresh: false, window: gap }))];
}

/** Whether every message of the window is stored, as far as anything is promised yet (up to asOf). */
export function isComplete(state: KnownState, window: Window): boolean {
  const promised = state.asOf === null ? null : intersectWindows(window, { after: -Infinity, upTo: state.asOf });
  return state.asOf !== null && (promised === null || isCovered(state.coverage, promised));
}

function gaps({ coverage, asOf }: KnownState, window: Window): readonly Window[] {
  const promised = asOf === null ? null : intersectWindows(window, { after: -Infinity, upTo: asOf });
  return promised === null ? [] : missingWindows(coverage, promised);
}

/** A walk that seems to lie in the future is of a clock that was set back since: it can't be trusted to be recent. */
function isFresh({ tailWalkedAt }: KnownState, { requestedAt, freshSince }: Demand): boolean {
  return tailWalkedAt !== null && tailWalkedAt >= freshSince && tailWalkedAt <= requestedAt + CLOCK_TOLERANCE_MS;
}

/** A tail walked while the request waited is newer than the request; longer than any request waits is a clock's fault. */
const CLOCK_TOLERANCE_MS = 120_000;
