import type { Message, StreamParameters } from './contract.types.ts';

/**
 * How far a stream is, by update date. That is exact while messages change, as the place of the last message is not: that message may have
 * changed itself, and be at the end by now.
 */
export class StreamPosition {
  private date: string | null = null;
  private readonly idsOfDate = new Set<string>();

  constructor(private readonly parameters: StreamParameters) {}

  /** Moves on to the message; false when it was there before. */
  accept({ id, dateUpdated }: Message): boolean {
    if (dateUpdated !== this.date) {
      this.date = dateUpdated;
      this.idsOfDate.clear();
    }
    if (this.idsOfDate.has(id)) return false;
    this.idsOfDate.add(id);
    return true;
  }

  /** What to ask for to go on. The last date is asked for once more: several messages may have it. */
  rest(): StreamParameters {
    const { date, parameters } = this;
    if (date === null) return parameters;
    const { cursor: _cursor, lastMessageId: _lastMessageId, ...filters } = parameters;
    return filters.sort === 'desc' ? { ...filters, endDate: date } : { ...filters, startAfterDate: Date.parse(date) - 1 };
  }
}
