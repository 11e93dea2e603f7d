import { Inject, Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { isLeaseLost } from '../errors';
import { MESSAGES_OPTIONS, ResolvedMessagesOptions } from '../options';
import { Copies } from '../store/copies';
import { Lease, LeaseStore } from '../store/lease.store';

/** How often a lease that another process holds is asked for again. */
const ASK_AGAIN_MS = 250;

/** The leases that this process holds: one a location, shared by its walks there, renewed while any of them runs. */
@Injectable()
export class HeldLeases {
  private readonly holder = randomUUID();
  private readonly held = new Map<string, Held>();

  constructor(
    private readonly leases: LeaseStore,
    private readonly copies: Copies,
    @Inject(MESSAGES_OPTIONS) private readonly options: ResolvedMessagesOptions,
  ) {}

  /** Runs `work` under the location's lease, waiting for it as long as another process holds it. @throws AbortError by the signal */
  whileHeld<Result>(locationId: string, signal: AbortSignal, work: (lease: Lease) => Promise<Result>): Promise<Result> {
    return this.share(locationId, signal, async ({ lease }) => work(await lease));
  }

  /** Runs `work` under the location's lease, or doesn't, and returns null at once, while another process holds it. */
  tryWhileHeld<Result>(locationId: string, signal: AbortSignal, work: (lease: Lease) => Promise<Result>): Promise<Result | null> {
    return this.share(locationId, signal, async (held) => {
      await held.firstAnswer;
      return held.isOurs ? work(await held.lease) : null;
    });
  }

  private async share<Result>(locationId: string, signal: AbortSignal, work: (held: Held) => Promise<Result>): Promise<Result> {
    const held = this.held.get(locationId) ?? this.start(locationId, signal);
    held.users += 1;
    try {
      return await work(held);
    } catch (error) {
      // Others may go on with it until their next page, which fails as well: nobody is to begin anything under it any more.
      if (isLeaseLost(error)) this.forget(locationId, held);
      throw error;
    } finally {
      held.users -= 1;
      if (held.users === 0) await this.end(locationId, held);
    }
  }

  private start(locationId: string, signal: AbortSignal): Held {
    this.copies.noteBegun(locationId);
    const callingOff = new AbortController();
    let onAnswer = (): void => undefined;
    const firstAnswer = new Promise<void>((resolve) => (onAnswer = resolve));
    const lease = this.acquire(locationId, AbortSignal.any([signal, callingOff.signal]), onAnswer);
    const renewal = setInterval(
      () => void lease.then((one) => this.leases.renew(one, this.options.leaseMs)).catch(() => this.forget(locationId, held)),
      this.options.leaseMs / 3,
    );
    const held: Held = { lease, firstAnswer, isOurs: false, renewal: renewal.unref(), callOff: () => callingOff.abort(), users: 0 };
    // A failure is whose who waits for the lease; who only tries sees that it isn't ours.
    lease
      .then(
        () => (held.isOurs = true),
        () => undefined,
      )
      .finally(onAnswer)
      .catch(() => undefined);
    this.held.set(locationId, held);
    return held;
  }

  private async acquire(locationId: string, signal: AbortSignal, onAnswer: () => void): Promise<Lease> {
    for (;;) {
      const lease = await this.leases.acquire(locationId, this.holder, this.options.leaseMs);
      if (lease?.isTakenOver) this.options.observer.onLeaseTakenOver();
      if (lease) return lease;
      onAnswer();
      await delay(ASK_AGAIN_MS, undefined, { signal });
      await this.leases.want(locationId);
    }
  }

  /** Whoever comes next acquires a lease of its own; the walks that still hold this one fail at their next page. */
  private forget(locationId: string, held: Held): void {
    clearInterval(held.renewal);
    if (this.held.get(locationId) === held) this.held.delete(locationId);
  }

  private async end(locationId: string, held: Held): Promise<void> {
    this.forget(locationId, held);
    held.callOff();
    // Not released: it runs out by itself.
    await held.lease.then((lease) => this.leases.release(lease)).catch(() => undefined);
  }
}

interface Held {
  readonly lease: Promise<Lease>;
  /** Settles when the lease was asked for once. */
  readonly firstAnswer: Promise<void>;
  isOurs: boolean;
  readonly renewal: NodeJS.Timeout;
  /** Ends the asking. */
  readonly callOff: () => void;
  users: number;
}
