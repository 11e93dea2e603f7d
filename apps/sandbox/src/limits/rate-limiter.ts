import { Clock } from '../clock';
import { RateLimit } from '../options';
import { SlidingWindow } from './sliding-window';

/** What a location whose limit is switched off reports. */
const PRACTICALLY_UNLIMITED: RateLimit = { max: 1_000_000, intervalMs: 10_000, daily: 1_000_000 };
const DAY_MS = 86_400_000;

interface Usage {
  readonly window: SlidingWindow;
  day: number;
  usedToday: number;
}

/** Upstream's limits, kept per location. A refused request uses up nothing. */
export class RateLimiter {
  readonly #usage = new Map<string, Usage>();
  readonly #limit: RateLimit;
  readonly #refuses: boolean;

  constructor(
    private readonly clock: Clock,
    limit: RateLimit | false,
  ) {
    this.#limit = limit || PRACTICALLY_UNLIMITED;
    this.#refuses = limit !== false;
  }

  /** Counts a request; false if the location is over a limit. */
  admit(locationId: string): boolean {
    if (!this.#refuses) return true;
    const now = this.clock.now();
    const usage = this.#of(locationId);
    if (usage.window.count(now) >= this.#limit.max || usage.usedToday >= this.#limit.daily) return false;
    usage.window.record(now);
    usage.usedToday += 1;
    return true;
  }

  /** The headers of every answer; without a location (refused tokens) they show an untouched budget. */
  headers(locationId: string | undefined): Record<string, string> {
    const usage = this.#refuses && locationId !== undefined ? this.#of(locationId) : undefined;
    const { max, intervalMs, daily } = this.#limit;
    return {
      'X-RateLimit-Limit-Daily': String(daily),
      'X-RateLimit-Daily-Remaining': String(daily - (usage?.usedToday ?? 0)),
      'X-RateLimit-Interval-Milliseconds': String(intervalMs),
      'X-RateLimit-Max': String(max),
      'X-RateLimit-Remaining': String(max - (usage?.window.count(this.clock.now()) ?? 0)),
    };
  }

  #of(locationId: string): Usage {
    const day = Math.floor(this.clock.now() / DAY_MS);
    let usage = this.#usage.get(locationId);
    if (!usage) this.#usage.set(locationId, (usage = { window: new SlidingWindow(this.#limit.intervalMs), day, usedToday: 0 }));
    if (usage.day !== day) Object.assign(usage, { day, usedToday: 0 });
    return usage;
  }
}
