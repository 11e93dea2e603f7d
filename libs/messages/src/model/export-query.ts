import { SortOrder } from './search-query';

/** Which date an export is in order of: when a message was added, or when it last changed. */
export type ExportSort = 'createdAt' | 'updatedAt';

/** An export as upstream offers it: every value checked. Dates in epoch ms. */
export interface ExportQuery {
  readonly limit: number;
  /** From the page before: ours, or upstream's own. */
  readonly cursor?: string;
  readonly sortBy: ExportSort;
  readonly sortOrder: SortOrder;
  readonly conversationId?: string;
  readonly contactId?: string;
  /** In upstream's spelling: `Call`, `SMS`, `Email`, ... Without it everything but e-mail. */
  readonly channel?: string;
  readonly startDate?: number;
  readonly endDate?: number;
  /** How old the copy may be to be served; the configured age when not given. */
  readonly maxAgeMs?: number;
}

/** A page of a conversation's messages as upstream offers it, newest first: every value checked. */
export interface ConversationMessagesQuery {
  readonly conversationId: string;
  /** The page begins after this message. */
  readonly lastMessageId?: string;
  /** 1 to 100, upstream's default is 20. */
  readonly limit?: number;
  /** In the caller's spelling. */
  readonly types?: readonly string[];
  /** How old the copy may be to be served; the configured age when not given. */
  readonly maxAgeMs?: number;
}
