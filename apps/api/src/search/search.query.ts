import { normalizeMessageType, SearchQuery } from '@app/messages';
import { maxAgeOf } from '../http/max-age';
import { SearchParameters } from './search.parameters';

/** The query that the parameters ask, with the freshness that the request's Cache-Control asks for. */
export function toSearchQuery(parameters: SearchParameters, cacheControl: string | undefined): SearchQuery {
  const { locationId, type, limit, sort, cursor, lastMessageId, includeContact, includeUser, includeTotal, allowPartial } = parameters;
  const { startAfterDate, endDate, userId, contactId, conversationId, direction, status } = parameters;
  return {
    locationId,
    messageTypes: [...new Set(type.map((one) => normalizeMessageType(one, undefined)))],
    window: { after: startAfterDate?.getTime() ?? -Infinity, upTo: endDate?.getTime() ?? Infinity },
    sort,
    filters: { userId, contactId, conversationId, direction, status },
    limit,
    cursor,
    lastMessageId,
    includeContact,
    includeUser,
    includeTotal,
    allowPartial,
    maxAgeMs: maxAgeOf(cacheControl),
  };
}
