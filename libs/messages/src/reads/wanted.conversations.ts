import { SeenConversation } from '../upstream/assignee.lookup';

/** The conversations that one answer needs: which were found, which are missing. */
export class WantedConversations {
  readonly found = new Map<string, SeenConversation>();
  private readonly wanted: Map<string, number | null>;

  /** @param newest of each the date of the newest message that is known, epoch ms */
  constructor(newest: ReadonlyMap<string, number | null>) {
    this.wanted = new Map(newest);
  }

  get missing(): readonly string[] {
    return [...this.wanted.keys()];
  }

  /** Since when the first of those that are missing may have had its last message; null when it's known of none. */
  get endFrom(): number | null {
    const dates = [...this.wanted.values()].filter((date) => date !== null);
    return dates.length === 0 ? null : Math.min(...dates);
  }

  /** What upstream told just now. */
  take(conversations: readonly SeenConversation[]): void {
    for (const conversation of conversations) if (this.wanted.delete(conversation.id)) this.found.set(conversation.id, conversation);
  }

  /** What it told a while ago, which doesn't count for a message that came later: that is when assignees change. */
  recall(seen: (id: string) => SeenConversation | undefined): void {
    for (const [id, newest] of this.wanted) {
      const conversation = seen(id);
      if (conversation && conversation.observedAt >= (newest ?? -Infinity)) this.take([conversation]);
    }
  }
}
