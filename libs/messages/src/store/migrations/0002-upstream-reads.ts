import { Kysely, sql } from 'kysely';

/** What upstream's own reads need of the copy: records as upstream sent them, and messages in order of their creation. */
export async function up(db: Kysely<unknown>): Promise<void> {
  // The record's JSON where `rendered` isn't the record itself but for its userId; null for most. See model/served-record.ts.
  await sql`alter table messages add column raw text`.execute(db);
  await sql`create index messages_by_added on messages (location_id, date_added, id)`.execute(db);
}
