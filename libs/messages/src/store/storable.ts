/** What PostgreSQL can hold: years 1 to 9999 as ISO 8601, and text without NUL. Nothing stored is beyond it. */

const FIRST_DATE = Date.parse('0001-01-01T00:00:00Z');
const LAST_DATE = Date.parse('9999-12-31T23:59:59.999Z');

/** The date (epoch ms), or the infinity on the side on which it lies beyond what can be stored. */
export function storableDate(date: number): number {
  if (date < FIRST_DATE) return -Infinity;
  return date > LAST_DATE ? Infinity : date;
}

/** Whether something stored could be called this. */
export function canBeStored(id: string | undefined): boolean {
  return id === undefined || !id.includes('\0');
}
