import { ANSWERED_STATUSES, MISSED_STATUSES } from '../model/call-outcome';
import { StoredFilters } from '../model/search-query';
import { GroupKey } from '../model/report';
import { Statement } from './database';
import { filterConditions, filterName } from './search.statement';
import { statementName } from './statement-name';

/** What of a report changes the text of its statement. */
export interface ReportShape {
  readonly groupBy: readonly GroupKey[];
  readonly filters: StoredFilters;
}

/** Of a call, what became of it: its own status, where it has one. */
const STATUS = 'coalesce(call_status, status)';
const quoted = (texts: readonly string[]) => texts.map((text) => `'${text}'`).join(', ');
const isCall = `message_type = any($5::text[])`;
const ANSWERED = `${isCall} and ${STATUS} in (${quoted(ANSWERED_STATUSES)})`;
const MISSED = `${isCall} and ${STATUS} in (${quoted(MISSED_STATUSES)})`;

/** How each key is found. Days are counted from 1970 by what clocks show there: $6 are moments from which on $7 seconds are added. */
const KEYS: Readonly<Record<GroupKey, string>> = {
  user: 'user_id',
  day: `floor((date_part('epoch', date_added) + ($7::int[])[width_bucket(date_added, $6::timestamptz[])]) / 86400)::int`,
  direction: 'direction',
  status: 'status',
};

/**
 * Counts messages by their dates of creation. $1 location, $2 and $3 the dates, $4 the types, $5 those of them that are calls, with days $6
 * and $7, then the filters' values. All of it stands in the index by dateAdded. Durations come in no order: to hash a million rows takes a
 * fraction of the time of sorting them, which percentile_cont would have the server do.
 * Lists are bound as arrays: a plan that is kept would take others apart for each row.
 */
export function reportStatement({ groupBy, filters }: ReportShape): Statement {
  const keys = groupBy.map((key) => `${KEYS[key]} as ${key}_key, `).join('');
  const { conditions } = filterConditions(filters, groupBy.includes('day') ? 8 : 6);
  return {
    name: statementName(`report.${groupBy.join('-')}${filterName(filters)}`),
    text: `
    select ${keys}count(*)::int as count,
           count(*) filter (where ${ANSWERED})::int as answered,
           count(*) filter (where ${MISSED})::int as missed,
           array_to_string(array_agg(call_duration) filter (where ${ANSWERED} and call_duration is not null), ',') as durations
      from messages
     where location_id = $1 and date_added >= $2 and date_added <= $3 and message_type = any($4::text[])${conditions}
     ${groupBy.length > 0 ? `group by ${groupBy.map((_, index) => index + 1).join(', ')}` : ''}`,
  };
}
