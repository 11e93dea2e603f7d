import { LRUCache } from 'lru-cache';
import { Credential } from '../model/credential';
import { Window } from '../model/window';
import { ConversationsPage, Upstream } from '../upstream/upstream.service';
import { WalkCalls } from '../upstream/walk-calls';
import { shouldScanOn } from './scan-policy';

/** Far more than two pages of messages and what was scanned for them have. */
const LEARNT = 10_000;

/** Reads a location's conversations, latest message first, a page at a time and never twice, alongside one walk. */
export class DirectoryScan {
  /** How many wanted conversations the last page brought. */
  lastYield = 0;
  /** Conversations learnt of late, whose rows may still be on their way into the store. */
  private readonly learnt = new LRUCache<string, true>({ max: LEARNT });
  private position = Infinity;
  private total: number | null = null;
  private isExhausted = false;

  constructor(
    private readonly upstream: Upstream,
    private readonly credential: Credential,
    private readonly walk: Window,
    private readonly calls: WalkCalls,
  ) {}

  /**
   * Whether the scan must still come down to `date` (epoch ms): a walk from now reads the conversations of new messages again,
   * known or not, because a new message is when assignees and contacts change.
   */
  mustReach(date: number): boolean {
    return !this.isExhausted && this.walk.upTo === Infinity && this.position > Math.max(date, this.walk.after);
  }

  /** Whether another page is the cheapest way to find `missing` conversations. */
  isWorthIt(missing: number): boolean {
    const { walk, position, total, lastYield } = this;
    return !this.isExhausted && shouldScanOn({ walk, position, total, missing, lastYield });
  }

  /** Remembers conversations as learnt. */
  markLearnt(ids: Iterable<string>): void {
    for (const id of ids) this.learnt.set(id, true);
  }

  isLearnt(id: string): boolean {
    return this.learnt.has(id);
  }

  async nextPage(): Promise<ConversationsPage> {
    const page = await this.upstream.readConversations(this.credential, this.position === Infinity ? null : this.position, this.calls);
    const oldest = page.rows.at(-1)?.lastMessageDate ?? null;
    // Rows that carry no date, and a page that leads no further, end the scan: what it didn't bring is asked for singly.
    this.isExhausted = page.isLast || oldest === null || oldest >= this.position;
    this.position = oldest ?? this.position;
    this.total = page.total;
    return page;
  }
}
