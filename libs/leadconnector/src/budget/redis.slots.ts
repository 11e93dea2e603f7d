import { RateLimitHeaders } from '../policy/rate-limit-headers';
import { SlidingWindow } from '../policy/sliding-window';
import { Clock } from '../runtime';
import { BudgetSession } from './budget.session';
import { LocationSlots, Slot, Waiting } from './location.slots';
import { capacityOf, reserveOf, shareOf } from './shares';
import { Bounds, SlotExchange } from './slot.exchange';

/** What a location's slots need of the budget that they belong to. */
export interface RedisSlotsParts {
  readonly session: BudgetSession;
  readonly clock: Clock;
  readonly rateLimit: { readonly max: number; readonly intervalMs: number };
  readonly exchangeFor: (onAnswer: () => void) => SlotExchange;
  /** Tells that there is something here to look after. */
  readonly onUse: (slots: RedisSlots) => void;
  readonly onChange: () => void;
}

/** The slots of one location: shared through Redis, and while that is lost, this process's own part of them. */
export class RedisSlots implements LocationSlots {
  limit: number;
  /** Everything this process has sent, wherever the slot came from. */
  private readonly own: SlidingWindow;
  /** What of it came out of what is kept back. */
  private readonly kept: SlidingWindow;
  private readonly inFlight = new Map<string, 'kept' | 'other'>();
  private readonly exchange: SlotExchange;
  private isWanted = false;
  /** Requests that counted and weren't of this process, when Redis last told. */
  private byOthers = 0;

  constructor(private readonly parts: RedisSlotsParts) {
    const { max, intervalMs } = parts.rateLimit;
    this.limit = max;
    this.own = new SlidingWindow(max, intervalMs);
    this.kept = new SlidingWindow(0, intervalMs);
    this.exchange = parts.exchangeFor(() => this.hear());
  }

  get intervalMs(): number {
    return this.own.intervalMs;
  }

  take(): Slot | null {
    const phase = this.phase();
    if (phase === 'shared') {
      const id = this.inFlight.size < this.share ? this.exchange.take() : undefined;
      return id === undefined ? null : this.start(id, 'other');
    }
    const isThere = phase === 'share' ? this.own.free(this.now) > 0 : phase === 'reserve' && this.kept.free(this.now) > 0;
    if (!isThere) return null;
    const { session } = this.parts;
    return this.start(session.slotId(session.reserveNumbers(1)), phase === 'reserve' ? 'kept' : 'other');
  }

  want(waiting: Waiting): void {
    this.isWanted = waiting.caller + waiting.walk + waiting.backfill > 0;
    if (this.isWanted) this.parts.onUse(this);
    if (this.parts.session.isHere) this.exchange.want(waiting, this.bounds);
  }

  end({ id }: Slot, arrivedBy: number): void {
    this.own.end(arrivedBy);
    if (this.inFlight.get(id) === 'kept') this.kept.end(arrivedBy);
    this.inFlight.delete(id);
    // While Redis is lost nothing is noted: it's told everything when it's back.
    if (!this.parts.session.isAway) this.exchange.end(id, arrivedBy);
  }

  withdraw({ id }: Slot): void {
    this.own.withdraw();
    if (this.inFlight.get(id) === 'kept') this.kept.withdraw();
    this.inFlight.delete(id);
    if (!this.parts.session.isAway) this.exchange.withdraw(id);
  }

  observe({ limit, intervalMs, remaining }: RateLimitHeaders): void {
    this.limit = limit ?? this.limit;
    this.own.intervalMs = this.kept.intervalMs = intervalMs ?? this.intervalMs;
    if (remaining === null) return;
    // Together the processes know which requests are theirs, each for itself doesn't; it can only heed that less is left than it would take.
    if (this.phase() === 'shared') this.exchange.sawCounted(this.limit - remaining);
    else this.own.leaveAtMost(remaining, this.now);
  }

  pause(ms: number): void {
    this.exchange.pause(ms);
  }

  pausedMs(): number {
    return Math.max(0, (this.exchange.outlook?.pausedUntil ?? 0) - this.now);
  }

  waitMs(place: number): number {
    const phase = this.phase();
    if (phase === 'shared') return this.exchange.waitMs(place);
    // Redis may be back before a reserve is spent, so nobody is sent away for that.
    return phase === 'share' ? this.own.waitMs(place, this.now) : 0;
  }

  retryMs(): number {
    const phase = this.phase();
    if (phase === 'shared') return this.inFlight.size < this.share ? this.exchange.retryMs() : Infinity;
    const ends = this.parts.session.phaseEndsAt(this.intervalMs) - this.now;
    if (phase === 'held') return ends;
    return phase === 'share' ? this.own.waitMs(1, this.now) : Math.min(ends, this.reserve > 0 ? this.kept.waitMs(1, this.now) : Infinity);
  }

  free(): number {
    const phase = this.phase();
    if (phase === 'share') return this.own.free(this.now);
    if (phase !== 'shared') return this.kept.free(this.now);
    const { outlook } = this.exchange;
    const isFresh = outlook !== null && this.now < outlook.at + this.intervalMs;
    const left = isFresh ? outlook.capacity - this.byOthers : capacityOf(this.limit);
    return left - this.own.used(this.now);
  }

  resetMs(): number {
    return this.own.resetMs(this.now);
  }

  isIdle(): boolean {
    return this.own.used(this.now) === 0 && !this.isWanted && !this.exchange.hasNews;
  }

  /** Tells Redis what it hasn't been told, and tries again for those who wait. */
  async tell(): Promise<void> {
    await this.exchange.tell(this.bounds);
  }

  /** All that this process has sent and that still counts: ids of those in flight, and how many ms ago the others ended. */
  takeStock(): { readonly inFlight: readonly string[]; readonly endedAgo: readonly number[] } {
    this.exchange.clear();
    return { inFlight: [...this.inFlight.keys()], endedAgo: this.own.endedAgo(this.now).map(Math.floor) };
  }

  /** Redis is lost. */
  lose(): void {
    this.exchange.clear();
  }

  notify(): void {
    this.parts.onChange();
  }

  private hear(): void {
    const { outlook, atHand } = this.exchange;
    if (outlook) this.byOthers = Math.max(0, outlook.counted - this.own.used(this.now) - atHand);
    this.parts.onChange();
  }

  private start(id: string, kind: 'kept' | 'other'): Slot {
    this.parts.onUse(this);
    this.own.start();
    if (kind === 'kept') this.kept.start();
    this.inFlight.set(id, kind);
    return { id };
  }

  private get now(): number {
    return this.parts.clock.monotonic();
  }

  private get share(): number {
    return shareOf(this.limit, this.parts.session.processes);
  }

  private get reserve(): number {
    return reserveOf(this.limit, this.parts.session.processes);
  }

  /**
   * No process has more in flight than its share. When Redis is lost, what it had handed out before may be stamped late, but is then in flight: so even that
   * is never more than the share that is taken for granted.
   */
  private get bounds(): Bounds {
    const room = Math.max(0, this.share - this.inFlight.size - this.exchange.atHand);
    return { capacity: capacityOf(this.limit), intervalMs: this.intervalMs, room };
  }

  private phase(): ReturnType<BudgetSession['phase']> {
    this.own.limit = this.share;
    this.kept.limit = this.reserve;
    return this.parts.session.phase(this.intervalMs);
  }
}
