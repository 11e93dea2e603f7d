import { QueryExecutorProvider, sql } from 'kysely';
import { LOCATION_SETTING, REACH_SETTING } from './reach';
import { SERVICE_ROLE } from './service-role';

/**
 * Tables that say what is to be done where: who looks for work reads them over all locations. Nothing of what messages, contacts and users say
 * is in them, but for events that wait to be applied.
 */
export const WORK_TABLES = [
  'background',
  'connections',
  'coverage',
  'locations',
  'purges',
  'suspected_conversations',
  'text_index',
  'tombstones',
  'webhook_events',
] as const;

/**
 * Words are found by an index that the server uses only where no row is hidden, since to compare words could tell of those that are. So they are written
 * by location, but read by all: their lexemes begin with a mark of the location, and each statement goes on from them to messages, which are
 * hidden.
 */
export const WORD_TABLES = ['contact_words', 'message_words'] as const;

/**
 * Raises the second wall between locations, behind what each statement says itself: whatever it forgets, it sees and writes rows of the location that
 * its transaction is for, and of no other. For every table that has locations, those of later migrations too, and for the tables' owner as
 * well. What stands already stays.
 */
export async function raiseWall(transaction: QueryExecutorProvider): Promise<void> {
  await sql.raw(HIDE_ROWS).execute(transaction);
  await sql.raw(ADMIT_SERVICE).execute(transaction);
}

/** Lets the tables' owner see all rows, as migrations must; `raiseWall` is to follow in the same transaction. */
export async function openToOwner(transaction: QueryExecutorProvider): Promise<void> {
  await sql.raw(OPEN_TO_OWNER).execute(transaction);
}

/** Whether there is nothing left to raise for who is logged in. */
export async function isWallUp(database: QueryExecutorProvider): Promise<boolean> {
  const { rows } = await sql.raw<{ is_up: boolean }>(IS_UP).execute(database);
  return rows[0]?.is_up === true;
}

/** Looked up once a statement, not once a row. */
const settingOf = (name: string) => `(select current_setting('${name}', true))`;
const OF_THE_LOCATION = `location_id = ${settingOf(LOCATION_SETTING)}`;
const OF_THE_LOCATION_OR_WORK = `${OF_THE_LOCATION} or ${settingOf(REACH_SETTING)} = 'all-locations'`;

const LOCATED = `
  select c.attrelid::regclass as name, t.relname::text as plain_name
    from pg_attribute c join pg_class t on t.oid = c.attrelid
   where t.relnamespace = current_schema()::regnamespace and t.relkind in ('r', 'p') and not t.relispartition
     and c.attname = 'location_id' and not c.attisdropped and not t.relforcerowsecurity`;

/** Policies hold for rows that are reached by way of the table, so its partitions aren't to be reached in any other. */
const SERVED = `
  select oid::regclass as name from pg_class
   where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p') and not relispartition`;

const HIDE_ROWS = `
  do $$
  declare
    located record;
  begin
    for located in ${LOCATED} loop
      execute format('alter table %s enable row level security, force row level security', located.name);
      if located.plain_name in (${listOf(WORK_TABLES)}) then
        execute format(${policy('of_its_location', `using (${OF_THE_LOCATION_OR_WORK})`)}, located.name);
      elsif located.plain_name in (${listOf(WORD_TABLES)}) then
        execute format(${policy('read_by_mark', 'for select using (true)')}, located.name);
        execute format(${policy('added_to_its_location', `for insert with check (${OF_THE_LOCATION})`)}, located.name);
        execute format(${policy('changed_in_its_location', `for update using (${OF_THE_LOCATION})`)}, located.name);
        execute format(${policy('removed_from_its_location', `for delete using (${OF_THE_LOCATION})`)}, located.name);
      else
        execute format(${policy('of_its_location', `using (${OF_THE_LOCATION})`)}, located.name);
      end if;
    end loop;
  end
  $$`;

const OPEN_TO_OWNER = `
  do $$
  declare
    hidden record;
  begin
    for hidden in
      select oid::regclass as name from pg_class where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p') and relforcerowsecurity
    loop
      execute format('alter table %s no force row level security', hidden.name);
    end loop;
  end
  $$`;

// Another database of the same server may make the role at the same moment.
const ADMIT_SERVICE = `
  do $$
  declare
    served record;
  begin
    if to_regrole('${SERVICE_ROLE}') is null and (select rolsuper or rolcreaterole from pg_roles where rolname = current_user) then
      begin
        create role ${SERVICE_ROLE} nologin;
      exception when duplicate_object or unique_violation then
        null;
      end;
      if not (select rolsuper from pg_roles where rolname = current_user) then
        execute format('grant ${SERVICE_ROLE} to %I', current_user);
      end if;
    end if;
    if to_regrole('${SERVICE_ROLE}') is not null then
      execute format('grant usage on schema %I to ${SERVICE_ROLE}', current_schema());
      for served in ${SERVED} loop
        execute format('grant select, insert, update, delete on %s to ${SERVICE_ROLE}', served.name);
      end loop;
      execute format('grant usage on all sequences in schema %I to ${SERVICE_ROLE}', current_schema());
    end if;
  end
  $$`;

const IS_UP = `
  select not exists (${LOCATED})
     and case when to_regrole('${SERVICE_ROLE}') is null
              then not (select rolsuper or rolcreaterole from pg_roles where rolname = current_user)
              else not exists (
                select from (${SERVED}) as served where not has_table_privilege('${SERVICE_ROLE}', served.name, 'delete'))
         end as is_up`;

function listOf(names: readonly string[]): string {
  return names.map((name) => `'${name}'`).join(', ');
}

/** A statement for `format`, which puts the table in. */
function policy(name: string, rule: string): string {
  return `'drop policy if exists ${name} on %1$s; create policy ${name} on %1$s ${rule.replaceAll("'", "''")}'`;
}
