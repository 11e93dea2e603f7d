import { Inject, Injectable, Logger } from '@nestjs/common';
import { types } from 'node:util';
import { MessagesError } from '../errors';
import { MESSAGES_OPTIONS, ResolvedMessagesOptions } from '../options';
import { EventInboxStore, WaitingEvent } from '../store/event-inbox.store';
import { EventWriter } from '../store/event-writer.store';
import { readEffect } from './event.effect';
import { EventReactions } from './event.reactions';
import { retryDelayMs } from './retry-delay';

/** Applied in one transaction. */
const BATCH = 100;

/** Applies what waits in the inbox of a location. */
@Injectable()
export class EventApplier {
  private readonly logger = new Logger(EventApplier.name);

  constructor(
    private readonly inbox: EventInboxStore,
    private readonly writer: EventWriter,
    private readonly reactions: EventReactions,
    @Inject(MESSAGES_OPTIONS) private readonly options: ResolvedMessagesOptions,
  ) {}

  /**
   * Deals with the events that are due longest: each is applied, or counted as tried in vain.
   *
   * @returns how many were dealt with. @throws MessagesError `store-unavailable`, which is no event's fault
   */
  async applyDue(locationId: string): Promise<number> {
    const events = await this.inbox.due(locationId, BATCH);
    if (events.length === 0) return 0;
    try {
      await this.apply(locationId, events);
    } catch (error) {
      if (isOfTheStore(error)) throw error;
      // One that can't be applied must not keep the others.
      for (const event of events) await this.applyAlone(locationId, event);
    }
    return events.length;
  }

  private async applyAlone(locationId: string, event: WaitingEvent): Promise<void> {
    try {
      await this.apply(locationId, [event]);
    } catch (error) {
      if (isOfTheStore(error)) throw error;
      const delayMs = retryDelayMs(event.attempts + 1);
      const reason = reasonOf(error);
      this.logger.warn(
        { locationId, event: event.key, type: event.type, reason, isDead: delayMs === null },
        'An event could not be applied',
      );
      await this.inbox.postpone(locationId, event, reason, delayMs);
    }
  }

  private async apply(locationId: string, events: readonly WaitingEvent[]): Promise<void> {
    const effects = events.map((event) => ({ key: event.key, ...readEffect(event, locationId, this.options.settlingLagMs) }));
    await this.reactions.react(locationId, effects);
    await this.writer.apply(locationId, effects);
  }
}

function isOfTheStore(error: unknown): boolean {
  return error instanceof MessagesError && error.code === 'store-unavailable';
}

/** Without the error's message, which may quote the body. */
function reasonOf(error: unknown): string {
  if (!types.isNativeError(error)) return 'unknown';
  return 'code' in error && typeof error.code === 'string' ? `${error.name} ${error.code}` : error.name;
}
