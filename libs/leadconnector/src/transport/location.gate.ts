import { RateBudget } from '../calls.types';
import { LeadConnectorError } from '../errors';
import { ResponseHeaders } from '../policy/headers';
import { parseRateLimitHeaders } from '../policy/rate-limit-headers';
import { parseRetryAfter } from '../policy/retry-after';
import { SlidingWindow } from '../policy/sliding-window';
import { Runtime } from '../runtime';
import { DailyLimit } from './daily.limit';
import { Pause } from './pause';
import { TransportRequest } from './transport.types';

/** A request that was given up may still be on its way to upstream for about this long. */
const STRAGGLING_MS = 1_000;

interface Waiter {
  readonly request: TransportRequest;
  readonly grant: () => void;
  readonly refuse: (error: Error) => void;
}

/** The right to send one request; to be given back by exactly one of its two methods. */
export interface Permit {
  answered(status: number, headers: ResponseHeaders): void;
  failed(): void;
}

/** Lets the requests of one location through: in order, within the window, and not at all while paused. */
export class LocationGate {
  private readonly window: SlidingWindow;
  private readonly pause = new Pause();
  private readonly daily = new DailyLimit();
  /** In order of arrival; a Set, so that one that is cancelled leaves in constant time. */
  private readonly waiters = new Set<Waiter>();
  private wakeAt = Infinity;
  private alarm = new AbortController();

  constructor(
    rateLimit: { readonly max: number; readonly intervalMs: number },
    private readonly runtime: Runtime,
  ) {
    this.window = new SlidingWindow(rateLimit.max, rateLimit.intervalMs);
  }

  /** Resolves when the request may leave. Rejects at once, with `rate-limited`, when that can't be before its deadline. */
  async enter(request: TransportRequest): Promise<Permit> {
    request.signal.throwIfAborted();
    // The alarm may be late, and those in line come first.
    this.pump();
    const waitMs = this.waitMs(this.waiters.size + 1);
    if (waitMs > 0) await this.queue(request, waitMs);
    else this.window.start();
    return this.permit();
  }

  budget(): RateBudget {
    const { clock } = this.runtime;
    const now = clock.monotonic();
    const { limit, intervalMs } = this.window;
    const { limit: dailyLimit, remaining: dailyRemaining } = this.daily.at(clock.now());
    const blockedMs = this.blockedMs();
    const remaining = blockedMs > 0 ? 0 : Math.max(0, this.window.free(now));
    return { limit, remaining, intervalMs, resetMs: Math.ceil(Math.max(blockedMs, this.window.resetMs(now))), dailyLimit, dailyRemaining };
  }

  /** Nobody waits, nothing counts, nothing is held back: forgetting this location breaks no promise. */
  isIdle(): boolean {
    return this.waiters.size === 0 && this.blockedMs() === 0 && this.window.used(this.runtime.clock.monotonic()) === 0;
  }

  private queue(request: TransportRequest, waitMs: number): Promise<void> {
    if (this.runtime.clock.monotonic() + waitMs >= request.deadline) return Promise.reject(refusal(request, waitMs));
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        this.waiters.delete(waiter);
        if (this.waiters.size === 0) this.disarm();
        request.signal.removeEventListener('abort', onAbort);
      };
      const waiter: Waiter = { request, grant: () => (leave(), resolve()), refuse: (error) => (leave(), reject(error)) };
      const onAbort = (): void => waiter.refuse(request.signal.reason as Error);
      this.waiters.add(waiter);
      request.signal.addEventListener('abort', onAbort);
      this.arm();
    });
  }

  private permit(): Permit {
    const { clock } = this.runtime;
    const sentAt = { wall: clock.now(), monotonic: clock.monotonic() };
    return {
      answered: (status, headers) => {
        const now = clock.monotonic();
        this.window.end(now);
        this.observe(headers, now);
        this.daily.observe(parseRateLimitHeaders(headers), sentAt.wall, clock.now());
        if (status === 429) this.pause.refused(sentAt.monotonic, now, parseRetryAfter(headers, clock.now()), this.window.waitMs(1, now));
        else this.pause.accepted(sentAt.monotonic);
        this.refuseHopeless();
        this.pump();
      },
      failed: () => {
        this.window.end(clock.monotonic() + STRAGGLING_MS);
        this.pump();
      },
    };
  }

  private observe(headers: ResponseHeaders, now: number): void {
    const { limit, intervalMs, remaining } = parseRateLimitHeaders(headers);
    this.window.limit = limit ?? this.window.limit;
    this.window.intervalMs = intervalMs ?? this.window.intervalMs;
    // Less is left than we have used ourselves, whichever of those in flight upstream had seen: others used the rest.
    const byOthers = remaining === null ? 0 : this.window.free(now) - remaining;
    if (byOthers > 0) this.window.count(byOthers, now);
  }

  private pump(): void {
    for (const waiter of this.waiters) {
      if (this.waitMs(1) > 0) break;
      this.window.start();
      waiter.grant();
    }
    this.arm();
  }

  /** One alarm for the first in line; one that rings too early finds nothing to do and is set again. */
  private arm(): void {
    if (this.waiters.size === 0) return;
    const { clock, sleep } = this.runtime;
    const wakeAt = clock.monotonic() + this.waitMs(1);
    if (wakeAt >= this.wakeAt) return;
    this.disarm();
    const alarm = (this.alarm = new AbortController());
    this.wakeAt = wakeAt;
    sleep(Math.ceil(wakeAt - clock.monotonic()), alarm.signal).then(
      () => {
        if (alarm !== this.alarm) return;
        this.wakeAt = Infinity;
        this.refuseHopeless();
        this.pump();
      },
      () => undefined,
    );
  }

  /** A timer that nobody waits for would keep the process alive. */
  private disarm(): void {
    this.alarm.abort();
    this.wakeAt = Infinity;
  }

  /** After the outlook has changed: whoever can't be served in time any more hears it now rather than at the deadline. */
  private refuseHopeless(): void {
    let place = 0;
    const now = this.runtime.clock.monotonic();
    for (const waiter of this.waiters) {
      const waitMs = this.waitMs(++place);
      if (now + waitMs < waiter.request.deadline) continue;
      place--;
      waiter.refuse(refusal(waiter.request, waitMs));
    }
  }

  /** A lower bound for the wait of the `place`-th in line, from 1. */
  private waitMs(place: number): number {
    return Math.max(this.blockedMs(), this.window.waitMs(place, this.runtime.clock.monotonic()));
  }

  private blockedMs(): number {
    const { clock } = this.runtime;
    return Math.max(this.pause.waitMs(clock.monotonic()), this.daily.waitMs(clock.now()));
  }
}

function refusal(request: TransportRequest, waitMs: number): LeadConnectorError {
  return new LeadConnectorError({ code: 'rate-limited', source: 'local', retryAfterMs: Math.ceil(waitMs) }, request);
}
