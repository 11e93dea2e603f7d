import { Random } from './random';

const HOUR_MS = 3_600_000;
const TEN_DAYS_IN_HOURS = 240;

/** When a message added at `addedMs` is updated late: 1 h to 10 days on, short delays likelier; undefined if the anchor comes first. */
export function lateUpdateMs(random: Random, addedMs: number, anchorMs: number): number | undefined {
  const ms = Math.floor(addedMs + HOUR_MS * TEN_DAYS_IN_HOURS ** random.next());
  return ms <= anchorMs ? ms : undefined;
}
