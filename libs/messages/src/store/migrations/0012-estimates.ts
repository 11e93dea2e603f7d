import { Kysely, sql } from 'kysely';

/**
 * No statistics of whose rows there are. With those of a few large locations the planner takes one that it has never seen for a single row, and
 * then whatever index begins with location_id is as good to it as the right one: all of the location is read for each message.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    do $$
    declare
      located record;
    begin
      for located in
        select c.attrelid::regclass as name
          from pg_attribute c join pg_class t on t.oid = c.attrelid
         where t.relnamespace = current_schema()::regnamespace and t.relkind in ('r', 'p') and c.attname = 'location_id' and not c.attisdropped
      loop
        execute format('alter table %s alter column location_id set statistics 0', located.name);
      end loop;
    end $$`.execute(db);
}
