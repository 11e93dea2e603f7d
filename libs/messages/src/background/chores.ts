import { Injectable } from '@nestjs/common';
import { Credential } from '../model/credential';
import { BackfillWalks } from './backfill.walks';
import { BackgroundClaim, BackgroundStore } from './background.store';
import { DirectoryRefresh } from './directory.refresh';
import { Suspicions } from './suspicions';
import { dueSweep, stepEveryMs } from './sweep.plan';
import { Sweeps } from './sweeps';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Something else may have come up by then: e-mail that was asked for, a gap that a tail had to leave. */
const LONGEST_MS = HOUR_MS;
const SHORTEST_MS = 60_000;

/** What is to be done at a location beside its tail, in the order in which it is missed most. */
@Injectable()
export class Chores {
  constructor(
    private readonly store: BackgroundStore,
    private readonly backfill: BackfillWalks,
    private readonly directory: DirectoryRefresh,
    private readonly sweeps: Sweeps,
    private readonly suspicions: Suspicions,
  ) {}

  /**
   * Does all that is due. What is done is remembered as it is done, so that it's begun again only where it was broken off.
   *
   * @returns when to look again (ms from now); null when another process syncs the location
   * @throws what the work threw
   */
  async doAll(credential: Credential, claim: BackgroundClaim, signal: AbortSignal): Promise<number | null> {
    const { locationId, refreshPlace } = claim;
    // Short, and what is gone isn't to be shown for as long as the rest may take.
    if (await this.suspicions.areDue(locationId)) {
      await this.store.note(locationId, 'sweep');
      if (!(await this.suspicions.settle(credential, signal))) return null;
    }
    if (await this.backfill.isNeeded(locationId)) {
      await this.store.note(locationId, 'backfill');
      if (!(await this.backfill.walk(credential, signal))) return null;
    }
    const isRefreshDue = refreshPlace !== null || claim.refreshAgeMs >= DAY_MS;
    if (isRefreshDue) {
      await this.store.note(locationId, 'directory');
      if (!(await this.directory.refresh(credential, refreshPlace, signal))) return null;
    }
    const nextSweepMs = await this.sweep(credential, claim, signal);
    if (nextSweepMs === null) return null;
    const nextRefreshMs = DAY_MS - (isRefreshDue ? 0 : claim.refreshAgeMs);
    return Math.max(SHORTEST_MS, Math.min(LONGEST_MS, nextRefreshMs, nextSweepMs, await this.suspicions.nextInMs(locationId)));
  }

  /** Sweeps what is due. @returns when the next sweep will be; null when another process syncs the location */
  private async sweep(credential: Credential, claim: BackgroundClaim, signal: AbortSignal): Promise<number | null> {
    const { locationId } = claim;
    const history = await this.sweeps.historyOf(locationId);
    if (history === null) return LONGEST_MS;
    let { sweptAgeMs, stepAgeMs, sweepPlace: place } = claim;
    for (;;) {
      const due = dueSweep({ sweptAgeMs, stepAgeMs, place }, history);
      if (due === null) return Math.min(DAY_MS - sweptAgeMs, stepEveryMs(history) - stepAgeMs);
      await this.store.note(locationId, 'sweep');
      if (!(await this.sweeps.sweep(credential, due.window, signal))) return null;
      if (due.kind === 'recent') {
        await this.store.noteRecentSweep(locationId);
        sweptAgeMs = 0;
      } else {
        await this.store.noteSweepStep(locationId, due.nextPlace);
        stepAgeMs = 0;
        place = due.nextPlace;
      }
    }
  }
}
