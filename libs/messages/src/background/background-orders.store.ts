import { Injectable } from '@nestjs/common';
import { Database } from '../store/database';
import { BackgroundActivity, BackgroundStatus } from './background.types';
import { HASTE_GAP_MS } from './tail-interval';

/** What others ask of the background, and what they see of it, whichever process has the location in hand. */
@Injectable()
export class BackgroundOrders {
  constructor(private readonly database: Database) {}

  /** Makes the tail due, unless the location is stopped, refused or in trouble, or it's due already. */
  async hasten(locationId: string): Promise<void> {
    await this.database.query(HASTEN, [locationId, HASTE_GAP_MS]);
  }

  /** Makes all that there is to do due at once, whatever kept it from being done. */
  async start(locationId: string): Promise<void> {
    await this.database.query(START, [locationId]);
  }

  /** Nothing more is done until `start`; what is being done ends at its next page. */
  async stop(locationId: string): Promise<void> {
    await this.database.query(STOP, [locationId]);
  }

  /** As `start`, for a location that upstream had refused and that has another credential since. */
  async unpark(locationId: string): Promise<void> {
    await this.database.query(UNPARK, [locationId]);
  }

  async statusOf(locationId: string): Promise<BackgroundStatus | null> {
    const [row] = await this.database.query<StatusRow>(STATUS, [locationId]);
    if (!row) return null;
    const { nextTailAt, lastErrorCode, sweptAt, sweepPlace } = row;
    const state = stateOf(row);
    const isResting = state === 'stopped' || state === 'needs-reauthorization';
    return { state, nextTailAt: isResting ? null : nextTailAt, lastErrorCode, sweptAt, sweepPlace };
  }
}

interface StatusRow {
  readonly isStopped: boolean;
  readonly isParked: boolean;
  readonly failures: number;
  readonly activity: BackgroundActivity | null;
  readonly nextTailAt: number;
  readonly lastErrorCode: string | null;
  readonly sweptAt: number;
  readonly sweepPlace: number | null;
}

function stateOf({ isStopped, isParked, failures, activity }: StatusRow): BackgroundStatus['state'] {
  if (isStopped) return 'stopped';
  if (isParked) return 'needs-reauthorization';
  return failures > 0 ? 'failing' : (activity ?? 'idle');
}

// A location in trouble keeps its back-off: what happens there can't be read sooner for it.
const HASTEN = {
  name: 'background.hasten',
  text: `
    update background
       set hastenings = hastenings + 1, tail_interval_ms = 0,
           next_tail_at = least(next_tail_at, greatest(now(), tailed_at + $2 * interval '1 millisecond'))
     where location_id = $1 and stopped_at is null and parked_at is null and failures = 0
       and not (next_tail_at <= now() and claimed_until < now())`,
};
const RESET = `
  next_tail_at = now(), chores_at = now(), tail_interval_ms = 0, hastenings = b.hastenings + 1, failures = 0, chore_failures = 0,
  last_error_code = null, parked_at = null, refused_credential = null`;
const START = {
  name: 'background.start',
  text: `
    insert into background as b (location_id) values ($1)
    on conflict (location_id) do update set stopped_at = null, ${RESET}`,
};
const UNPARK = {
  name: 'background.unpark',
  text: `update background as b set ${RESET} where location_id = $1 and parked_at is not null`,
};
const STOP = {
  name: 'background.stop',
  text: `
    insert into background as b (location_id, stopped_at) values ($1, now())
    on conflict (location_id) do update set stopped_at = coalesce(b.stopped_at, now())`,
};
// A date before all dates is one that has come.
const STATUS = {
  name: 'background.status',
  text: `
    select stopped_at is not null as "isStopped", parked_at is not null as "isParked", failures + chore_failures as failures,
           case when claimed_until >= now() then activity end as activity,
           round(date_part('epoch', case when next_tail_at = '-infinity' then now() else next_tail_at end) * 1000)::float8 as "nextTailAt",
           last_error_code as "lastErrorCode", round(date_part('epoch', swept_at) * 1000)::float8 as "sweptAt",
           round(date_part('epoch', sweep_place) * 1000)::float8 as "sweepPlace"
      from background
     where location_id = $1`,
};
