import { types } from 'node:util';
import { Kysely, Migrator, PostgresDialect } from 'kysely';
import { Pool } from 'pg';
import { MIGRATIONS } from './migrations';

/**
 * Brings the database to this version's schema. Several processes may start together: the migrator takes a lock, so each
 * migration runs once, and in one transaction.
 *
 * @throws Error when a migration fails, or the database was migrated by a newer version.
 */
export async function migrate(connectionString: string): Promise<void> {
  const kysely = new Kysely<unknown>({ dialect: new PostgresDialect({ pool: new Pool({ connectionString, max: 1 }) }) });
  try {
    const migrator = new Migrator({ db: kysely, provider: { getMigrations: () => Promise.resolve({ ...MIGRATIONS }) } });
    const { error } = await migrator.migrateToLatest();
    if (error) throw types.isNativeError(error) ? error : new Error('A migration failed.', { cause: error });
  } finally {
    await kysely.destroy();
  }
}
