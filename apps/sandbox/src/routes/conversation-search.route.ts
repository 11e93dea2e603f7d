import { Parameters } from '../http/parameters';
import { Order, seekDate } from '../search-index/order';
import { ConversationDocument } from '../world/change';
import { ConversationRow, conversationRow } from '../world/conversation.entity';
import { conversationFilter } from './conversation-filter';
import { Ask, Backend, locatedByQuery, Route } from './route';

const BY_LAST_MESSAGE: Order<ConversationDocument> = {
  dateMs: ({ conversation }) => conversation.lastMessageDate,
  id: ({ conversation }) => conversation.id,
};

/** The only order emulated; the others sort by what the sandbox does not have and fall back to it. */
const SORTS = ['last_message_date', 'last_manual_message_date', 'score_profile', 'overdue_at', 'due_at'] as const;

/** `GET /conversations/search`: by last message date, paged by the date of the last row (exclusive, so equal dates can be lost). */
export const conversationSearchRoute: Route = {
  method: 'GET',
  path: '/conversations/search',
  scope: 'conversations.readonly',
  ...locatedByQuery,
  answer({ query }: Ask, backend: Backend, locationId: string) {
    const { limit, isAscending, startAfterMs } = readPaging(query);
    const filter = conversationFilter(query);
    query.check();
    const all = backend.indexes.conversations(locationId).view('conversations', BY_LAST_MESSAGE, () => true);
    const matching = filter ? all.filter(filter) : all;
    const low = isAscending && startAfterMs !== undefined ? seekDate(matching, BY_LAST_MESSAGE, startAfterMs, true) : 0;
    const high = !isAscending && startAfterMs !== undefined ? seekDate(matching, BY_LAST_MESSAGE, startAfterMs) : matching.length;
    const page = isAscending
      ? matching.slice(low, Math.min(high, low + limit))
      : matching.slice(Math.max(low, high - limit), high).reverse();
    const rows = page.map(({ conversation, contact }) => conversationRow(conversation, contact));
    const isPublished = backend.options.conversationFields === 'published';
    return { conversations: isPublished ? rows.map(publishedRow) : rows, total: matching.length };
  },
};

function readPaging(query: Parameters) {
  query.oneOf('sortBy', SORTS);
  return {
    limit: query.integer('limit', { min: 1, max: 100, fallback: 20 }),
    isAscending: query.oneOf('sort', ['asc', 'desc']) === 'asc',
    startAfterMs: query.date('startAfterDate'),
  };
}

const WIRE_ONLY = ['assignedTo', 'companyName', 'dateAdded', 'dateUpdated', 'lastMessageDate', 'lastMessageDirection', 'starred'];

function publishedRow(row: ConversationRow): Partial<ConversationRow> {
  return Object.fromEntries(Object.entries(row).filter(([name]) => !WIRE_ONLY.includes(name)));
}
