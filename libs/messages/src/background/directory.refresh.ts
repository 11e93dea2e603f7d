import { Injectable } from '@nestjs/common';
import { Credential } from '../model/credential';
import { Walks } from '../sync/walks';
import { UserDirectory } from '../users/user.directory';
import { BackgroundStore } from './background.store';
import { ConversationPages } from './conversation.pages';

/**
 * Reads the users of a location, and through all its conversations: what people are called, and who a conversation is assigned to, may
 * change without a message, and then no tail sees it. Assignees of contacts themselves don't come with them; events and look-ups tell those.
 */
@Injectable()
export class DirectoryRefresh {
  constructor(
    private readonly walks: Walks,
    private readonly conversations: ConversationPages,
    private readonly users: UserDirectory,
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
      // Once a refresh, not again where one goes on. A token need not have the scope: that is no reason to give up its connection, or to
      // leave the rest undone.
      if (place === null) await this.users.refresh(credential, calls);
      for (let before = place; ;) {
        before = await this.conversations.learn(credential, lease, before, calls);
        if (before === null) break;
        await this.store.noteRefresh(locationId, before);
      }
      await this.store.noteRefresh(locationId, 'done');
      return true;
    });
    return isDone !== null;
  }
}
