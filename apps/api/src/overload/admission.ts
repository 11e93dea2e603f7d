/** Even a process that is far behind tries a few requests: it may be past already. */
const LEAST_SHARE = 0.05;
const LESS = 0.85;
const MORE = 0.03;
/** So many looks in a row must find it late: fewer are a burst, or garbage that was collected. */
const LOOKS = 3;

/**
 * How many of the requests are let in while there is more to do than can be done. What comes in beyond that waits longer and longer, until nobody
 * wants its answer any more; so a part is refused at once, just as much that the rest is served in time. While what is there already is late,
 * next to nothing is let in; the share that is let in between is found by trying: it falls at each look that finds things late and no better than
 * before, and rises slowly with those that find them in time.
 */
export class Admission {
  private share = 1;
  private credit = 0;
  private lateLooks = 0;
  private lastDelayMs = 0;

  constructor(private readonly maxDelayMs: number) {}

  /** What a look found: for how long something has waited, at least. */
  observe(delayMs: number): void {
    this.lateLooks = delayMs > this.maxDelayMs ? this.lateLooks + 1 : 0;
    if (this.lateLooks === 0) this.share = Math.min(1, this.share + MORE);
    // While it becomes less, enough is refused already.
    else if (this.isBehind && delayMs >= this.lastDelayMs) this.share = Math.max(LEAST_SHARE, this.share * LESS);
    this.lastDelayMs = delayMs;
  }

  /** Whether one more is let in. Evenly: of a share of a third each third one. */
  admits(): boolean {
    this.credit = Math.min(1, this.credit) + (this.isBehind ? LEAST_SHARE : this.share);
    if (this.credit < 1) return false;
    this.credit -= 1;
    return true;
  }

  get isRefusing(): boolean {
    return this.isBehind || this.share < 1;
  }

  private get isBehind(): boolean {
    return this.lateLooks >= LOOKS;
  }
}
