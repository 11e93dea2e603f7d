import { Injectable } from '@nestjs/common';
import { Credential } from '../model/credential';
import { Lease } from '../store/lease.store';
import { PageStore } from '../store/page.store';
import { Upstream } from '../upstream/upstream.service';
import { WalkCalls } from '../upstream/walk-calls';

/** Reads a location's conversations page by page, latest message first, and keeps what they tell of assignees and contacts. */
@Injectable()
export class ConversationPages {
  constructor(
    private readonly upstream: Upstream,
    private readonly pages: PageStore,
  ) {}

  /**
   * Reads and stores the page of those whose latest message is before `before` (epoch ms; null: from the latest).
   *
   * @returns where the next page begins; null when there is none
   * @throws LeadConnectorError, MessagesError `lease-lost`, `store-unavailable`
   */
  async learn(credential: Credential, lease: Lease, before: number | null, calls: WalkCalls): Promise<number | null> {
    const { rows, observedAt, isLast } = await this.upstream.readConversations(credential, before, calls);
    const conversations = rows.filter(({ tellsAssignee }) => tellsAssignee).map(({ conversation }) => conversation);
    const contacts = rows.map(({ contact }) => contact).filter((contact) => contact !== null);
    await this.pages.saveDirectory(lease, { conversations, contacts }, observedAt, []);
    const oldest = rows.at(-1)?.lastMessageDate ?? null;
    // A page that leads no further ends it: what follows is read tomorrow, or with its messages.
    return isLast || oldest === null || (before !== null && oldest >= before) ? null : oldest;
  }
}
