import { LRUCache } from 'lru-cache';
import { Position } from '../model/cursor';

/** A page as it goes out, but for what differs from one answer to the next. */
export interface FinishedPage {
  /** Its messages as JSON objects joined by commas, in UTF-8, in pieces. */
  readonly messages: readonly Buffer[];
  readonly count: number;
  /** The place of the last message, or null when there is none. */
  readonly last: Position | null;
  readonly hasMore: boolean;
  /** How many messages the search has; null unless it was asked for. */
  readonly total: number | null;
}

/** What an entry takes beside its bytes. */
const OVERHEAD_BYTES = 500;
/** Asks remembered: about as many as large pages fit in 32 MiB. */
const ASKS = 64;

/**
 * Pages that were asked for more than once of late, the least recently used dropped first. Each is kept under the version of its search,
 * which changes with the location's data: what is found is what would be read. A page that is asked for once, as by who reads a whole
 * location, isn't kept: it would push out those that are, and memory that outlives its request costs a third of the page's time in garbage
 * collection.
 */
export class FinishedPages {
  private readonly pages: LRUCache<string, FinishedPage> | null;
  private readonly asks = new LRUCache<string, true>({ max: ASKS });

  /**
   * @param maxBytes of memory in all; 0 keeps none
   * @param onAsked told of each ask, whether the page was kept
   */
  constructor(
    maxBytes: number,
    private readonly onAsked: (isKept: boolean) => void = () => undefined,
  ) {
    this.pages = maxBytes > 0 ? new LRUCache({ maxSize: maxBytes, sizeCalculation: bytesOf }) : null;
  }

  /** The page of this version: kept, or read now. */
  async get(version: string, read: () => Promise<FinishedPage>): Promise<FinishedPage> {
    const kept = this.pages?.get(version);
    this.onAsked(kept !== undefined);
    if (kept) return kept;
    const page = await read();
    // Copied: its pieces are parts of whatever the driver received with them.
    if (this.asks.has(version)) this.pages?.set(version, { ...page, messages: [Buffer.concat(page.messages)] });
    this.asks.set(version, true);
    return page;
  }
}

function bytesOf({ messages }: FinishedPage): number {
  return messages.reduce((bytes, { length }) => bytes + length, OVERHEAD_BYTES);
}
