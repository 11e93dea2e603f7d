import { Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { Database, Statement } from '../store/database';
import { toTimestamp } from '../store/sql-values';
import { BackgroundActivity } from './background.types';
import { HASTE_GAP_MS } from './tail-interval';

/** A location that this process has in hand, as it was when it was claimed. */
export interface BackgroundClaim {
  readonly locationId: string;
  readonly tailIntervalMs: number;
  /** How many times something had been said to happen there. */
  readonly hastenings: string;
  /** How many times a conversation was called deleted. */
  readonly suspicions: string;
  readonly failures: number;
  readonly choreFailures: number;
  /** Since the directory was last read through, ms, and down to where (epoch ms) a reading is under way. */
  readonly refreshAgeMs: number;
  readonly refreshPlace: number | null;
  readonly sweptAgeMs: number;
  readonly stepAgeMs: number;
  readonly sweepPlace: number | null;
}

/** A claim that was prolonged. */
export interface KeptClaim {
  readonly locationId: string;
  /** Whether another process waits for the location's lease. */
  readonly isWanted: boolean;
  /** Whether a backfill has kept a suspicion waiting. */
  readonly isSuspecting: boolean;
}

/** So long a backfill goes on at least between two suspicions that it gives way to. */
const SUSPICION_WAIT_MS = 10_000;

/** What is due, and who has it in hand. All times are the database's; every statement commits by itself, durably. */
@Injectable()
export class BackgroundStore {
  /** This process, among those that share the work. */
  private readonly claimant = randomUUID();

  constructor(private readonly database: Database) {}

  /** Makes a row of each of these locations, and removes those of others. @returns the locations that are parked */
  async reconcile(
    connected: readonly string[],
  ): Promise<readonly { readonly locationId: string; readonly refusedCredential: string | null }[]> {
    await this.database.query(ADD, [connected]);
    await this.database.query(REMOVE, [connected]);
    const rows = await this.database.query<{ location_id: string; refused_credential: string | null }>(PARKED, [connected]);
    return rows.map((row) => ({ locationId: row.location_id, refusedCredential: row.refused_credential }));
  }

  /** Claims locations whose tail is due, the longest due first; those of this process that are at other work are among them. */
  claimTails(limit: number, claimMs: number, atWork: readonly string[]): Promise<BackgroundClaim[]> {
    return this.claim(CLAIM_TAILS, limit, claimMs, atWork);
  }

  /** Claims locations that have something else to do, and whose tail isn't due. */
  claimChores(limit: number, claimMs: number, atWork: readonly string[]): Promise<BackgroundClaim[]> {
    return this.claim(CLAIM_CHORES, limit, claimMs, atWork);
  }

  /** Prolongs this process's claims on these locations. What isn't returned has been stopped, or taken by another. */
  async keep(locationIds: readonly string[], claimMs: number): Promise<readonly KeptClaim[]> {
    return this.database.query<KeptClaim>(KEEP, [this.claimant, locationIds, claimMs, SUSPICION_WAIT_MS]);
  }

  async release(locationId: string): Promise<void> {
    await this.database.query(RELEASE, [locationId, this.claimant]);
  }

  async note(locationId: string, activity: BackgroundActivity): Promise<void> {
    await this.database.query(NOTE, [locationId, this.claimant, activity]);
  }

  /** The tail was walked: the next is due after the interval, or soon when something happened meanwhile. */
  async finishTail({ locationId, hastenings }: BackgroundClaim, intervalMs: number): Promise<void> {
    await this.database.query(FINISH_TAIL, [locationId, this.claimant, intervalMs, hastenings, HASTE_GAP_MS]);
  }

  /** Chores are done: they are due again by then, or at once when a conversation was called deleted meanwhile. */
  async finishChores({ locationId, suspicions }: BackgroundClaim, nextMs: number): Promise<void> {
    await this.database.query(FINISH_CHORES, [locationId, this.claimant, nextMs, suspicions]);
  }

  /** Nothing was wrong, only not now. */
  async postpone(locationId: string, kind: 'tail' | 'chores', byMs: number): Promise<void> {
    await this.database.query(kind === 'tail' ? POSTPONE_TAIL : POSTPONE_CHORES, [locationId, this.claimant, byMs]);
  }

  /** Leaves the location alone for a while. */
  async fail(locationId: string, kind: 'tail' | 'chores', errorCode: string, retryMs: number): Promise<void> {
    await this.database.query(kind === 'tail' ? FAIL_TAIL : FAIL_CHORES, [locationId, this.claimant, errorCode, retryMs]);
  }

  /** Leaves the location alone until it has another credential than that of the digest, or any when that is null. */
  async park(locationId: string, errorCode: string, refusedCredential: string | null): Promise<void> {
    await this.database.query(PARK, [locationId, this.claimant, errorCode, refusedCredential]);
  }

  /** Records how far a reading of the directory has come (epoch ms), or that it is done. */
  async noteRefresh(locationId: string, place: number | 'done'): Promise<void> {
    if (place === 'done') await this.database.query(REFRESHED, [locationId, this.claimant]);
    else await this.database.query(REFRESHING, [locationId, this.claimant, toTimestamp(place)]);
  }

  /** Records that recent history was swept. */
  async noteRecentSweep(locationId: string): Promise<void> {
    await this.database.query(SWEPT, [locationId, this.claimant]);
  }

  /** Records a step of the sweep through older history, and where the next one begins. */
  async noteSweepStep(locationId: string, nextPlace: number | null): Promise<void> {
    await this.database.query(STEPPED, [locationId, this.claimant, nextPlace === null ? null : toTimestamp(nextPlace)]);
  }

  private async claim(statement: Statement, limit: number, claimMs: number, atWork: readonly string[]): Promise<BackgroundClaim[]> {
    if (limit <= 0) return [];
    return this.database.query<BackgroundClaim>(statement, [this.claimant, claimMs, limit, atWork]);
  }
}

const ADD: Statement = {
  name: 'background.add',
  reach: 'all-locations',
  text: `insert into background (location_id) select unnest($1::text[]) on conflict (location_id) do nothing`,
};
const REMOVE: Statement = {
  name: 'background.remove',
  reach: 'all-locations',
  text: `delete from background where location_id <> all($1::text[])`,
};
const PARKED: Statement = {
  name: 'background.parked',
  reach: 'all-locations',
  text: `select location_id, refused_credential from background where parked_at is not null and location_id = any($1::text[])`,
};

/** `now()` rather than `clock_timestamp()`: it may be compared by the index, and each statement is a transaction of its own. */
function claimOf(dueAt: 'next_tail_at' | 'chores_at', activity: string, also = ''): string {
  return `
    with due as (
      select location_id from background
       where ${dueAt} <= now() and stopped_at is null and parked_at is null ${also}
         and (claimed_until < now() or claimed_by = $1) and location_id <> all($4::text[])
       order by ${dueAt} limit $3
         for update skip locked
    )
    update background b
       set claimed_by = $1, claimed_until = now() + $2 * interval '1 millisecond', activity = ${activity}
      from due
     where b.location_id = due.location_id
    returning b.location_id as "locationId", b.tail_interval_ms as "tailIntervalMs", b.hastenings, b.suspicions, b.failures,
              b.chore_failures as "choreFailures", ${age('refreshed_at')} as "refreshAgeMs", ${date('refresh_place')} as "refreshPlace",
              ${age('swept_at')} as "sweptAgeMs", ${age('sweep_stepped_at')} as "stepAgeMs", ${date('sweep_place')} as "sweepPlace"`;
}
function age(column: string): string {
  return `(date_part('epoch', now() - b.${column}) * 1000)::float8`;
}
function date(column: string): string {
  return `round(date_part('epoch', b.${column}) * 1000)::float8`;
}

const CLAIM_TAILS: Statement = {
  name: 'background.claim-tails',
  reach: 'all-locations',
  // What the process is at besides goes on, and is what it's shown as doing.
  text: claimOf(
    'next_tail_at',
    `case when b.claimed_by = $1 and b.claimed_until >= now() then coalesce(b.activity, 'tail') else 'tail' end`,
  ),
};
const CLAIM_CHORES: Statement = {
  name: 'background.claim-chores',
  reach: 'all-locations',
  text: claimOf('chores_at', 'null', 'and next_tail_at > now()'),
};
const KEEP: Statement = {
  name: 'background.keep',
  reach: 'all-locations',
  text: `
    update background b set claimed_until = now() + $3 * interval '1 millisecond'
     where claimed_by = $1 and location_id = any($2::text[]) and stopped_at is null and parked_at is null
    returning location_id as "locationId", exists (
      select from locations l where l.location_id = b.location_id and l.lease_wanted_at > now() - interval '2 seconds'
    ) as "isWanted", activity is not distinct from 'backfill' and exists (
      select from suspected_conversations s where s.location_id = b.location_id and s.due_at < now() - $4 * interval '1 millisecond'
    ) as "isSuspecting"`,
};
const RELEASE = {
  name: 'background.release',
  text: `update background set claimed_until = '-infinity', activity = null where location_id = $1 and claimed_by = $2`,
};
const NOTE = { name: 'background.note', text: `update background set activity = $3 where location_id = $1 and claimed_by = $2` };
const FINISH_TAIL = {
  name: 'background.finish-tail',
  text: `
    update background
       set tailed_at = now(), tail_interval_ms = $3, activity = nullif(activity, 'tail'), failures = 0,
           last_error_code = case when chore_failures > 0 then last_error_code end,
           next_tail_at = now() + (case when hastenings = $4 then $3 else $5::integer end) * interval '1 millisecond'
     where location_id = $1 and claimed_by = $2`,
};
const FINISH_CHORES = {
  name: 'background.finish-chores',
  text: `
    update background
       set chores_at = now() + (case when suspicions = $4 then $3 else 0 end) * interval '1 millisecond', activity = null, chore_failures = 0,
           last_error_code = case when failures > 0 then last_error_code end
     where location_id = $1 and claimed_by = $2`,
};
const POSTPONE_TAIL = {
  name: 'background.postpone-tail',
  text: `update background set next_tail_at = now() + $3 * interval '1 millisecond' where location_id = $1 and claimed_by = $2`,
};
const POSTPONE_CHORES = {
  name: 'background.postpone-chores',
  text: `update background set chores_at = now() + $3 * interval '1 millisecond' where location_id = $1 and claimed_by = $2`,
};
const FAIL_TAIL = {
  name: 'background.fail-tail',
  text: `
    update background
       set failures = failures + 1, last_error_code = $3, next_tail_at = now() + $4 * interval '1 millisecond',
           chores_at = greatest(chores_at, now() + $4 * interval '1 millisecond')
     where location_id = $1 and claimed_by = $2`,
};
const FAIL_CHORES = {
  name: 'background.fail-chores',
  text: `
    update background
       set chore_failures = chore_failures + 1, last_error_code = $3, chores_at = now() + $4 * interval '1 millisecond'
     where location_id = $1 and claimed_by = $2`,
};
const PARK = {
  name: 'background.park',
  text: `
    update background set parked_at = now(), last_error_code = $3, refused_credential = $4
     where location_id = $1 and claimed_by = $2`,
};
const REFRESHING = {
  name: 'background.refreshing',
  text: `update background set refresh_place = $3 where location_id = $1 and claimed_by = $2`,
};
const REFRESHED = {
  name: 'background.refreshed',
  text: `update background set refreshed_at = now(), refresh_place = null where location_id = $1 and claimed_by = $2`,
};
const SWEPT = { name: 'background.swept', text: `update background set swept_at = now() where location_id = $1 and claimed_by = $2` };
const STEPPED = {
  name: 'background.stepped',
  text: `update background set sweep_stepped_at = now(), sweep_place = $3 where location_id = $1 and claimed_by = $2`,
};
