import { Kysely, sql } from 'kysely';

/** Where each location's background sync is, and which process has it in hand. */
export async function up(db: Kysely<unknown>): Promise<void> {
  // All dates are the database's own. A claim only keeps two processes from trying the same at once; the right to write is the lease.
  // hastenings counts what happened there: one that comes during a tail walk asks for another. refused_credential is a digest of the token
  // that upstream has refused for good. refresh_place and sweep_place are dates of messages, down to which the refresh and the sweep that
  // are under way have come.
  await sql`
    create table background (
      location_id        text primary key,
      next_tail_at       timestamptz not null default '-infinity',
      chores_at          timestamptz not null default '-infinity',
      tailed_at          timestamptz not null default '-infinity',
      claimed_until      timestamptz not null default '-infinity',
      stopped_at         timestamptz,
      parked_at          timestamptz,
      refreshed_at       timestamptz not null default clock_timestamp(),
      refresh_place      timestamptz,
      swept_at           timestamptz not null default clock_timestamp(),
      sweep_stepped_at   timestamptz not null default clock_timestamp(),
      sweep_place        timestamptz,
      hastenings         bigint not null default 0,
      tail_interval_ms   integer not null default 0,
      failures           integer not null default 0,
      chore_failures     integer not null default 0,
      activity           text,
      claimed_by         text,
      refused_credential text,
      last_error_code    text
    )`.execute(db);
  // What is due is due in any location: these two alone aren't by location.
  await sql`create index background_tails on background (next_tail_at) where stopped_at is null and parked_at is null`.execute(db);
  await sql`create index background_chores on background (chores_at) where stopped_at is null and parked_at is null`.execute(db);
  // Whoever waits for the lease says so, and work that nobody waits for gives way.
  await sql`alter table locations add column lease_wanted_at timestamptz not null default '-infinity'`.execute(db);
}
