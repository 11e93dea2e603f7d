import { Kysely, PostgresDialect, sql, Transaction } from 'kysely';
import { Pool } from 'pg';
import { MIGRATIONS } from './migrations';
import { isWallUp, openToOwner, raiseWall } from './wall/raise-wall';

/** The one that Kysely's own migrator takes, which earlier versions of the service ran: they wait for each other. */
const LOCK = '3853314791062309107';

/**
 * Brings the database to this version's schema, behind the wall between locations. Several processes may start together: each migration runs once, all of them in one transaction. The
 * lock is the transaction's and not the session's, as Kysely's own migrator has it: a pooler gives a session's statements to several connections
 * of the server, and the one that has the lock may never be told to give it back.
 *
 * @throws Error when a migration fails, or the database was migrated by a newer version.
 */
export async function migrate(connectionString: string): Promise<void> {
  const kysely = new Kysely<Migrated>({ dialect: new PostgresDialect({ pool: new Pool({ connectionString, max: 1 }) }) });
  try {
    if (await isMigrated(kysely)) return;
    await kysely.transaction().execute(async (transaction) => {
      await sql`select pg_advisory_xact_lock(${sql.lit(LOCK)}::bigint)`.execute(transaction);
      await sql`
        create table if not exists kysely_migration (name varchar(255) not null primary key, timestamp varchar(255) not null)
      `.execute(transaction);
      await openToOwner(transaction);
      await runPending(transaction);
      await raiseWall(transaction);
    });
  } finally {
    await kysely.destroy();
  }
}

/** Where Kysely's migrator, too, keeps what has run. */
interface Migrated {
  kysely_migration: { name: string; timestamp: string };
}

/** Seen without the lock, so that processes of one version start beside each other. */
async function isMigrated(kysely: Kysely<Migrated>): Promise<boolean> {
  const { rows } = await sql<{ exists: boolean }>`select to_regclass('kysely_migration') is not null as exists`.execute(kysely);
  return rows[0]?.exists === true && (await pending(kysely)).length === 0 && (await isWallUp(kysely));
}

async function runPending(transaction: Transaction<Migrated>): Promise<void> {
  for (const name of await pending(transaction)) {
    await MIGRATIONS[name]?.up(transaction);
    await transaction.insertInto('kysely_migration').values({ name, timestamp: new Date().toISOString() }).execute();
  }
}

/** The names of what hasn't run yet, in order. @throws Error when something has run that this version doesn't know */
async function pending(kysely: Kysely<Migrated>): Promise<string[]> {
  const ran = new Set((await kysely.selectFrom('kysely_migration').select('name').execute()).map(({ name }) => name));
  const unknown = [...ran].filter((name) => !(name in MIGRATIONS)).sort();
  if (unknown.length > 0) throw new Error(`The database was migrated by a newer version of the service: ${unknown.join(', ')}.`);
  return Object.keys(MIGRATIONS)
    .filter((name) => !ran.has(name))
    .sort();
}
