import { Inject, Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { MESSAGES_OPTIONS, ResolvedMessagesOptions } from '../options';
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
    @Inject(MESSAGES_OPTIONS) private readonly options: ResolvedMessagesOptions,
  ) {}

  /** Runs `work` under the location's lease, waiting for it as long as another process holds it. @throws AbortError by the signal */
  async whileHeld<Result>(locationId: string, signal: AbortSignal, work: (lease: Lease) => Promise<Result>): Promise<Result> {
    const held = this.held.get(locationId) ?? this.start(locationId, signal);
    held.users += 1;
    try {
      return await work(await held.lease);
    } finally {
      held.users -= 1;
      if (held.users === 0) await this.end(locationId, held);
    }
  }

  private start(locationId: string, signal: AbortSignal): Held {
    const lease = this.acquire(locationId, signal);
    const renewal = setInterval(
      () => void lease.then((one) => this.leases.renew(one, this.options.leaseMs)).catch(() => this.forget(locationId, held)),
      this.options.leaseMs / 3,
    );
    const held: Held = { lease, renewal: renewal.unref(), users: 0 };
    this.held.set(locationId, held);
    return held;
  }

  private async acquire(locationId: string, signal: AbortSignal): Promise<Lease> {
    for (;;) {
      const lease = await this.leases.acquire(locationId, this.holder, this.options.leaseMs);
      if (lease) return lease;
      await delay(ASK_AGAIN_MS, undefined, { signal });
    }
  }

  /** Whoever comes next acquires a lease of its own; the walks that still hold this one fail at their next page. */
  private forget(locationId: string, held: Held): void {
    clearInterval(held.renewal);
    if (this.held.get(locationId) === held) this.held.delete(locationId);
  }

  private async end(locationId: string, held: Held): Promise<void> {
    this.forget(locationId, held);
    // Not released: it runs out by itself.
    await held.lease.then((lease) => this.leases.release(lease)).catch(() => undefined);
  }
}

interface Held {
  readonly lease: Promise<Lease>;
  readonly renewal: NodeJS.Timeout;
  users: number;
}
