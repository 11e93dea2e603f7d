import { migrateOnceReachable } from '@app/messages';
import { Environment } from './config/environment';

/** Brings the database of DATABASE_URL to this version's schema. @throws Error without one, when it can't be reached, or not be migrated */
export async function migrateStore({ DATABASE_URL }: Pick<Environment, 'DATABASE_URL'>): Promise<void> {
  if (DATABASE_URL === undefined) throw new Error('DATABASE_URL is not set: the embedded database is migrated when the service starts.');
  await migrateOnceReachable(DATABASE_URL);
}
