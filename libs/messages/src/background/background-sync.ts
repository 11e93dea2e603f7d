import { Injectable } from '@nestjs/common';
import { missingWindows } from '../model/coverage';
import { Credential } from '../model/credential';
import { ALL_TIME, windowContains } from '../model/window';
import { CoverageStore } from '../store/coverage.store';
import { Walks } from '../sync/walks';
import { BackgroundOrders } from './background-orders.store';
import { BackgroundLoop } from './background.loop';
import { BackgroundStatus } from './background.types';

/** Keeps connected locations complete without anybody asking. What is said here holds for all processes. */
@Injectable()
export class BackgroundSync {
  constructor(
    private readonly orders: BackgroundOrders,
    private readonly loop: BackgroundLoop,
    private readonly coverage: CoverageStore,
    private readonly walks: Walks,
  ) {}

  /** Something happened at the location: its tail is walked at once. Cheap, may be called for each event. */
  async hasten(locationId: string): Promise<void> {
    await this.orders.hasten(locationId);
  }

  /** Syncs the location from now on, and at once, if it has a connection. */
  async start(locationId: string): Promise<void> {
    await this.orders.start(locationId);
    this.loop.wake();
  }

  /** Leaves the location alone until it is started again; what is being done ends with the page in hand. */
  async stop(locationId: string): Promise<void> {
    await this.orders.stop(locationId);
  }

  /** Null for a location that isn't synced in the background. */
  statusOf(locationId: string): Promise<BackgroundStatus | null> {
    return this.orders.statusOf(locationId);
  }

  /**
   * Begins to read what is missing of everything but e-mail with a caller's own credential, which is held in memory only. It goes on without
   * the caller, and not after a restart. @throws MessagesError `stopping`, `store-unavailable`
   */
  async walkWith(credential: Credential): Promise<void> {
    const channel = 'messages';
    const { channels } = await this.coverage.read(credential.locationId, [channel]);
    const { asOf = null, coverage = [] } = channels.get(channel) ?? {};
    const windows =
      asOf === null ? [ALL_TIME] : [{ after: asOf, upTo: Infinity }, ...missingWindows(coverage, { after: -Infinity, upTo: asOf })];
    const underWay = this.walks.of(credential.locationId).filter((job) => job.channel === channel);
    for (const window of windows)
      if (!underWay.some((job) => windowContains(job.window, window))) this.walks.start(credential, channel, { window, isRefresh: false });
  }
}
