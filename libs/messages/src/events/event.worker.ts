import { BeforeApplicationShutdown, Inject, Injectable, Logger, OnApplicationBootstrap } from '@nestjs/common';
import { setTimeout as delay } from 'node:timers/promises';
import { MESSAGES_OPTIONS, ResolvedMessagesOptions } from '../options';
import { EventInboxStore } from '../store/event-inbox.store';
import { EventApplier } from './event.applier';

/** How often the inbox is looked at unasked: for what other processes took and left, and what is to be tried again. */
const LOOK_MS = 1_000;
/** Locations whose events are applied at once. */
const LOCATIONS = 2;
const FORGET_EVERY_MS = 3_600_000;
const FORGET_AT_ONCE = 1_000;
/** An operator has so long to see to a dead letter. */
const DEAD_RETENTION_MS = 30 * 86_400_000;

/** Applies the events of the inbox, one process beside another, and removes those that nobody needs any more. */
@Injectable()
export class EventWorker implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(EventWorker.name);
  private readonly stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();
  private wakeUp: () => void = () => undefined;
  /** Where the next round begins, so that no location waits for those before it. */
  private after = '';

  constructor(
    private readonly inbox: EventInboxStore,
    private readonly applier: EventApplier,
    @Inject(MESSAGES_OPTIONS) private readonly options: ResolvedMessagesOptions,
  ) {}

  onApplicationBootstrap(): void {
    if (this.options.appliesEvents) this.running = Promise.all([this.applyOn(), this.forgetOn()]).then(() => undefined);
  }

  /** What is being applied is applied. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    this.wakeUp();
    await this.running;
  }

  /** There is something to apply. */
  wake(): void {
    this.wakeUp();
  }

  /** One round over the locations that have events due. @returns how many events were dealt with */
  async runOnce(): Promise<number> {
    const locations = await this.inbox.dueLocations(this.after, LOCATIONS);
    const isRoundOver = locations.length < LOCATIONS;
    const dealtWith = await Promise.all(locations.map((locationId) => this.applier.applyDue(locationId)));
    const isFromStart = this.after === '';
    this.after = isRoundOver ? '' : (locations.at(-1) ?? '');
    const count = dealtWith.reduce((sum, one) => sum + one, 0);
    return count === 0 && isRoundOver && !isFromStart ? this.runOnce() : count;
  }

  /** Removes what is kept no longer. */
  async forget(): Promise<void> {
    const { eventRetentionMs } = this.options;
    const deadMs = Math.max(eventRetentionMs, DEAD_RETENTION_MS);
    while ((await this.inbox.forget(eventRetentionMs, deadMs, FORGET_AT_ONCE)) === FORGET_AT_ONCE);
  }

  private async applyOn(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      // Made before the inbox is looked at: what comes in between wakes it.
      const woken = new Promise<void>((resolve) => (this.wakeUp = resolve));
      const count = await this.safely(() => this.runOnce());
      if (!count) await this.pause(LOOK_MS, woken);
    }
  }

  private async forgetOn(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      await this.safely(() => this.forget());
      await this.pause(FORGET_EVERY_MS);
    }
  }

  private async pause(milliseconds: number, woken?: Promise<void>): Promise<void> {
    const over = new AbortController();
    const signal = AbortSignal.any([over.signal, this.stopping.signal]);
    const timer = delay(milliseconds, undefined, { signal, ref: false }).catch(() => undefined);
    await Promise.race(woken ? [timer, woken] : [timer]);
    over.abort();
  }

  /** A store that is away comes back, and any other fault must not end the loop. */
  private async safely<Result>(work: () => Promise<Result>): Promise<Result | null> {
    try {
      return await work();
    } catch (error) {
      if (!this.stopping.signal.aborted) this.logger.warn(error);
      return null;
    }
  }
}
