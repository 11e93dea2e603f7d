import { normalizeMessageType, SearchQuery } from '@app/messages';
import { SearchParameters } from './search.parameters';

/** The query that the parameters ask, with the freshness that the request's Cache-Control asks for. */
export function toSearchQuery(parameters: SearchParameters, cacheControl: string | undefined): SearchQuery {
  const { locationId, type, limit, sort, cursor, lastMessageId, includeContact, includeTotal, allowPartial } = parameters;
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
    includeTotal,
    allowPartial,
    maxAgeMs: maxAgeOf(cacheControl),
  };
}

/** How old an answer may be by the request's Cache-Control (RFC 9111, section 5.2.1), in ms; undefined when it doesn't say. */
export function maxAgeOf(cacheControl: string | undefined): number | undefined {
  const directives = (cacheControl ?? '')
    .toLowerCase()
    .split(',')
    .map((directive) => directive.trim());
  if (directives.includes('no-cache') || directives.includes('no-store')) return 0;
  const seconds = directives.map((directive) => /^max-age="?(\d{1,9})"?$/.exec(directive)?.[1]).find((one) => one !== undefined);
  return seconds === undefined ? undefined : Number(seconds) * 1000;
}
