import { AnswerOrigin } from './calls.types';
import { ConversationSearchParameters, searchConversations } from './endpoints/search-conversations.endpoint';
import { isRecord } from './endpoints/shapes';
import { paginate } from './paging';

/** Sorted by last message date only: of the other orders it isn't known which field of a row holds the sort value. */
export type PagedConversationSearchParameters = Omit<ConversationSearchParameters, 'sortBy'> & { sortBy?: 'last_message_date' };

interface Page extends AnswerOrigin {
  conversations: readonly unknown[];
  total: number | null;
}

/** Upstream's most for a page. */
const MAX_PAGE = 100;

/**
 * Pages until one is short or ends where it began. The latter isn't a fault of upstream's: conversations that share one date may fill
 * a page, and there is no way past them.
 */
export async function* conversationPages(
  parameters: PagedConversationSearchParameters,
  search: (parameters: ConversationSearchParameters) => Promise<Page>,
): AsyncGenerator<Page> {
  const limit = parameters.limit ?? MAX_PAGE;
  const fetchPage = async (startAfterDate: number | null): Promise<Page & { nextCursor: number | null }> => {
    const page = await search({ ...parameters, limit, startAfterDate: startAfterDate ?? undefined });
    const last = page.conversations.length >= limit ? lastMessageDate(page.conversations.at(-1)) : null;
    return { ...page, nextCursor: last === startAfterDate ? null : last };
  };
  const pages = paginate(searchConversations, parameters.startAfterDate ?? null, fetchPage, () => false);
  for await (const { nextCursor: _, ...page } of pages) yield page;
}

/** Epoch ms; an ISO date is understood too. Null when the row has none. */
function lastMessageDate(row: unknown): number | null {
  const value = isRecord(row) ? row.lastMessageDate : null;
  const date = typeof value === 'string' ? Date.parse(value) : value;
  return typeof date === 'number' && Number.isFinite(date) ? date : null;
}
