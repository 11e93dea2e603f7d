import { Window } from '../model/window';

const DAY_MS = 86_400_000;
/** What is younger is swept daily: most deletions are of late. */
const RECENT_MS = 7 * DAY_MS;
/** How much older history one step sweeps. */
const STEP_MS = 7 * DAY_MS;
/** All of it within 30 days, two of them for processes that were down. */
const CYCLE_MS = 28 * DAY_MS;

/** How long ago the location was swept, and how far; by the database's clock. */
export interface SweepState {
  /** Since the recent history was. */
  readonly sweptAgeMs: number;
  /** Since the last step through older history. */
  readonly stepAgeMs: number;
  /** What lies above it (epoch ms) was swept in this cycle; null at the beginning of one. */
  readonly place: number | null;
}

/** What there is to sweep: from the oldest message (Infinity without any) up to what is covered. Epoch ms. */
export interface SweepableHistory {
  readonly oldest: number;
  readonly asOf: number;
}

export type DueSweep =
  | { readonly kind: 'recent'; readonly window: Window }
  /** `nextPlace` is where the next step begins, null for the beginning of a new cycle. */
  | { readonly kind: 'step'; readonly window: Window; readonly nextPlace: number | null };

/** The sweep that is due now, or null. */
export function dueSweep(state: SweepState, { oldest, asOf }: SweepableHistory): DueSweep | null {
  const top = asOf - RECENT_MS;
  if (state.sweptAgeMs >= DAY_MS) return { kind: 'recent', window: { after: top, upTo: asOf } };
  if (state.stepAgeMs < stepEveryMs({ oldest, asOf })) return null;
  const upTo = Math.min(state.place ?? top, top);
  const after = upTo - STEP_MS;
  // The lowest window is open below: whatever lies there belongs to it.
  if (after <= oldest) return { kind: 'step', window: { after: -Infinity, upTo }, nextPlace: null };
  return { kind: 'step', window: { after, upTo }, nextPlace: after };
}

/** How often a step must be taken so that all of older history is swept in one cycle; Infinity when there is none. */
export function stepEveryMs({ oldest, asOf }: SweepableHistory): number {
  const steps = Math.ceil((asOf - RECENT_MS - oldest) / STEP_MS);
  return steps <= 0 ? Infinity : Math.min(DAY_MS, CYCLE_MS / steps);
}
