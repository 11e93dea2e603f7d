import { CursorScope } from './cursor';
import { TextQuery } from './text-query';
import { Window } from './window';

export type SortOrder = 'asc' | 'desc';

/** The userId filter's value for messages that belong to nobody. */
export const NO_USER = 'none';

/** Which messages are searched; what isn't given doesn't narrow. */
export interface MessageFilters {
  /** A user's id, or `none`. */
  readonly userId?: string;
  readonly contactId?: string;
  readonly conversationId?: string;
  readonly direction?: string;
  readonly status?: string;
}

/** Words to search for, as they were given and as they are understood. */
export interface SearchText {
  readonly given: string;
  readonly query: TextQuery;
}

/** A search as the domain understands it: every value checked. */
export interface SearchQuery {
  readonly locationId: string;
  /** In upstream's spelling (`TYPE_SMS`); at least one. */
  readonly messageTypes: readonly string[];
  readonly window: Window;
  readonly sort: SortOrder;
  readonly filters: MessageFilters;
  /** Words that the message or its contact must have. */
  readonly text?: SearchText;
  /** 1 to 1000. */
  readonly limit: number;
  /** From the page before. */
  readonly cursor?: string;
  /** Upstream's habit: go on after this message's present position. */
  readonly lastMessageId?: string;
  readonly includeContact: boolean;
  /** Whether each message has its user's name and address. */
  readonly includeUser: boolean;
  readonly includeTotal: boolean;
  readonly allowPartial: boolean;
  readonly maxAgeMs?: number;
}

/** The filters as they are applied to what is stored. */
export interface StoredFilters extends MessageFilters {
  /** With a userId: also what belongs to nobody. */
  readonly orNobody?: true;
}

/** A search of what is stored. */
export interface StoredQuery extends SearchQuery {
  readonly filters: StoredFilters;
}

/** What a cursor of this query belongs to. */
export function cursorScope({ locationId, messageTypes, window, sort, filters, text }: SearchQuery): CursorScope {
  const types = [...messageTypes].sort();
  return {
    locationId,
    filters: { ...filters, type: types, after: `${window.after}`, upTo: `${window.upTo}`, sort, query: text?.given },
  };
}
