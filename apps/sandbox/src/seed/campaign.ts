import { Message } from '../world/message.entity';
import { Calendar, startOfDay } from './calendar';
import { MessagePlace, Mutable, SeedSources } from './message.seed';
import { SMS_KIND } from './message-kinds';

/** Where in the history the campaign lies, 0 the start and 1 the anchor. */
const MOMENT = 0.65;
const SPACING_MS = 40;
const TEN_O_CLOCK_MS = 36_000_000;

/** A bulk SMS campaign: sent one by one, then all marked delivered in one stroke, so that all share one exact dateUpdated. */
export class Campaign {
  readonly #updatedMs: number;

  constructor(
    calendar: Calendar,
    readonly size: number,
  ) {
    const earliestMs = calendar.startMs + size * SPACING_MS;
    const aroundMs = earliestMs + Math.floor(Math.max(0, calendar.anchorMs - earliestMs) * MOMENT);
    const morningMs = startOfDay(aroundMs) + TEN_O_CLOCK_MS;
    this.#updatedMs = morningMs >= earliestMs && morningMs <= calendar.anchorMs ? morningMs : aroundMs;
  }

  /** More than any page from 5,000 messages on; below, a share. */
  static sizeFor(messages: number): number {
    return messages >= 5_000 ? 1_050 + Math.floor(messages * 0.005) : Math.floor(messages * 0.05);
  }

  addedMs(index: number): number {
    return this.#updatedMs - (this.size - index) * SPACING_MS;
  }

  message({ random, ids, pools }: SeedSources, place: MessagePlace, index: number): Mutable<Message> {
    return {
      id: ids.next(),
      direction: 'outbound',
      status: random.chance(0.97) ? 'delivered' : 'failed',
      type: SMS_KIND.type,
      locationId: place.contact.locationId,
      contactId: place.contact.id,
      conversationId: place.conversationId,
      dateAdded: new Date(this.addedMs(index)).toISOString(),
      messageType: SMS_KIND.messageType,
      body: pools.outboundBodies[0],
      contentType: 'text/plain',
      source: 'bulk_actions',
      dateUpdated: new Date(this.#updatedMs).toISOString(),
    };
  }
}
