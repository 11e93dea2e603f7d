import { Kysely, sql } from 'kysely';

/** Counts who writes for a location, so that a writer knows whether anything came between it and the one before. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table locations add column turn bigint not null default 0`.execute(db);
}
