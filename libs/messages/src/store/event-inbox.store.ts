import { Injectable } from '@nestjs/common';
import { Database, Queryable, Statement } from './database';
import { toTimestamp } from './sql-values';

/** An event as it is put into the inbox. */
export interface NewEvent {
  /** Empty when the event can't be read. */
  readonly locationId: string;
  /** What tells it from others of its location. */
  readonly key: string;
  readonly type: string;
  /** When it happened by its own word, epoch ms. */
  readonly at: number | null;
  readonly body: Buffer;
}

/** An event that waits for being applied. */
export interface WaitingEvent extends Omit<NewEvent, 'locationId'> {
  /** How old it was when it came, by its own word and the database's clock; null when it doesn't say. */
  readonly ageMs: number | null;
  /** How often it was tried in vain. */
  readonly attempts: number;
}

/** What became of an event that was to be kept. */
export type Kept = 'stored' | 'known' | 'not-ours';

/** Events that were acknowledged, until they are applied. */
@Injectable()
export class EventInboxStore {
  constructor(private readonly database: Database) {}

  /**
   * Keeps the event for good: committed to disk when it resolves. A location is ours when the store has any of it; `isOurs` says so
   * where the store has nothing yet.
   */
  async keep({ locationId, key, type, at, body }: NewEvent, isOurs: boolean): Promise<Kept> {
    const values = [locationId, key, type, at === null ? null : toTimestamp(at), body, isOurs];
    const [row] = await this.database.query<{ is_ours: boolean; is_new: boolean }>(KEEP, values);
    if (!row?.is_ours) return 'not-ours';
    return row.is_new ? 'stored' : 'known';
  }

  /** Keeps an event that can't be read, for an operator to see. */
  async keepUnreadable(key: string, body: Buffer, reason: string): Promise<Kept> {
    const rows = await this.database.query(KEEP_UNREADABLE, [key, body, reason]);
    return rows.length > 0 ? 'stored' : 'known';
  }

  /** Locations after this one that have events to be applied now, in their order. */
  async dueLocations(after: string, limit: number): Promise<string[]> {
    const rows = await this.database.query<{ location_id: string }>(DUE_LOCATIONS, [after, limit]);
    return rows.map((row) => row.location_id);
  }

  /** Events of a location to be applied now, those first that are due longest. Another process may be reading the same. */
  async due(locationId: string, limit: number): Promise<WaitingEvent[]> {
    const rows = await this.database.query<WaitingRow>(DUE, [locationId, limit]);
    return rows.map(({ event_key: key, event_at: at, age_ms: ageMs, ...row }) => ({ ...row, key, at, ageMs }));
  }

  /** Counts an attempt in vain: the event is tried again after `delayMs`, or with null never. */
  async postpone(locationId: string, { key, attempts }: WaitingEvent, reason: string, delayMs: number | null): Promise<void> {
    await this.database.query(POSTPONE, [locationId, key, attempts, reason, delayMs]);
  }

  /** Whether the location is known to have been installed or uninstalled after this moment (epoch ms), or to have been connected since. */
  async isInstallationOutdated(locationId: string, at: number): Promise<boolean> {
    const [row] = await this.database.query<{ is_outdated: boolean }>(IS_INSTALLATION_OUTDATED, [locationId, toTimestamp(at)]);
    return row?.is_outdated ?? false;
  }

  /** Removes events that were settled so long ago. @returns how many, at most `limit` */
  async forget(appliedBeforeMs: number, deadBeforeMs: number, limit: number): Promise<number> {
    return (await this.database.query(FORGET, [appliedBeforeMs, deadBeforeMs, limit])).length;
  }
}

/** Marks events as applied, in the transaction that applies them. @returns those that nobody had applied before */
export async function markApplied(transaction: Queryable, locationId: string, keys: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await transaction.query<{ event_key: string }>(MARK_APPLIED, [locationId, keys]);
  return new Set(rows.map((row) => row.event_key));
}

interface WaitingRow {
  readonly event_key: string;
  readonly type: string;
  readonly event_at: number | null;
  readonly age_ms: number | null;
  readonly attempts: number;
  readonly body: Buffer;
}

// What a purge leaves of a location, if anything, has no coverage.
const KEEP = {
  name: 'event-inbox.keep',
  text: `
    with ours as (
      select $6::boolean or exists (select from coverage where location_id = $1) as yes
    ), kept as (
      insert into webhook_events (location_id, event_key, type, event_at, body)
      select $1, $2, $3, $4::timestamptz, $5::bytea from ours where yes
      on conflict do nothing
      returning 1
    )
    select yes as is_ours, exists (select from kept) as is_new from ours`,
};
const KEEP_UNREADABLE: Statement = {
  name: 'event-inbox.keep-unreadable',
  reach: 'all-locations',
  text: `
    insert into webhook_events (location_id, event_key, type, body, state, settled_at, failure)
    values ('', $1, '', $2, 'dead', clock_timestamp(), $3)
    on conflict do nothing
    returning 1`,
};
// From one location to the next, without reading what lies between.
const DUE_LOCATIONS: Statement = {
  name: 'event-inbox.due-locations',
  reach: 'all-locations',
  text: `
    with recursive due as (
      (select location_id from webhook_events
        where state = 'waiting' and location_id > $1 and due_at <= statement_timestamp() order by location_id limit 1)
      union all
      select (select e.location_id from webhook_events e
               where e.state = 'waiting' and e.location_id > due.location_id and e.due_at <= statement_timestamp()
               order by e.location_id limit 1)
        from due where due.location_id is not null
    )
    select location_id from due where location_id is not null limit $2`,
};
const DUE = {
  name: 'event-inbox.due',
  text: `
    select event_key, type, attempts, body, (extract(epoch from event_at) * 1000)::float8 as event_at,
           (extract(epoch from received_at - event_at) * 1000)::float8 as age_ms
      from webhook_events
     where location_id = $1 and state = 'waiting' and due_at <= statement_timestamp()
     order by due_at, sequence
     limit $2`,
};
// A process that failed at the same event meanwhile has counted already.
const POSTPONE = {
  name: 'event-inbox.postpone',
  text: `
    update webhook_events
       set attempts = attempts + 1, failure = $4, due_at = clock_timestamp() + coalesce($5::float8, 0) * interval '1 millisecond',
           state = case when $5::float8 is null then 'dead' else state end,
           settled_at = case when $5::float8 is null then clock_timestamp() end
     where location_id = $1 and event_key = $2 and state = 'waiting' and attempts = $3`,
};
const MARK_APPLIED = {
  name: 'event-inbox.mark-applied',
  text: `
    update webhook_events set state = 'applied', settled_at = clock_timestamp(), body = null, failure = null
     where location_id = $1 and event_key = any($2::text[]) and state = 'waiting'
    returning event_key`,
};
// A connection that was stored anew, and has worked since, is of a later installation than an event of before.
const IS_INSTALLATION_OUTDATED = {
  name: 'event-inbox.is-installation-outdated',
  text: `
    select exists (select from webhook_events
                    where location_id = $1 and type in ('INSTALL', 'UNINSTALL') and event_at > $2::timestamptz)
        or exists (select from connections
                    where location_id = $1 and status = 'active' and failures = 0 and updated_at > $2::timestamptz) as is_outdated`,
};
const FORGET: Statement = {
  name: 'event-inbox.forget',
  reach: 'all-locations',
  text: `
    delete from webhook_events
     where (location_id, event_key) in (
       select location_id, event_key from webhook_events
        where state <> 'waiting'
          and settled_at < statement_timestamp() - case state when 'dead' then $2::float8 else $1::float8 end * interval '1 millisecond'
        order by settled_at
        limit $3
        for update skip locked)
    returning 1`,
};
