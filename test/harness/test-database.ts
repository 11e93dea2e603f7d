import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { STATEMENTS_FOLDER } from '../partitions/recorded';

/** The database that those of tests are copies of, rather than empty. */
export const TEMPLATE = 'TEST_DATABASE_TEMPLATE';

/** A database of its own on the test server. */
export interface TestDatabase {
  readonly url: string;
  /** Ends whatever is connected to it and removes it. */
  drop(): Promise<void>;
}

/** An empty one, or a copy of TEMPLATE. What the service runs on it is kept for the check that nothing crosses locations. */
export async function createTestDatabase(): Promise<TestDatabase> {
  if (process.env[STATEMENTS_FOLDER] !== undefined) (await import('../partitions/harness/recorder')).recordStatements();
  const server = process.env.TEST_DATABASE_URL;
  if (server === undefined) throw new Error('TEST_DATABASE_URL is not set: test/store/global-setup.ts sets it.');
  const name = `test_${randomBytes(8).toString('hex')}`;
  const template = process.env[TEMPLATE];
  await onServer(server, `create database ${name}${template === undefined ? '' : ` template ${template}`}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.toString(), drop: () => onServer(server, `drop database if exists ${name} with (force)`) };
}

async function onServer(connectionString: string, statement: string): Promise<void> {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
