/** Dates of last messages, epoch ms, both ends included. */
export interface DateRange {
  readonly from: number;
  readonly to: number;
}

/** Where a list of conversations by the date of their last message is begun: with the next one up or down from a date (epoch ms). */
export interface ListPlace {
  readonly going: 'up' | 'down';
  readonly from: number;
}

/**
 * The dates of which a page of that list has every conversation; null when it proves none, because it is in another order or tells no
 * dates. A full page may go on with more of its last date, unless it has no other: there is no way past as many as that. Upwards the end of
 * the list proves nothing beyond it, because a new message takes its conversation there.
 */
export function provenDates(dates: readonly (number | null)[], { going, from }: ListPlace, isFull: boolean): DateRange | null {
  const step = going === 'up' ? 1 : -1;
  const told = dates.filter((date) => date !== null);
  if (told.some((date, index) => (date - (told[index - 1] ?? from)) * step < 0)) return null;
  const first = from + step;
  const last = told.at(-1);
  if (last === undefined && dates.length > 0) return null;
  if (going === 'down' && !isFull) return { from: -Number.MAX_VALUE, to: first };
  if (last === undefined) return null;
  const end = isFull && last !== first ? last - step : last;
  const range = going === 'up' ? { from: first, to: end } : { from: end, to: first };
  return range.from <= range.to ? range : null;
}
