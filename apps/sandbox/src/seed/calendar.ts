import { Random } from './random';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** How often each UTC hour of a day is drawn: quiet nights, busy mornings and afternoons. */
const HOUR_WEIGHTS = [1, 1, 1, 1, 1, 2, 4, 10, 40, 70, 80, 75, 50, 60, 75, 80, 70, 45, 20, 12, 8, 5, 3, 2];
const HOURS = HOUR_WEIGHTS.flatMap((weight, hour) => Array.from({ length: weight }, () => hour));
/** Four of five moments that fall on a weekend are moved to a weekday. */
const WEEKEND_KEPT = 0.2;

/** Moments of a history of `days` days that ends at `anchorMs`, weighted to business hours. */
export class Calendar {
  readonly startMs: number;

  constructor(
    readonly anchorMs: number,
    readonly days: number,
  ) {
    this.startMs = anchorMs - days * DAY_MS;
  }

  /** A moment on the date that lies `day` days (fractions allowed) after the start, never outside of the history. */
  moment(random: Random, day: number): number {
    let dayMs = startOfDay(this.startMs + day * DAY_MS);
    if (isWeekend(dayMs) && !random.chance(WEEKEND_KEPT)) dayMs -= random.between(2, 4) * DAY_MS;
    let ms = dayMs + random.pick(HOURS) * HOUR_MS + random.int(HOUR_MS);
    while (ms > this.anchorMs) ms -= DAY_MS;
    // Too early only in the first days; spread rather than clamped, so that no false tie arises at the very start.
    return ms >= this.startMs ? ms : this.startMs + random.int(Math.min(DAY_MS, this.anchorMs - this.startMs));
  }
}

/** The midnight (UTC) before. */
export function startOfDay(ms: number): number {
  return Math.floor(ms / DAY_MS) * DAY_MS;
}

function isWeekend(ms: number): boolean {
  return new Date(ms).getUTCDay() % 6 === 0;
}
