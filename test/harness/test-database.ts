import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { STATEMENTS_FOLDER } from '../partitions/recorded';

/** A database of its own on the test server. */
export interface TestDatabase {
  readonly url: string;
  /** Ends whatever is connected to it and removes it. */
  drop(): Promise<void>;
}

/** Names a migrated database that others are copied from, which takes a fraction of the time; global-setup makes it. */
export const TEMPLATE = 'TEST_DATABASE_TEMPLATE';

/**
 * Migrated already, where a run has made one to copy; `empty` is for who looks at the migration itself. What the service runs on it is kept for the
 * check that nothing crosses locations.
 */
export async function createTestDatabase(as: 'migrated' | 'empty' = 'migrated'): Promise<TestDatabase> {
  if (process.env[STATEMENTS_FOLDER] !== undefined) (await import('../partitions/harness/recorder')).recordStatements();
  const server = process.env.TEST_DATABASE_URL;
  if (server === undefined) throw new Error('TEST_DATABASE_URL is not set: test/store/global-setup.ts sets it.');
  const name = `test_${randomBytes(8).toString('hex')}`;
  const template = as === 'migrated' ? process.env[TEMPLATE] : undefined;
  await onServer(server, `create database ${name}${template === undefined ? '' : ` template ${template} strategy = file_copy`}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.toString(), drop: () => onServer(server, `drop database if exists ${name} with (force)`) };
}

/** Runs one statement on a server. */
export async function onServer(connectionString: string, statement: string): Promise<void> {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
