import { Injectable } from '@nestjs/common';
import { Credential } from '../model/credential';
import { PageStore } from '../store/page.store';
import { Walks } from '../sync/walks';
import { Upstream } from '../upstream/upstream.service';
import { BackgroundStore } from './background.store';

/**
 * Reads through all conversations of a location, latest message first: who they are assigned to and what their contacts are called may
 * change without a message, and then no tail sees it. Assignees of contacts themselves don't come with them; events and look-ups tell those.
 */
@Injectable()
export class DirectoryRefresh {
  constructor(
    private readonly walks: Walks,
    private readonly upstream: Upstream,
    private readonly pages: PageStore,
    private readonly store: BackgroundStore,
  ) {}

  /**
   * Reads from `place` (epoch ms; null: from the latest) to the end, remembering the place after each page.
   *
   * @returns false when another process syncs the location
   * @throws LeadConnectorError, MessagesError `lease-lost`, `store-unavailable`
   */
  async refresh(credential: Credential, place: number | null, signal: AbortSignal): Promise<boolean> {
    const { locationId } = credential;
    const isDone = await this.walks.attemptWork(locationId, signal, async (lease, calls) => {
      for (let before = place; ;) {
        const { rows, observedAt, isLast } = await this.upstream.readConversations(credential, before, calls);
        const conversations = rows.filter(({ tellsAssignee }) => tellsAssignee).map(({ conversation }) => conversation);
        const contacts = rows.map(({ contact }) => contact).filter((contact) => contact !== null);
        await this.pages.saveDirectory(lease, { conversations, contacts }, observedAt, []);
        const oldest = rows.at(-1)?.lastMessageDate ?? null;
        // A page that leads no further ends it: what follows is read tomorrow, or with its messages.
        if (isLast || oldest === null || (before !== null && oldest >= before)) break;
        before = oldest;
        await this.store.noteRefresh(locationId, before);
      }
      await this.store.noteRefresh(locationId, 'done');
      return true;
    });
    return isDone !== null;
  }
}
