import { Channel } from '../model/message-type';
import { Message } from '../model/message';
import { ComparedMessage } from '../store/deletion.store';

/**
 * What is stored against what a list shows, newest update first. A message that is stored within a range of which the list showed
 * everything, and that the list doesn't show, there or further on, is missed.
 */
export class SweepComparison {
  compared = 0;
  /** Shown with dates at which nothing was compared yet. */
  private readonly pending = new Map<string, number>();
  private readonly missed = new Map<string, ComparedMessage>();
  private readonly shownTypes = new Set<string>();
  private last: string | null = null;

  constructor(
    private readonly channel: Channel,
    /** The upper end of what is compared, epoch ms. */
    private comparedDownTo: number,
  ) {}

  /** What is left to compare above `bottom`, if anything; a list may prove a page's range only pages later. */
  rangeDownTo(bottom: number): { readonly after: number; readonly upTo: number } | null {
    return bottom < this.comparedDownTo ? { after: bottom, upTo: this.comparedDownTo } : null;
  }

  show(messages: readonly Message[]): void {
    for (const { id, dateUpdated, messageType } of messages) {
      this.missed.delete(id);
      this.shownTypes.add(messageType);
      if (dateUpdated <= this.comparedDownTo) this.pending.set(id, dateUpdated);
      this.last = id;
    }
  }

  /** Compares what is stored within the range above `bottom` that was not compared yet. */
  compare(stored: readonly ComparedMessage[], bottom: number): void {
    for (const message of stored) {
      if (isOfAnotherChannel(message.messageType, this.channel)) continue;
      this.compared += 1;
      if (!this.pending.has(message.id)) this.missed.set(message.id, message);
    }
    this.comparedDownTo = bottom;
    // What is shown once isn't shown again; where the list goes on, only dates from here on down are still to be compared.
    for (const [id, date] of this.pending) if (date > bottom) this.pending.delete(id);
  }

  /** What the list doesn't show. Where it may be a list that doesn't show this type at all, nothing can be said. */
  get missing(): readonly ComparedMessage[] {
    return [...this.missed.values()].filter(({ messageType }) => !isOfEitherChannel(messageType) || this.shownTypes.has(messageType));
  }

  /** A message that the list has just shown: one that upstream should know by its id as well. */
  get lastShown(): string | null {
    return this.last;
  }
}

/** Which list shows a campaign's or a provider's e-mail is not documented. */
function isOfEitherChannel(messageType: string): boolean {
  return messageType !== 'TYPE_EMAIL' && messageType.endsWith('_EMAIL');
}

function isOfAnotherChannel(messageType: string, channel: Channel): boolean {
  return !isOfEitherChannel(messageType) && (messageType === 'TYPE_EMAIL') !== (channel === 'email');
}
