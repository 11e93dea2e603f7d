import { Injectable } from '@nestjs/common';
import { isCallType } from '../model/call-outcome';
import { StoredFilters } from '../model/search-query';
import { offsetsOf } from '../model/time-zone';
import { ReportQuery } from '../model/report';
import { Database } from './database';
import { REPORT_ENDS, REPORT_SETTINGS, reportStatement } from './report.statement';
import { filterValues } from './search.statement';
import { toTimestamp } from './sql-values';

/** Messages of no more than a day aren't worth a second connection. */
const DAY_MS = 86_400_000;

/** A group as the store counts it; the keys that were grouped by. */
export interface CountedGroup {
  readonly user_key?: string | null;
  /** Days since 1970. */
  readonly day_key?: number;
  readonly direction_key?: string | null;
  readonly status_key?: string | null;
  readonly count: number;
  readonly answered: number;
  readonly missed: number;
  /** Seconds of the answered calls, with commas between them; null where there are none. */
  readonly durations: string | null;
}

/** Dates of creation, both inclusive, epoch ms or infinite. */
interface Dates {
  readonly from: number;
  readonly to: number;
}

/** Counts stored messages. */
@Injectable()
export class ReportStore {
  constructor(private readonly database: Database) {}

  /**
   * The groups; one may come twice, with what is to be added up. A message has one date of creation for good, so the earlier and the later half
   * are counted at the same time, each by a connection of its own, and none is counted twice.
   */
  async read(query: ReportQuery, filters: StoredFilters): Promise<CountedGroup[]> {
    const halves = await Promise.all((await this.halvesOf(query)).map((dates) => this.count({ ...query, ...dates }, filters)));
    return halves.flat();
  }

  private async halvesOf({ locationId, from, to }: ReportQuery): Promise<readonly Dates[]> {
    const values = [locationId, toTimestamp(from), toTimestamp(to)];
    const [ends] = await this.database.query<{ first: Date | null; last: Date | null }>(REPORT_ENDS, values);
    if (!ends?.first || !ends.last) return [];
    const [first, last] = [ends.first.getTime(), ends.last.getTime()];
    if (last - first <= DAY_MS) return [{ from, to }];
    const middle = Math.floor((first + last) / 2);
    return [
      { from, to: middle },
      { from: middle + 1, to },
    ];
  }

  private count(query: ReportQuery, filters: StoredFilters): Promise<CountedGroup[]> {
    const { locationId, messageTypes, from, to, groupBy, timeZone } = query;
    const calls = messageTypes.filter(isCallType);
    const others = messageTypes.filter((type) => !isCallType(type));
    const statement = reportStatement({ groupBy, filters, callTypes: calls.length, otherTypes: others.length });
    const values = [
      ...[locationId, toTimestamp(from), toTimestamp(to)],
      ...(groupBy.includes('day') ? dayValues(timeZone, query) : []),
      ...[...filterValues(filters), ...calls, ...others],
    ];
    return this.database.transaction({ locationId }, async (transaction) => {
      const settings = transaction.query(REPORT_SETTINGS, []);
      const [rows] = await Promise.all([transaction.query<CountedGroup>(statement, values), settings]);
      return rows;
    });
  }
}

/** The zone's offsets in these dates: the fewer, the sooner a row's is found. */
function dayValues(timeZone: string, { from, to }: Dates): readonly unknown[] {
  const all = offsetsOf(timeZone);
  const offsets = all.filter(({ since }, index) => since <= to && (all[index + 1]?.since ?? Infinity) > from);
  return [offsets.map(({ since }) => toTimestamp(since)), offsets.map(({ offsetMs }) => `${offsetMs / 1000} seconds`)];
}
