import { BeforeApplicationShutdown, Inject, Injectable, Logger, OnApplicationBootstrap } from '@nestjs/common';
import { Clock, CLOCK } from '../clock';
import { MESSAGES_OPTIONS, ResolvedMessagesOptions } from '../options';
import { TombstoneStore } from '../store/tombstone.store';

const EVERY_MS = 3_600_000;

/** Removes tombstones that consumers had long enough to learn of. Any number of processes may do so. */
@Injectable()
export class TombstonePruner implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(TombstonePruner.name);
  private timer: NodeJS.Timeout | null = null;
  private running: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly tombstones: TombstoneStore,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(MESSAGES_OPTIONS) private readonly options: ResolvedMessagesOptions,
  ) {}

  onApplicationBootstrap(): void {
    if (!this.options.upkeep) return;
    this.timer = setInterval(() => {
      // What fails now is tried again in an hour.
      this.running = this.pruneAll().catch((error: unknown) => this.logger.warn(error));
    }, EVERY_MS).unref();
  }

  /** @returns how many were removed */
  async pruneAll(): Promise<number> {
    const before = this.clock.now() - this.options.tombstoneRetentionMs;
    let pruned = 0;
    for (const locationId of await this.tombstones.locationsToPrune(before)) pruned += await this.tombstones.prune(locationId, before);
    return pruned;
  }

  async beforeApplicationShutdown(): Promise<void> {
    if (this.timer) clearInterval(this.timer);
    await this.running;
  }
}
