import { Inject, Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { Clock, CLOCK } from '../clock';
import { Evidence } from '../model/attribution';
import { Contact } from '../model/directory';
import { SeenConversation } from '../upstream/assignee.lookup';
import { DateRange } from '../upstream/proven-dates';
import { SeenRanges } from './seen-ranges';

/** An assignee that changed meanwhile is told this late at most: long enough for a list to be read page by page. */
const TTL_MS = 600_000;
/** Of all locations; the least recently used go first. Some tens of megabytes at most. */
const REMEMBERED = { conversations: 50_000, contacts: 50_000, locations: 1_000 };

/**
 * What upstream told of late about a location's conversations and contacts: assignees only, nothing personal. It is for a token whose call
 * for the location upstream has just accepted, as what is stored of them is.
 */
@Injectable()
export class SeenDirectory {
  private readonly conversations: LRUCache<string, SeenConversation>;
  private readonly contacts: LRUCache<string, { readonly assignee: Evidence | null }>;
  private readonly ranges = new LRUCache<string, SeenRanges>({ max: REMEMBERED.locations });

  constructor(@Inject(CLOCK) private readonly clock: Clock) {
    // By size: room is taken as it's needed. With `max`, all of it were at once, and took its time.
    const untilLate = { ttl: TTL_MS, ttlResolution: 0, perf: clock, sizeCalculation: () => 1 };
    this.conversations = new LRUCache({ maxSize: REMEMBERED.conversations, ...untilLate });
    this.contacts = new LRUCache({ maxSize: REMEMBERED.contacts, ...untilLate });
  }

  conversation(locationId: string, id: string): SeenConversation | undefined {
    return this.conversations.get(keyOf(locationId, id));
  }

  addConversations(locationId: string, conversations: readonly SeenConversation[]): void {
    for (const conversation of conversations) this.conversations.set(keyOf(locationId, conversation.id), conversation);
  }

  /** The contact's assignee, null for nobody; undefined when it isn't known. */
  assigneeOfContact(locationId: string, id: string): Evidence | null | undefined {
    return this.contacts.get(keyOf(locationId, id))?.assignee;
  }

  addContacts(locationId: string, contacts: readonly Contact[]): void {
    for (const { id, assignee = null } of contacts) this.contacts.set(keyOf(locationId, id), { assignee });
  }

  /** Remembers that every conversation whose last message has one of these dates was seen. */
  addRange(locationId: string, range: DateRange): void {
    const ranges = this.ranges.get(locationId) ?? new SeenRanges();
    ranges.add(range, this.clock.now() + TTL_MS);
    this.ranges.set(locationId, ranges);
  }

  /** The lowest dates of last messages from `from` on (epoch ms) whose conversations weren't seen. */
  firstGap(locationId: string, from: number): DateRange {
    return this.ranges.get(locationId)?.firstGap(from, this.clock.now()) ?? { from, to: Infinity };
  }
}

function keyOf(locationId: string, id: string): string {
  return `${locationId}\0${id}`;
}
