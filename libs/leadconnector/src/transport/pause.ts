const FIRST_MS = 1_000;
const LONGEST_MS = 60_000;

/** How long a location stays quiet after 429s. Times on the monotonic clock. */
export class Pause {
  private until = -Infinity;
  private declaredAt = -Infinity;
  private streak = 0;

  /**
   * A 429 came at `now` for a request that left at `sentAt`. The requests that were under way together get their 429s together:
   * that is one refusal and lengthens the next pause once.
   */
  refused(sentAt: number, now: number, retryAfterMs: number | null, windowMs: number): void {
    if (sentAt >= this.declaredAt) {
      this.streak++;
      this.declaredAt = now;
    }
    const growing = Math.min(FIRST_MS * 2 ** (this.streak - 1), LONGEST_MS);
    // A Retry-After of 0 is taken for none: what was refused a moment ago would be refused again.
    this.until = Math.max(this.until, now + (retryAfterMs || Math.max(growing, windowMs)));
  }

  /** A request that left at `sentAt` was let through; one from before the pause proves nothing. */
  accepted(sentAt: number): void {
    if (sentAt >= this.declaredAt) this.streak = 0;
  }

  waitMs(now: number): number {
    return Math.max(0, this.until - now);
  }
}
