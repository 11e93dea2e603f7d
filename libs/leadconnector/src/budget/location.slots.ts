import { CallPriority } from '../calls.types';
import { RateLimitHeaders } from '../policy/rate-limit-headers';

/** How many requests of each class wait for a slot. */
export type Waiting = Readonly<Record<CallPriority, number>>;

/** The right to send one request; given back by `end` or `withdraw`. */
export interface Slot {
  readonly id: string;
}

/**
 * The slots of one location: as many as its limit allows, each counting from before its request is sent until an interval after its answer.
 * Times are ms; points in time are on the monotonic clock.
 */
export interface LocationSlots {
  /** As upstream last said. */
  readonly limit: number;
  readonly intervalMs: number;
  /** One that is to be had at once, or null. */
  take(): Slot | null;
  /** Tells who waits, which is what there will be slots for; whoever listens for changes hears when some may have come. */
  want(waiting: Waiting): void;
  /** The request is over; upstream can't have stamped it after `arrivedBy`. */
  end(slot: Slot, arrivedBy: number): void;
  /** The request was not sent. */
  withdraw(slot: Slot): void;
  /** What upstream said with an answer. */
  observe(headers: RateLimitHeaders): void;
  /** Lets all who share the location be quiet for so long. */
  pause(ms: number): void;
  /** How long others have asked for quiet. */
  pausedMs(): number;
  /** A lower bound for the wait of the `place`-th in line, from 1. */
  waitMs(place: number): number;
  /** When to try again unasked; Infinity when a change will be told. */
  retryMs(): number;
  /** Slots that could be had now, as far as is known. */
  free(): number;
  /** Until nothing counts any more; a lower bound while requests are in flight. */
  resetMs(): number;
  /** Nothing counts: forgetting them breaks no promise. */
  isIdle(): boolean;
}

/** Whom the slots of all locations come from. */
export interface RateBudgetSource {
  /** `onChange` is called when slots may have become free unforeseen. */
  slotsOf(locationId: string, onChange: () => void): LocationSlots;
  close(): void;
}

export const NOBODY: Waiting = { caller: 0, walk: 0, backfill: 0 };
