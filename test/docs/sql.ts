import { Client } from 'pg';

/**
 * Runs the statements in the service's database, and takes back what they did. What they make goes into a schema of its own, which is looked
 * at first: tables of the reader's own may be called like the service's.
 *
 * @throws what the server has against them
 */
export async function runSql(text: string, databaseUrl: string): Promise<void> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query('create schema shown');
    await client.query('set search_path to shown, public');
    await client.query('begin');
    await client.query(text);
  } finally {
    await client.query('rollback').then(() => client.query('drop schema if exists shown cascade'));
    await client.end();
  }
}
