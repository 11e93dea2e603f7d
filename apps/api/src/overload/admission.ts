/** Even a process that is far behind tries a few requests: it may be past already. */
const LEAST_SHARE = 0.05;
const LESS = 0.7;
const MORE = 0.05;

/**
 * How many of the requests are let in while there is more to do than can be done. What comes in beyond that waits longer and longer, until nobody
 * wants its answer any more; so a part is refused at once, just as much that the rest is served in time. The share falls by a third
 * with each look at which the process was late, and rises slowly when it isn't.
 */
export class Admission {
  private share = 1;
  private credit = 0;
  private wasLate = false;

  constructor(private readonly maxDelayMs: number) {}

  /** What a look found. A single late one is no more than a burst, or garbage that was collected. */
  observe(delayMs: number): void {
    const isLate = delayMs > this.maxDelayMs;
    if (isLate && this.wasLate) this.share = Math.max(LEAST_SHARE, this.share * LESS);
    if (!isLate) this.share = Math.min(1, this.share + MORE);
    this.wasLate = isLate;
  }

  /** Whether one more is let in. Evenly: of a share of a third each third one. */
  admits(): boolean {
    this.credit = Math.min(1, this.credit) + this.share;
    if (this.credit < 1) return false;
    this.credit -= 1;
    return true;
  }

  get isRefusing(): boolean {
    return this.share < 1;
  }
}
