import { Injectable } from '@nestjs/common';
import { failureOf } from '../upstream/failure';
import { backOffMs } from './back-off';
import { BackgroundClaim, BackgroundStore } from './background.store';
import { Chores } from './chores';
import { CredentialRefused, Credentials } from './credentials';
import { nextTailInterval } from './tail-interval';
import { TailWalks } from './tail.walks';

/** How soon to look again whether a location is free that another process syncs, or has taken over. */
const HELD_MS = 5_000;

/** The service is shutting down, or the location was stopped: what is due stays due. */
const ENDED = new Set(['stopping', 'aborted']);

/** One location's work, and what becomes of it: when it's due again, or why it failed. */
@Injectable()
export class LocationWork {
  constructor(
    private readonly store: BackgroundStore,
    private readonly credentials: Credentials,
    private readonly tails: TailWalks,
    private readonly chores: Chores,
  ) {}

  /** Walks the tail. @throws MessagesError `store-unavailable` */
  async tail(claim: BackgroundClaim, signal: AbortSignal): Promise<void> {
    await this.noting('tail', claim, signal, async () => {
      const hasNews = await this.credentials.use(claim.locationId, (credential) => this.tails.walk(credential, signal));
      if (hasNews === null) return this.store.postpone(claim.locationId, 'tail', HELD_MS);
      return this.store.finishTail(claim, nextTailInterval(claim.tailIntervalMs, hasNews));
    });
  }

  /** Does the rest. @throws MessagesError `store-unavailable` */
  async others(claim: BackgroundClaim, signal: AbortSignal): Promise<void> {
    await this.noting('chores', claim, signal, async () => {
      const nextMs = await this.credentials.use(claim.locationId, (credential) => this.chores.doAll(credential, claim, signal));
      if (nextMs === null) return this.store.postpone(claim.locationId, 'chores', HELD_MS);
      return this.store.finishChores(claim, nextMs);
    });
  }

  private async noting(kind: 'tail' | 'chores', claim: BackgroundClaim, signal: AbortSignal, work: () => Promise<void>): Promise<void> {
    const { locationId } = claim;
    try {
      await work();
    } catch (error) {
      if (error instanceof CredentialRefused) return this.store.park(locationId, error.code, error.digest);
      const { code, retryAfterMs } = failureOf(error);
      if (signal.aborted || ENDED.has(code)) return;
      if (code === 'lease-lost') return this.store.postpone(locationId, kind, HELD_MS);
      const failures = 1 + (kind === 'tail' ? claim.failures : claim.choreFailures);
      await this.store.fail(locationId, kind, code, backOffMs(locationId, failures, retryAfterMs));
    }
  }
}
