import { LocationSlots, Slot, Waiting } from '../budget/location.slots';
import { CallPriority, RateBudget } from '../calls.types';
import { LeadConnectorError } from '../errors';
import { ResponseHeaders } from '../policy/headers';
import { parseRateLimitHeaders } from '../policy/rate-limit-headers';
import { parseRetryAfter } from '../policy/retry-after';
import { Runtime } from '../runtime';
import { Alarm } from './alarm';
import { DailyLimit } from './daily.limit';
import { Pause } from './pause';
import { TransportRequest } from './transport.types';
import { PRIORITIES, WaitingLine } from './waiting.line';

/** A request that was given up may still be on its way to upstream for about this long. */
const STRAGGLING_MS = 1_000;

interface Waiter {
  readonly request: TransportRequest;
  readonly priority: CallPriority;
  readonly grant: (slot: Slot) => void;
  readonly refuse: (error: Error) => void;
}

/** The right to send one request; to be given back by exactly one of its methods. */
export interface Permit {
  answered(status: number, headers: ResponseHeaders): void;
  failed(): void;
  unsent(): void;
}

/** Lets the requests of one location through: by class and in order, as there are slots, and not at all while paused. */
export class LocationGate {
  private readonly slots: LocationSlots;
  private readonly pause = new Pause();
  private readonly daily = new DailyLimit();
  private readonly line = new WaitingLine<Waiter>();
  private readonly alarm: Alarm;

  constructor(
    slotsFor: (onChange: () => void) => LocationSlots,
    private readonly runtime: Runtime,
  ) {
    this.slots = slotsFor(() => this.goOn());
    this.alarm = new Alarm(runtime, () => this.goOn());
  }

  /** Resolves when the request may leave. Rejects at once, with `rate-limited`, when that can't be before its deadline. */
  async enter(request: TransportRequest): Promise<Permit> {
    request.signal.throwIfAborted();
    // The alarm may be late, and those in line come first.
    this.pump();
    const isFirst = this.line.size === 0 && this.blockedMs(request.priority) === 0;
    const slot = isFirst ? this.slots.take() : null;
    return this.permit(slot ?? (await this.queue(request)));
  }

  budget(): RateBudget {
    const { limit, intervalMs } = this.slots;
    const { limit: dailyLimit, remaining: dailyRemaining } = this.daily.at(this.runtime.clock.now());
    const blockedMs = this.blockedMs('caller');
    const remaining = blockedMs > 0 ? 0 : Math.max(0, this.slots.free());
    return { limit, remaining, intervalMs, resetMs: Math.ceil(Math.max(blockedMs, this.slots.resetMs())), dailyLimit, dailyRemaining };
  }

  /** Nobody waits, nothing counts, nothing is held back: forgetting this location breaks no promise. */
  isIdle(): boolean {
    return this.line.size === 0 && this.blockedMs('caller') === 0 && this.slots.isIdle();
  }

  private queue(request: TransportRequest): Promise<Slot> {
    const { priority } = request;
    const waitMs = Math.max(this.blockedMs(priority), this.slots.waitMs(this.line.placeOf(priority)));
    if (this.runtime.clock.monotonic() + waitMs >= request.deadline) return Promise.reject(refusal(request, waitMs));
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        this.line.delete(waiter);
        if (this.line.size === 0) this.alarm.disarm();
        request.signal.removeEventListener('abort', onAbort);
      };
      const grant = (slot: Slot): void => (leave(), resolve(slot));
      const waiter: Waiter = { request, priority, grant, refuse: (error) => (leave(), reject(error)) };
      const onAbort = (): void => waiter.refuse(request.signal.reason as Error);
      this.line.add(waiter);
      request.signal.addEventListener('abort', onAbort);
      this.slots.want(this.mayGo());
      this.arm();
    });
  }

  private permit(slot: Slot): Permit {
    const { clock } = this.runtime;
    const sentAt = { wall: clock.now(), monotonic: clock.monotonic() };
    this.daily.send(sentAt.wall);
    return {
      answered: (status, headers) => {
        this.slots.end(slot, clock.monotonic());
        this.daily.end();
        this.learn(status, headers, sentAt);
        this.goOn();
      },
      failed: () => {
        this.slots.end(slot, clock.monotonic() + STRAGGLING_MS);
        this.daily.end();
        this.pump();
      },
      unsent: () => {
        this.slots.withdraw(slot);
        this.daily.withdraw();
        this.pump();
      },
    };
  }

  private learn(status: number, headers: ResponseHeaders, sentAt: { readonly wall: number; readonly monotonic: number }): void {
    const { clock } = this.runtime;
    const said = parseRateLimitHeaders(headers);
    this.slots.observe(said);
    this.daily.observe(said, sentAt.wall, clock.now());
    if (status !== 429) return this.pause.accepted(sentAt.monotonic);
    const now = clock.monotonic();
    this.pause.refused(sentAt.monotonic, now, parseRetryAfter(headers, clock.now()), this.slots.waitMs(1));
    this.slots.pause(this.pause.waitMs(now));
  }

  private goOn(): void {
    this.refuseHopeless();
    this.pump();
  }

  private pump(): void {
    for (let waiter = this.nextInTurn(); waiter; waiter = this.nextInTurn()) {
      const slot = this.slots.take();
      if (slot === null) break;
      this.line.serve(waiter);
      waiter.grant(slot);
    }
    this.slots.want(this.mayGo());
    this.arm();
  }

  /** Who waits for nothing but a slot. */
  private mayGo(): Waiting {
    const waiting = this.line.waiting();
    const count = (priority: CallPriority): number => (waiting[priority] > 0 && this.blockedMs(priority) > 0 ? 0 : waiting[priority]);
    return { caller: count('caller'), walk: count('walk'), backfill: count('backfill') };
  }

  private nextInTurn(): Waiter | undefined {
    return this.line.size === 0 ? undefined : this.line.next((priority) => this.blockedMs(priority) === 0);
  }

  /** One alarm for whoever can go first; one that rings too early finds nothing to do and is set again. */
  private arm(): void {
    if (this.line.size > 0) this.alarm.set(this.runtime.clock.monotonic() + this.retryMs());
  }

  /** After the outlook has changed: whoever can't be served in time any more hears it now rather than at the deadline. */
  private refuseHopeless(): void {
    let place = 0;
    const now = this.runtime.clock.monotonic();
    for (const waiter of this.line.inTurn()) {
      const waitMs = Math.max(this.blockedMs(waiter.priority), this.slots.waitMs(++place));
      if (now + waitMs < waiter.request.deadline) continue;
      place--;
      waiter.refuse(refusal(waiter.request, waitMs));
    }
  }

  private retryMs(): number {
    const waiting = this.line.waiting();
    const blockedMs = PRIORITIES.filter((priority) => waiting[priority] > 0).map((priority) => this.blockedMs(priority));
    return Math.max(Math.min(...blockedMs), this.slots.retryMs());
  }

  private blockedMs(priority: CallPriority): number {
    const { clock } = this.runtime;
    return Math.max(this.pause.waitMs(clock.monotonic()), this.slots.pausedMs(), this.daily.waitMs(clock.now(), priority));
  }
}

function refusal(request: TransportRequest, waitMs: number): LeadConnectorError {
  return new LeadConnectorError({ code: 'rate-limited', source: 'local', retryAfterMs: Math.ceil(waitMs) }, request);
}
