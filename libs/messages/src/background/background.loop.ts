import { BeforeApplicationShutdown, Inject, Injectable, OnApplicationBootstrap } from '@nestjs/common';
import { MESSAGES_OPTIONS, ResolvedMessagesOptions } from '../options';
import { BackgroundClaim, BackgroundStore } from './background.store';
import { LocationWork } from './location.work';
import { Roster } from './roster';

const TICK_MS = 1_000;
/** Connections are looked through every so many ticks; what is done with one here is known at once. */
const ROSTER_TICKS = 5;
/** How long work that nobody waits for gives way to another process that waits for its location. */
const YIELD_MS = 5_000;

/** What this process does for one location: its tail, and besides that its chores, which may take hours. */
interface Session {
  tail: AbortController | null;
  chores: AbortController | null;
}

/**
 * Looks every second what is due, claims as much as this process may have in hand, and does it. Processes share the work by claims; one
 * that dies leaves them to run out. Tails have slots of their own, so that no location's history keeps another from being fresh.
 */
@Injectable()
export class BackgroundLoop implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly sessions = new Map<string, Session>();
  private readonly running = new Set<Promise<void>>();
  private readonly stopping = new AbortController();
  private timer: NodeJS.Timeout | undefined;
  private ticks = 0;
  private hasLocations = false;
  private isLooking = false;

  constructor(
    private readonly store: BackgroundStore,
    private readonly work: LocationWork,
    private readonly roster: Roster,
    @Inject(MESSAGES_OPTIONS) private readonly options: ResolvedMessagesOptions,
  ) {}

  onApplicationBootstrap(): void {
    if (!this.options.backgroundSync) return;
    // Claims must be prolonged before they run out, however short the leases are.
    this.timer = setInterval(() => void this.tick(), Math.min(TICK_MS, this.options.leaseMs / 3)).unref();
  }

  /** Nothing is begun any more; what is under way stops at the end of its page, and is left to others. */
  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    this.stopping.abort();
    for (const session of this.sessions.values()) end(session);
    await Promise.all(this.running);
  }

  /** Does all that is due now. For who drives the loop instead of its timer. @throws MessagesError `store-unavailable` */
  async runOnce(): Promise<void> {
    this.hasLocations = await this.roster.update();
    for (;;) {
      const begun = await this.claim();
      await Promise.all(this.running);
      if (begun === 0 || this.stopping.signal.aborted) return;
    }
  }

  /** There is something to do that the roster may not have told yet. */
  wake(): void {
    this.hasLocations = true;
  }

  private async tick(): Promise<void> {
    if (this.isLooking || this.stopping.signal.aborted) return;
    this.isLooking = true;
    try {
      await this.keepClaims();
      if (this.ticks++ % ROSTER_TICKS === 0) this.hasLocations = await this.roster.update();
      if (this.hasLocations) await this.claim();
    } catch {
      // Not reachable: the next tick tries again.
    } finally {
      this.isLooking = false;
    }
  }

  /** @returns how much was begun */
  private async claim(): Promise<number> {
    const { backgroundConcurrency, leaseMs } = this.options;
    const atTail = this.locationsAt('tail');
    const tails = await this.store.claimTails(backgroundConcurrency - atTail.length, leaseMs, atTail);
    for (const claim of tails) this.begin('tail', claim);
    const atChores = this.locationsAt('chores');
    const chores = await this.store.claimChores(backgroundConcurrency - atChores.length, leaseMs, atChores);
    for (const claim of chores) this.begin('chores', claim);
    return tails.length + chores.length;
  }

  private begin(kind: 'tail' | 'chores', claim: BackgroundClaim): void {
    const { locationId } = claim;
    const session = this.sessions.get(locationId) ?? { tail: null, chores: null };
    this.sessions.set(locationId, session);
    // Two looks at once may have claimed the same, which is this process's anyway.
    if (session[kind]) return;
    const ending = new AbortController();
    session[kind] = ending;
    if (this.stopping.signal.aborted) ending.abort();
    const work = kind === 'tail' ? this.work.tail(claim, ending.signal) : this.work.others(claim, ending.signal);
    const done = work
      .catch(() => undefined)
      .then(() => this.finish(kind, locationId, session))
      // The store is away: the claim runs out by itself.
      .catch(() => undefined);
    this.running.add(done);
    void done.finally(() => this.running.delete(done));
  }

  private async finish(kind: 'tail' | 'chores', locationId: string, session: Session): Promise<void> {
    session[kind] = null;
    if (session.tail ?? session.chores) return;
    this.sessions.delete(locationId);
    await this.store.release(locationId);
  }

  private async keepClaims(): Promise<void> {
    if (this.sessions.size === 0) return;
    const kept = new Map(
      (await this.store.keep([...this.sessions.keys()], this.options.leaseMs)).map((claim) => [claim.locationId, claim]),
    );
    for (const [locationId, session] of this.sessions) {
      const claim = kept.get(locationId);
      // Stopped, or taken over by another process while this one was paused.
      if (!claim) end(session);
      else if (claim.isWanted && session.chores && !session.chores.signal.aborted) {
        await this.store.postpone(locationId, 'chores', YIELD_MS);
        session.chores.abort();
      } else if (claim.isSuspecting) {
        // Due as they were, the chores begin anew, with what is suspected.
        session.chores?.abort();
      }
    }
  }

  private locationsAt(kind: 'tail' | 'chores'): string[] {
    return [...this.sessions].filter(([, session]) => session[kind] !== null).map(([locationId]) => locationId);
  }
}

function end({ tail, chores }: Session): void {
  tail?.abort();
  chores?.abort();
}
