import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { migrate } from '../../../libs/messages/src/store/migrate';
import { createTestDatabase, TestDatabase } from '../../harness/test-database';

/** What the documentation tells an operator to run. */
export const PARTITION = join(__dirname, '../../../deploy/postgresql/partition.sql');

/** A migrated database whose tables are partitioned by location; with 0 they are not. */
export async function createPartitionedDatabase(partitions: number): Promise<TestDatabase> {
  const database = await createTestDatabase();
  await migrate(database.url);
  if (partitions > 0) await partition(database.url, partitions);
  return database;
}

/** As `psql` would run it, on what the database has. */
export async function partition(url: string, partitions: number): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    // Hundreds of empty files needn't reach the disk each by itself.
    await client.query(`set synchronous_commit = off; set leadconnector.partitions = ${partitions}`);
    await client.query(readFileSync(PARTITION, 'utf8'));
  } finally {
    await client.end();
  }
}
