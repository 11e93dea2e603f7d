import { startOfDay } from '@app/messages';
import { readMoment } from '../http/moment';

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const DAY_MS = 86_400_000;

/** When it begins and ends (epoch ms, both inclusive): a moment is one millisecond, a date without a time the whole day there. Null for neither. */
export function boundsOf(text: unknown, timeZone: string): { readonly first: number; readonly last: number } | null {
  const moment = readMoment(text);
  if (moment === null) return null;
  if (typeof text !== 'string' || !DAY.test(text)) return { first: moment, last: moment };
  const dayAfter = new Date(moment + DAY_MS).toISOString().slice(0, 10);
  return { first: startOfDay(timeZone, text), last: startOfDay(timeZone, dayAfter) - 1 };
}
