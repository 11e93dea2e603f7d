import { BeforeApplicationShutdown, Inject, Injectable, Logger, OnApplicationBootstrap } from '@nestjs/common';
import { MESSAGES_OPTIONS, ResolvedMessagesOptions } from '../options';
import { TextIndexStore } from '../store/text-index.store';
import { TextIndex } from './text.index';

const EVERY_MS = 10_000;

/**
 * Follows the words of locations that were ever searched by them, one after the other, so that the next search finds them there. Behind
 * everything else: a location that is being written for waits until it's quiet, unless a search asks for it.
 */
@Injectable()
export class TextIndexUpkeep implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(TextIndexUpkeep.name);
  private turns: ReadonlyMap<string, string> = new Map();
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<unknown> | null = null;
  private isStopping = false;

  constructor(
    private readonly store: TextIndexStore,
    private readonly text: TextIndex,
    @Inject(MESSAGES_OPTIONS) private readonly options: ResolvedMessagesOptions,
  ) {}

  onApplicationBootstrap(): void {
    if (!this.options.backgroundSync) return;
    this.timer = setInterval(() => {
      // What fails now is tried again the next time.
      this.running ??= this.runOnce()
        .catch((error: unknown) => this.logger.warn(error))
        .finally(() => (this.running = null));
    }, EVERY_MS).unref();
  }

  /** Follows the locations that nobody has written for since it was last called. @returns which they were */
  async runOnce(): Promise<readonly string[]> {
    const behind = await this.store.behind();
    const quiet = behind.filter(({ locationId, turn }) => this.turns.get(locationId) === turn).map(({ locationId }) => locationId);
    this.turns = new Map(behind.map(({ locationId, turn }) => [locationId, turn]));
    for (const locationId of quiet) if (!this.isStopping) await this.text.follow(locationId);
    return quiet;
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.isStopping = true;
    clearInterval(this.timer);
    await this.running;
  }
}
