import { CallPriority } from '../calls.types';
import { RateLimitHeaders } from '../policy/rate-limit-headers';
import { untilNextUtcDayMs, utcDay } from '../policy/utc-day';

/** Upstream's documented limit, until it says otherwise. */
const DOCUMENTED_LIMIT = 200_000;

/**
 * Of a day's limit, what a class must leave to those above it. A backfill runs on for hours and can go on tomorrow, so it leaves a fifth;
 * a search that needs a walk fails without it, so that leaves only what callers spend in a while.
 */
const LEFT_TO_OTHERS: Readonly<Record<CallPriority, number>> = { caller: 0, walk: 0.05, backfill: 0.2 };

/** The daily limit of a location: as upstream reports it, else by our own count; forgotten when the day (UTC) is over. Times are epoch ms. */
export class DailyLimit {
  private day = -1;
  private limit: number | null = null;
  private reported: number | null = null;
  /** Sent today, by this process, since it started. */
  private sent = 0;
  /** Sent, and not yet in any report that we have read. */
  private unanswered = 0;

  /** A request leaves. */
  send(now: number): void {
    this.turnTo(now);
    this.sent++;
    this.unanswered++;
  }

  /** It's over, with an answer or without. */
  end(): void {
    this.unanswered--;
  }

  /** It was not sent after all. */
  withdraw(): void {
    this.sent = Math.max(0, this.sent - 1);
    this.unanswered--;
  }

  /** An answer to a request of yesterday says nothing of today. */
  observe({ dailyLimit, dailyRemaining }: RateLimitHeaders, sentAt: number, now: number): void {
    this.turnTo(now);
    if (utcDay(sentAt) !== utcDay(now)) return;
    this.limit = dailyLimit ?? this.limit;
    // Answers overtake each other, and within a day what remains only falls.
    this.reported = dailyRemaining === null ? this.reported : Math.min(dailyRemaining, this.reported ?? Infinity);
  }

  /** Null for what isn't known: nothing was reported today, nor sent by us. */
  at(now: number): { readonly limit: number | null; readonly remaining: number | null } {
    this.turnTo(now);
    const limit = this.limit ?? DOCUMENTED_LIMIT;
    if (this.reported !== null) return { limit, remaining: Math.max(0, this.reported - this.unanswered) };
    return this.sent === 0 ? { limit: this.limit, remaining: null } : { limit, remaining: Math.max(0, limit - this.sent) };
  }

  /** Ms until this class may send again: 0, or until the next UTC day when what remains of this one is left to others. */
  waitMs(now: number, priority: CallPriority): number {
    const { limit, remaining } = this.at(now);
    if (remaining === null) return 0;
    return remaining <= (limit ?? DOCUMENTED_LIMIT) * LEFT_TO_OTHERS[priority] ? untilNextUtcDayMs(now) : 0;
  }

  private turnTo(now: number): void {
    if (this.day === utcDay(now)) return;
    this.day = utcDay(now);
    this.limit = null;
    this.reported = null;
    this.sent = 0;
  }
}
