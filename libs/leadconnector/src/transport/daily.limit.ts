import { RateLimitHeaders } from '../policy/rate-limit-headers';
import { untilNextUtcDayMs, utcDay } from '../policy/utc-day';

/** The daily limit of a location as upstream reports it, forgotten when the day is over. */
export class DailyLimit {
  private day = -1;
  private limit: number | null = null;
  private remaining: number | null = null;

  /** Epoch ms, both. An answer to a request of yesterday says nothing of today. */
  observe({ dailyLimit, dailyRemaining }: RateLimitHeaders, sentAt: number, now: number): void {
    if (utcDay(sentAt) !== utcDay(now)) return;
    const known = this.at(now);
    this.day = utcDay(now);
    this.limit = dailyLimit ?? known.limit;
    // Answers overtake each other, and within a day what remains only falls.
    this.remaining = dailyRemaining === null ? known.remaining : Math.min(dailyRemaining, known.remaining ?? Infinity);
  }

  at(now: number): { readonly limit: number | null; readonly remaining: number | null } {
    return this.day === utcDay(now) ? { limit: this.limit, remaining: this.remaining } : { limit: null, remaining: null };
  }

  /** Ms until something may be sent again: 0, or until the next UTC day when nothing remains of this one. */
  waitMs(now: number): number {
    return this.at(now).remaining === 0 ? untilNextUtcDayMs(now) : 0;
  }
}
