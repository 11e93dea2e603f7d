import { Kysely, sql } from 'kysely';

/** What a consumer needs to follow a location's changes: messages in the order of their changes, and what was deleted. */
export async function up(db: Kysely<unknown>): Promise<void> {
  // The number under which the message was added, kept when it changes; 0 for those that were there before such numbers were.
  await sql`alter table messages add column added_seq bigint not null default 0`.execute(db);
  await sql`create index messages_by_change on messages (location_id, change_seq)`.execute(db);
  // A message that upstream doesn't have any more. deleted_at is when that was confirmed.
  await sql`
    create table tombstones (
      location_id  text not null,
      id           text collate "C" not null,
      change_seq   bigint not null,
      message_type text not null,
      deleted_at   timestamptz not null,
      primary key (location_id, id)
    )`.execute(db);
  await sql`create index tombstones_by_change on tombstones (location_id, change_seq)`.execute(db);
  // Tombstones up to tombstones_pruned_to are gone: who has not read them can't know what was deleted. A location whose rows were purged
  // begins to count again from nothing: incarnation tells the two sequences apart.
  await sql`
    alter table locations
      add column tombstones_pruned_to bigint not null default 0,
      add column incarnation text not null default gen_random_uuid()::text`.execute(db);
}
