/** What the background is doing for a location: one of its works, or why none. */
export const BACKGROUND_STATES = ['idle', 'tail', 'backfill', 'directory', 'sweep', 'stopped', 'needs-reauthorization', 'failing'] as const;
export type BackgroundState = (typeof BACKGROUND_STATES)[number];

/** The works that a location's claim is held for. */
export type BackgroundActivity = 'tail' | 'backfill' | 'directory' | 'sweep';

/** Where a location's background sync is, over all processes. Dates in epoch ms on the database's clock. */
export interface BackgroundStatus {
  readonly state: BackgroundState;
  /** When the next tail walk is due; null while none will be. */
  readonly nextTailAt: number | null;
  /** Why the last attempt failed, by the code of its error; null when it didn't. */
  readonly lastErrorCode: string | null;
  /** When the last week was last swept for deletions. */
  readonly sweptAt: number | null;
  /** Date of messages down to which older history was swept in this cycle; null at the beginning of one. */
  readonly sweepPlace: number | null;
}
