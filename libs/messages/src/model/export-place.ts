import { SortOrder } from './search-query';

/** A message's place in an export: the date sorted by (epoch ms) and its id. */
export interface ExportRow {
  readonly date: number;
  readonly id: string;
}

/** How far an export has been given out. */
export interface ExportPlace {
  /** Of the last message given out, epoch ms. */
  readonly date: number;
  /** The messages of that very date that were given out, the last one last: how upstream orders equal dates isn't known. */
  readonly ids: readonly string[];
  /** Whether there were more of them than a cursor should carry. */
  readonly hasMore: boolean;
}

/** More ids of one date than this aren't carried along. */
const IDS = 64;

/** How far it has been given out with these rows too; what doesn't say where it stands is left out of the account. */
export function placeAfter(before: ExportPlace | null, rows: readonly ExportRow[]): ExportPlace | null {
  const last = rows.at(-1);
  if (!last) return before;
  const sameDate = rows.filter(({ date }) => date === last.date).map(({ id }) => id);
  const earlier = before?.date === last.date ? before : { ids: [], hasMore: false };
  const ids = [...new Set([...earlier.ids, ...sameDate])];
  return { date: last.date, ids: ids.slice(-IDS), hasMore: earlier.hasMore || ids.length > IDS };
}

/** A record of a page, and where it stands; null when it doesn't say. */
export interface PlacedRecord {
  readonly record: unknown;
  readonly row: ExportRow | null;
}

/** What of a page of the same list wasn't given out: equal dates may come in another order in a list that was begun again. */
export function withoutRepeats(page: readonly PlacedRecord[], { date, ids }: ExportPlace): readonly PlacedRecord[] {
  return page.filter(({ row }) => row?.date !== date || !ids.includes(row.id));
}

/**
 * What of a page of a list that was begun again comes after the place. Where more messages share its date than are known to have been given
 * out, those before the last of these count as given out.
 */
export function goingOn(page: readonly PlacedRecord[], place: ExportPlace, sortOrder: SortOrder): readonly PlacedRecord[] {
  const isBeyond = ({ row }: PlacedRecord) => row !== null && (sortOrder === 'asc' ? row.date > place.date : row.date < place.date);
  const isTie = ({ row }: PlacedRecord) => row?.date === place.date;
  const lastGivenOut = page.findLastIndex(({ row }) => row?.date === place.date && place.ids.includes(row.id));
  const start = page.findIndex((one, index) => isBeyond(one) || (isTie(one) && !(place.hasMore && index <= lastGivenOut)));
  return start === -1 ? [] : withoutRepeats(page.slice(start), place);
}
