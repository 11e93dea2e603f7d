import { ExportPlace } from './export-place';
import { ExportQuery } from './export-query';

/** The dates that a list is asked for with. */
export interface ExportDates {
  readonly startDate?: number;
  readonly endDate?: number;
}

/**
 * The dates with which a list that was begun again comes to the place soonest, without losing anything after it under either reading of
 * what dates bound: a list from the newest may end at the place's date, since nothing was added after it was last updated; a list from the
 * oldest may start there only if it is sorted by creation. One millisecond more, because whether bounds are inclusive isn't documented.
 */
export function datesFrom({ date }: ExportPlace, { sortBy, sortOrder, startDate, endDate }: ExportQuery): ExportDates {
  if (sortOrder === 'desc') return { startDate, endDate: Math.min(endDate ?? Infinity, date + 1) };
  return sortBy === 'createdAt' ? { startDate: Math.max(startDate ?? -Infinity, date - 1), endDate } : { startDate, endDate };
}

/** Whether a list begun again comes to its place at once; else all before it is read again. */
export function beginsAtPlace({ sortBy, sortOrder }: ExportQuery): boolean {
  return sortOrder === 'desc' || sortBy === 'createdAt';
}
