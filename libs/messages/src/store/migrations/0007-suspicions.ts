import { Kysely, sql } from 'kysely';

/** Conversations that upstream is to be asked for, since an event called them deleted. */
export async function up(db: Kysely<unknown>): Promise<void> {
  // told_at is when that was last told: what was asked before doesn't answer it. due_at is when to ask, later where asking was in vain.
  await sql`
    create table suspected_conversations (
      location_id     text not null,
      conversation_id text collate "C" not null,
      told_at         timestamptz not null default clock_timestamp(),
      due_at          timestamptz not null default clock_timestamp(),
      primary key (location_id, conversation_id)
    )`.execute(db);
  // Counts suspicions: one that comes while chores are done asks for them again.
  await sql`alter table background add column suspicions bigint not null default 0`.execute(db);
}
