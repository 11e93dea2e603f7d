import { BeforeApplicationShutdown, Inject, Injectable, Logger, OnApplicationBootstrap } from '@nestjs/common';
import { MESSAGES_OPTIONS, ResolvedMessagesOptions } from '../options';
import { AgencyLocations } from './agency.locations';
import { Purge } from './purge';
import { Reencryption } from './reencryption';

/** Purges are due to the minute; secrets under an old key wait for the hour, or a restart. */
const PURGE_EVERY_MS = 60_000;
const REENCRYPT_EVERY = 60;

/** What connections need done by themselves. Every process that does upkeep does it; each piece of work is done by one of them. */
@Injectable()
export class ConnectionUpkeep implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Connections');
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();
  private rounds = 0;
  private readonly stopping = new AbortController();

  constructor(
    private readonly reencryption: Reencryption,
    private readonly purge: Purge,
    private readonly agencies: AgencyLocations,
    @Inject(MESSAGES_OPTIONS) private readonly options: ResolvedMessagesOptions,
  ) {}

  onApplicationBootstrap(): void {
    if (!this.options.upkeep) return;
    this.timer = setInterval(() => void this.enqueue((this.rounds += 1) % REENCRYPT_EVERY === 0), PURGE_EVERY_MS).unref();
    void this.runOnce();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    this.stopping.abort();
    await this.running;
  }

  /** All that there is to do, after what is under way. Never rejects. */
  runOnce(): Promise<void> {
    return this.enqueue(true);
  }

  private enqueue(isHourly: boolean): Promise<void> {
    return (this.running = this.running.then(() => this.round(isHourly)));
  }

  private async round(isHourly: boolean): Promise<void> {
    if (isHourly) await this.attempt('re-encryption', () => this.reencrypt());
    await this.attempt('purging', () => this.purgeDue());
    await this.attempt('listing of locations', () => this.agencies.connectUnlisted(this.stopping.signal));
  }

  /** What fails is tried again in a minute or an hour; that the store is away, its own probe tells. */
  private async attempt(what: string, work: () => Promise<void>): Promise<void> {
    await work().catch((error: unknown) => this.logger.warn(`The ${what} failed: ${messageOf(error)}`));
  }

  private async reencrypt(): Promise<void> {
    const count = await this.reencryption.run();
    if (count > 0) this.logger.log(`${count} secrets were brought under the first key.`);
  }

  private async purgeDue(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      const locationId = await this.purge.nextDue();
      if (locationId === null) return;
      this.logger.log(`Location ${locationId} was purged.`);
    }
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : 'unknown fault';
}
