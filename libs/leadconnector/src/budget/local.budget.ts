import { RateLimitHeaders } from '../policy/rate-limit-headers';
import { SlidingWindow } from '../policy/sliding-window';
import { Clock } from '../runtime';
import { LocationSlots, RateBudgetSource, Slot } from './location.slots';

/** One is like the other. */
const SLOT: Slot = { id: 'local' };

/** The budget of a process that shares it with nobody, or with others of whom it learns by upstream's headers only. */
export class LocalBudget implements RateBudgetSource {
  constructor(
    private readonly rateLimit: { readonly max: number; readonly intervalMs: number },
    private readonly clock: Clock,
  ) {}

  slotsOf(): LocationSlots {
    return new LocalSlots(new SlidingWindow(this.rateLimit.max, this.rateLimit.intervalMs), this.clock);
  }

  close(): void {
    return;
  }
}

class LocalSlots implements LocationSlots {
  constructor(
    private readonly window: SlidingWindow,
    private readonly clock: Clock,
  ) {}

  get limit(): number {
    return this.window.limit;
  }

  get intervalMs(): number {
    return this.window.intervalMs;
  }

  take(): Slot | null {
    if (this.free() <= 0) return null;
    this.window.start();
    return SLOT;
  }

  want(): void {
    return;
  }

  end(_slot: Slot, arrivedBy: number): void {
    this.window.end(arrivedBy);
  }

  withdraw(): void {
    this.window.withdraw();
  }

  observe(headers: RateLimitHeaders): void {
    const now = this.clock.monotonic();
    this.window.limit = headers.limit ?? this.window.limit;
    this.window.intervalMs = headers.intervalMs ?? this.window.intervalMs;
    this.window.leaveAtMost(headers.remaining, now);
  }

  pause(): void {
    return;
  }

  pausedMs(): number {
    return 0;
  }

  waitMs(place: number): number {
    return this.window.waitMs(place, this.clock.monotonic());
  }

  retryMs(): number {
    return this.waitMs(1);
  }

  free(): number {
    return this.window.free(this.clock.monotonic());
  }

  resetMs(): number {
    return this.window.resetMs(this.clock.monotonic());
  }

  isIdle(): boolean {
    return this.window.used(this.clock.monotonic()) === 0;
  }
}
