import { Client } from 'pg';

/**
 * Every query is by location and has its index. A plan made, and kept, while a table was small must not read all of it later.
 * Parallel workers cost more than they bring for a thousand rows; so does compiling a statement, which a plan that must read a small table
 * in order would be (before PostgreSQL 18, a scan that is off counts as very costly).
 */
const SETTINGS = { enable_seqscan: 'off', max_parallel_workers_per_gather: '0', jit: 'off' } as const;

/** How a session of our own begins. */
export function sessionOptions(settings: Readonly<Record<string, string>> = {}): string {
  return Object.entries({ ...SETTINGS, ...settings })
    .map(([name, value]) => `-c ${name}=${value}`)
    .join(' ');
}

/**
 * Behind a pooler sessions can't be told how they begin, so the server is: for this user in this database, from its next connections on. Only
 * speed depends on it.
 */
export async function keepPlannerSettings(connectionString: string): Promise<void> {
  const client = new Client({ connectionString });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query(KEEP);
  } finally {
    await client.end();
  }
}

// Of the processes that start together the first one does it: two at once would refuse each other.
const KEEP = `
  do $$
  begin
    perform pg_advisory_xact_lock(7203318491062309107);
    if not exists (
      select from pg_db_role_setting
       where setdatabase = (select oid from pg_database where datname = current_database())
         and setrole = (select oid from pg_roles where rolname = current_user)
         and setconfig @> array[${Object.entries(SETTINGS)
           .map(([name, value]) => `'${name}=${value}'`)
           .join(', ')}]
    ) then
      ${Object.entries(SETTINGS)
        .map(
          ([name, value]) =>
            `execute format('alter role %I in database %I set ${name} = %L', current_user, current_database(), '${value}');`,
        )
        .join('\n      ')}
    end if;
  end
  $$`;
