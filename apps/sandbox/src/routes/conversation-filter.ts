import { Parameters } from '../http/parameters';
import { ConversationDocument } from '../world/change';

type Filter = (document: ConversationDocument) => boolean;

/** What the query's filters let through, or undefined if it has none. */
export function conversationFilter(query: Parameters): Filter | undefined {
  const filters = [
    equals(query.text('id'), ({ conversation }) => conversation.id),
    equals(query.text('contactId'), ({ conversation }) => conversation.contactId),
    equals(query.text('lastMessageType'), ({ conversation }) => conversation.lastMessageType),
    equals(query.oneOf('lastMessageDirection', ['inbound', 'outbound']), ({ conversation }) => conversation.lastMessageDirection),
    assignedToOneOf(query.list('assignedTo')),
    containing(query.text('query')?.toLowerCase()),
    withStatus(query.oneOf('status', ['all', 'read', 'unread', 'starred', 'recents'])),
    addedBetween(query.date('startDate'), query.date('endDate')),
  ].filter((filter) => filter !== undefined);
  return filters.length === 0 ? undefined : (document) => filters.every((filter) => filter(document));
}

function equals(wanted: string | undefined, of: (document: ConversationDocument) => string | undefined): Filter | undefined {
  return wanted === undefined ? undefined : (document) => of(document) === wanted;
}

/** User ids; `unassigned` stands for nobody. */
function assignedToOneOf(userIds: string[] | undefined): Filter | undefined {
  return userIds && (({ conversation }) => userIds.includes(conversation.assignedTo ?? 'unassigned'));
}

/** Upstream does not say what `query` searches; here the contact's name, company, e-mail, phone, and the last body. */
function containing(text: string | undefined): Filter | undefined {
  if (text === undefined) return undefined;
  return ({ conversation, contact }) =>
    [contact?.name, contact?.companyName, contact?.email, contact?.phone, conversation.lastMessageBody].some((value) =>
      value?.toLowerCase().includes(text),
    );
}

function withStatus(status: string | undefined): Filter | undefined {
  switch (status) {
    case 'read':
      return ({ conversation }) => conversation.unreadCount === 0;
    case 'unread':
      return ({ conversation }) => conversation.unreadCount > 0;
    case 'starred':
      return ({ conversation }) => conversation.starred;
    default:
      return undefined;
  }
}

function addedBetween(startMs = Number.NEGATIVE_INFINITY, endMs = Number.POSITIVE_INFINITY): Filter | undefined {
  if (startMs === Number.NEGATIVE_INFINITY && endMs === Number.POSITIVE_INFINITY) return undefined;
  return ({ conversation }) => conversation.dateAdded >= startMs && conversation.dateAdded <= endMs;
}
