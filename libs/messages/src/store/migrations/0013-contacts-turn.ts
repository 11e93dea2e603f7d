import { Kysely, sql } from 'kysely';

/** Which locations have contacts whose words aren't there yet is seen without looking at contacts. */
export async function up(db: Kysely<unknown>): Promise<void> {
  // The writer's turn in which a contact last changed.
  await sql`alter table locations add column contacts_turn bigint not null default 0`.execute(db);
  await sql`
    update locations l
       set contacts_turn = coalesce((select max(changed_turn) from contacts c where c.location_id = l.location_id), 0)`.execute(db);
}
