/**
 * At most `limit` requests in any `intervalMs`, as *upstream* counts them, which stamps a request when it arrives: at some
 * moment between our sending it and our reading the answer. So a request counts from the moment it is sent until an interval
 * after its *end*. Proof that this suffices: let R be the last-sent of the requests arriving in an interval. Each other one
 * was sent before R and ended no earlier than the interval's start, hence less than an interval before R left; it was
 * counted when R left, and R left only with fewer than `limit` counted.
 *
 * Pure bookkeeping: the caller gives the time (monotonic ms).
 */
export class SlidingWindow {
  private inFlight = 0;
  /** Expiry bases of ended requests, ascending; those before `head` have left the window. */
  private ends: number[] = [];
  private head = 0;

  constructor(
    public limit: number,
    public intervalMs: number,
  ) {}

  /** Requests counted at `now`. */
  used(now: number): number {
    this.expire(now);
    return this.inFlight + this.ends.length - this.head;
  }

  /** Requests that may leave at `now`; negative after the limit was lowered. */
  free(now: number): number {
    return this.limit - this.used(now);
  }

  start(): void {
    this.inFlight++;
  }

  /** The request is over; `arrivedBy` is the latest time at which upstream can have stamped it. */
  end(arrivedBy: number): void {
    this.inFlight--;
    this.count(1, arrivedBy);
  }

  /** The request was not sent after all. */
  withdraw(): void {
    this.inFlight--;
  }

  /**
   * Upstream says how many are left. When these are fewer than we have left ourselves, whichever of those in flight upstream had seen, then
   * others used the rest.
   */
  leaveAtMost(remaining: number | null, now: number): void {
    const byOthers = remaining === null ? 0 : this.free(now) - remaining;
    if (byOthers > 0) this.count(byOthers, now);
  }

  /** How long ago each that ended and still counts did so: ms before `now`, less than 0 for one that was given up a moment ago. */
  endedAgo(now: number): number[] {
    this.expire(now);
    return this.ends.slice(this.head).map((end) => now - end);
  }

  /** Counts requests that others of the same app and location have sent. */
  count(requests: number, arrivedBy: number): void {
    for (let index = 0; index < requests; index++) {
      let at = this.ends.length;
      this.ends.push(arrivedBy);
      // Ascending but for the abandoned, which end a little in the future: a step or two of insertion sort.
      for (; at > this.head && (this.ends[at - 1] ?? 0) > arrivedBy; at--) this.ends[at] = this.ends[at - 1] ?? 0;
      this.ends[at] = arrivedBy;
    }
  }

  /**
   * A lower bound for the time from `now` until the `place`-th (from 1) of those who wait may leave. What counts now frees one slot
   * each; after those, slots come from waiters who have left before, `limit` places ahead, an interval after they did.
   */
  waitMs(place: number, now: number): number {
    const counted = this.used(now);
    const missing = place + counted - this.limit;
    const rounds = Math.max(0, Math.ceil((missing - counted) / this.limit));
    const slot = missing - rounds * this.limit;
    return (slot <= 0 ? 0 : this.slotMs(slot, now)) + rounds * this.span;
  }

  /** Time from `now` until nothing counts any more; a lower bound while requests are in flight. */
  resetMs(now: number): number {
    if (this.inFlight > 0) return this.span;
    this.expire(now);
    const last = this.ends.at(-1);
    return last === undefined || this.head === this.ends.length ? 0 : last + this.span - now;
  }

  /** One more than the interval, since stamps and limits are in whole ms, cut off. */
  private get span(): number {
    return this.intervalMs + 1;
  }

  /** Until the `slot`-th of those that count is free; one in flight ends now at the earliest. */
  private slotMs(slot: number, now: number): number {
    const freeing = this.ends[this.head + slot - 1];
    return freeing === undefined ? this.span : freeing + this.span - now;
  }

  private expire(now: number): void {
    while (this.head < this.ends.length && (this.ends[this.head] ?? 0) + this.span <= now) this.head++;
    if (this.head > 64 && this.head * 2 > this.ends.length) {
      this.ends = this.ends.slice(this.head);
      this.head = 0;
    }
  }
}
