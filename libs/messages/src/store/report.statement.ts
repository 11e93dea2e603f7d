import { ANSWERED_STATUSES, MISSED_STATUSES } from '../model/call-outcome';
import { StoredFilters } from '../model/search-query';
import { GroupKey } from '../model/report';
import { Statement } from './database';
import { filterConditions, filterName, remembered } from './search.statement';

/** What of a report changes the text of its statement. */
export interface ReportShape {
  readonly groupBy: readonly GroupKey[];
  readonly filters: StoredFilters;
  /** How many of its types are calls, and how many are not. */
  readonly callTypes: number;
  readonly otherTypes: number;
}

/** What became of a message: 0 unless it's a call that was answered or missed. */
const [ANSWERED, MISSED] = [1, 2];
const outcomes = (statuses: readonly string[], outcome: number) => statuses.map((status) => `when '${status}' then ${outcome}`).join(' ');
/** Of a call, its own status, where it has one. */
const OF_CALLS = `case coalesce(call_status, status) ${outcomes(ANSWERED_STATUSES, ANSWERED)} ${outcomes(MISSED_STATUSES, MISSED)} else 0 end`;

/** How each key is found; of a day, its midnight as if it were in UTC: $4 are moments from which on $5 is what clocks are ahead. */
const KEYS: Readonly<Record<GroupKey, string>> = {
  user: 'user_id',
  day: `date_bin('1 day', date_added + ($5::interval[])[width_bucket(date_added, $4::timestamptz[])], '1970-01-01Z')`,
  direction: 'direction',
  status: 'status',
};
const SHOWN: Readonly<Record<GroupKey, string>> = {
  ...{ user: 'user_key', direction: 'direction_key', status: 'status_key' },
  day: '(extract(epoch from day_key) / 86400)::int as day_key',
};

/**
 * Counts messages by their dates of creation. $1 location, $2 and $3 the dates, with days $4 and $5, then the filters' values, the types
 * that are calls and those that are not, one parameter each. All of it stands in the index by dateAdded. What became of a message is found
 * once a row (`offset 0` keeps the server from putting the expression wherever it is used), and whether its type is wanted with it: to compare
 * texts is most of the work. Durations come in no order: to hash a million rows takes a fraction of the time of sorting them, which
 * percentile_cont would have the server do.
 */
export function reportStatement({ groupBy, filters, callTypes, otherTypes }: ReportShape): Statement {
  return remembered(`report.${groupBy.join('-')}.${callTypes}-${otherTypes}${filterName(filters)}`, () => {
    const { conditions, nextParameter } = filterConditions(filters, groupBy.includes('day') ? 6 : 4);
    const keys = groupBy.map((key) => `${KEYS[key]} as ${key}_key, `).join('');
    return `
    select ${groupBy.map((key) => `${SHOWN[key]}, `).join('')}count(*)::int as count,
           count(*) filter (where outcome = ${ANSWERED})::int as answered,
           count(*) filter (where outcome = ${MISSED})::int as missed,
           array_to_string(array_agg(call_duration) filter (where outcome = ${ANSWERED} and call_duration is not null), ',') as durations
      from (select ${keys}call_duration,
                   case ${whenType(nextParameter, callTypes, OF_CALLS)} ${whenType(nextParameter + callTypes, otherTypes, '0')} end as outcome
              from messages
             where location_id = $1 and date_added >= $2 and date_added <= $3${conditions} offset 0) as m
     where outcome is not null
     ${groupBy.length > 0 ? `group by ${groupBy.map((key) => `m.${key}_key`).join(', ')}` : ''}`;
  });
}

/** The first and the last date between $2 and $3, both null where there is none: two probes of the index. */
export const REPORT_ENDS: Statement = {
  name: 'report.ends',
  text: `
    select (select date_added from messages where location_id = $1 and date_added >= $2 and date_added <= $3
             order by date_added, id limit 1) as first,
           (select date_added from messages where location_id = $1 and date_added >= $2 and date_added <= $3
             order by date_added desc, id desc limit 1) as last`,
};

/** Groups are few and rows are many: they are to be hashed, in memory, as they come out of the index. */
export const REPORT_SETTINGS: Statement = {
  name: 'report.settings',
  text: `select set_config('work_mem', '128MB', true), set_config('enable_sort', 'off', true), set_config('enable_bitmapscan', 'off', true)`,
};

function whenType(firstParameter: number, count: number, outcome: string): string {
  const types = Array.from({ length: count }, (_, index) => `message_type = $${firstParameter + index}`);
  return count === 0 ? '' : `when ${types.join(' or ')} then ${outcome}`;
}
