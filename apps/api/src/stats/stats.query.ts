import { normalizeMessageType, ReportQuery } from '@app/messages';
import { maxAgeOf } from '../http/max-age';
import { boundsOf } from './stats.bounds';
import { StatsParameters } from './stats.parameters';

/** What the parameters ask to be counted, with the freshness that the request's Cache-Control asks for. */
export function toReportQuery(parameters: StatsParameters, cacheControl: string | undefined): ReportQuery {
  const { locationId, type, startDate, endDate, timezone, groupBy, allowPartial, userId, direction, status } = parameters;
  return {
    locationId,
    messageTypes: [...new Set(type.map((one) => normalizeMessageType(one, undefined)))],
    from: boundsOf(startDate, timezone)?.first ?? -Infinity,
    to: boundsOf(endDate, timezone)?.last ?? Infinity,
    timeZone: timezone,
    groupBy,
    filters: { userId, direction, status },
    allowPartial,
    maxAgeMs: maxAgeOf(cacheControl),
  };
}
