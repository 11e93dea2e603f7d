/** Reading single values of upstream's JSON: lenient, because fields documented as required are missing or null on the wire. */

export type WireObject = Readonly<Record<string, unknown>>;

export function isWireObject(value: unknown): value is WireObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A text that PostgreSQL can keep in a column and that can stand in a list (store/sql-values), or null when there is none. */
export function readText(value: unknown): string | null {
  return typeof value === 'string' && value !== '' && !value.includes('\0') && !value.includes('\x1e') ? value : null;
}

/** A date in epoch ms from epoch ms or ISO 8601, or null when it is none (or outside the years 1 to 9999). */
export function readDate(value: unknown): number | null {
  const milliseconds = typeof value === 'number' ? Math.trunc(value) : typeof value === 'string' ? Date.parse(value) : NaN;
  return milliseconds >= FIRST_DATE && milliseconds <= LAST_DATE ? milliseconds : null;
}

/** The first and the last moment that every part of the service can write as ISO 8601 and store: years 1 to 9999. */
const FIRST_DATE = Date.parse('0001-01-01T00:00:00Z');
const LAST_DATE = Date.parse('9999-12-31T23:59:59.999Z');
