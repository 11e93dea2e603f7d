import { normalizeMessageType, parseTextQuery, SearchQuery, SearchText } from '@app/messages';
import { maxAgeOf } from '../http/max-age';
import { SearchParameters } from './search.parameters';

/** The query that the parameters ask, with the freshness that the request's Cache-Control asks for. */
export function toSearchQuery(parameters: SearchParameters, cacheControl: string | undefined): SearchQuery {
  const { locationId, type, limit, sort, cursor, lastMessageId, includeContact, includeUser, includeTotal, allowPartial } = parameters;
  const { startAfterDate, endDate, userId, contactId, conversationId, direction, status, query } = parameters;
  return {
    locationId,
    messageTypes: [...new Set(type.map((one) => normalizeMessageType(one, undefined)))],
    window: { after: startAfterDate?.getTime() ?? -Infinity, upTo: endDate?.getTime() ?? Infinity },
    sort,
    filters: { userId, contactId, conversationId, direction, status },
    text: searchText(query),
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

function searchText(given: string | undefined): SearchText | undefined {
  const query = given === undefined ? null : parseTextQuery(given);
  return given === undefined || query === null ? undefined : { given, query };
}
