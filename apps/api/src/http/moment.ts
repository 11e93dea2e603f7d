/** A date, or a date and a time with its offset: without one it would mean another moment on every machine. */
const ISO = /^(\d{4})-(\d{2})-(\d{2})(T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d([.,]\d{1,9})?)?(Z|[+-]([01]\d|2[0-3]):?[0-5]\d))?$/;
const EPOCH_MS = /^-?\d{1,15}$/;

/** The moments that can be written as ISO 8601 with four digits of year. */
const FIRST_MS = Date.parse('0001-01-01T00:00:00Z');
const LAST_MS = Date.parse('9999-12-31T23:59:59.999Z');

/** Epoch ms of epoch ms (as a number or text) or ISO 8601, in the years 1 to 9999; null for anything else. A bare date is its midnight UTC. */
export function readMoment(value: unknown): number | null {
  const milliseconds = typeof value === 'number' ? value : typeof value === 'string' ? readText(value) : NaN;
  return Number.isSafeInteger(milliseconds) && milliseconds >= FIRST_MS && milliseconds <= LAST_MS ? milliseconds : null;
}

function readText(text: string): number {
  if (EPOCH_MS.test(text)) return Number(text);
  const [, year, month, day] = ISO.exec(text) ?? [];
  return year !== undefined && isDayOf(Number(year), Number(month), Number(day)) ? Date.parse(text.replace(',', '.')) : NaN;
}

/** Date.parse takes the 30th of February for the 2nd of March. */
function isDayOf(year: number, month: number, day: number): boolean {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}
