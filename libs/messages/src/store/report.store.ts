import { Injectable } from '@nestjs/common';
import { isCallType } from '../model/call-outcome';
import { StoredFilters } from '../model/search-query';
import { offsetsOf } from '../model/time-zone';
import { ReportQuery } from '../model/report';
import { Database } from './database';
import { reportStatement } from './report.statement';
import { filterValues } from './search.statement';
import { toTimestamp } from './sql-values';

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

/** Counts stored messages. */
@Injectable()
export class ReportStore {
  constructor(private readonly database: Database) {}

  async read(query: ReportQuery, filters: StoredFilters): Promise<CountedGroup[]> {
    const { locationId, messageTypes, from, to, groupBy, timeZone } = query;
    const values = [
      ...[locationId, toTimestamp(from), toTimestamp(to), messageTypes, messageTypes.filter(isCallType)],
      ...(groupBy.includes('day') ? dayValues(timeZone) : []),
      ...filterValues(filters),
    ];
    return this.database.transaction(async (transaction) => {
      const settings = transaction.query(SETTINGS, []);
      const [rows] = await Promise.all([transaction.query<CountedGroup>(reportStatement({ groupBy, filters }), values), settings]);
      return rows;
    });
  }
}

function dayValues(timeZone: string): readonly unknown[] {
  const offsets = offsetsOf(timeZone);
  return [offsets.map(({ since }) => toTimestamp(since)), offsets.map(({ offsetMs }) => Math.round(offsetMs / 1000))];
}

// Groups are few and rows are many: they are to be hashed, in memory, as they come out of the index.
const SETTINGS = {
  name: 'report.settings',
  text: `select set_config('work_mem', '256MB', true), set_config('enable_sort', 'off', true), set_config('enable_bitmapscan', 'off', true)`,
};
