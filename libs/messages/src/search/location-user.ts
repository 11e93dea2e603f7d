import { renderAttribution } from '../model/attribution.text';
import { MessageFilters, NO_USER, StoredFilters } from '../model/search-query';

/**
 * The weakest evidence: the user configured for a location has what nobody else is evidence for. It is applied when messages are read,
 * not stored, so that it holds for all of them as it is configured now.
 */
export class LocationUser {
  private readonly nobody = Buffer.from(renderAttribution(null));
  private readonly configured: Buffer;

  constructor(readonly userId: string) {
    this.configured = Buffer.from(renderAttribution({ userId, source: 'location', date: 0 }));
  }

  /** The message's text with the location's user in the place of nobody. */
  apply(rendered: Buffer): Buffer {
    const start = rendered.length - this.nobody.length;
    const isNobodys = start >= 0 && this.nobody.equals(rendered.subarray(start));
    return isNobodys ? Buffer.concat([rendered.subarray(0, start), this.configured]) : rendered;
  }

  /** The filters by what is stored, or null when no message can pass them: nobody's messages are the location's user's. */
  storedFilters(filters: MessageFilters): StoredFilters | null {
    if (filters.userId === NO_USER) return null;
    return filters.userId === this.userId ? { ...filters, orNobody: true } : filters;
  }
}
