import { MessageFilters } from './search-query';

/** By what messages are counted. */
export const GROUP_KEYS = ['user', 'day', 'direction', 'status'] as const;
export type GroupKey = (typeof GROUP_KEYS)[number];

/** What is to be counted: every value checked. */
export interface ReportQuery {
  readonly locationId: string;
  /** In upstream's spelling (`TYPE_SMS`); at least one. */
  readonly messageTypes: readonly string[];
  /** Dates of creation (dateAdded), both inclusive, epoch ms or infinite. */
  readonly from: number;
  readonly to: number;
  /** In which zone a day is meant. */
  readonly timeZone: string;
  /** Each once; none for the total alone. */
  readonly groupBy: readonly GroupKey[];
  readonly filters: Pick<MessageFilters, 'userId' | 'direction' | 'status'>;
  readonly allowPartial: boolean;
  readonly maxAgeMs?: number;
}

/** Counts of messages. */
export interface Counts {
  readonly count: number;
  /** Calls that somebody took, and calls that nobody did. */
  readonly answered: number;
  readonly missed: number;
  /** Of the calls that were answered and say how long they were; no median where there are none. */
  readonly talkTime: { readonly totalSeconds: number; readonly medianSeconds: number | null };
}

/** A user as a report shows it; the names are null when unknown. */
export interface ReportUser {
  readonly id: string;
  readonly name: string | null;
  readonly email: string | null;
}

/** The counts of one group; of its keys those that were grouped by. A user of null is nobody. */
export interface ReportRow extends Counts {
  readonly user?: ReportUser | null;
  /** YYYY-MM-DD. */
  readonly day?: string;
  readonly direction?: string | null;
  readonly status?: string | null;
}

export interface Report {
  /** By their keys, in the order of these; null last. */
  readonly rows: readonly ReportRow[];
  readonly total: Counts;
}
