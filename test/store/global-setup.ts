import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { COVERAGE_FOLDER } from '../contract/observed';
import { createTestDatabase, onServer, TEMPLATE, TestDatabase } from '../harness/test-database';
import { STATEMENTS_FOLDER } from '../partitions/recorded';
import { startEmbeddedPostgres } from '../../libs/messages/src/store/embedded/embedded-postgres';
import { migrate } from '../../libs/messages/src/store/migrate';

/** What global-teardown undoes. */
export interface Started {
  template?: TestDatabase;
  stopTestServer?: () => Promise<void>;
}

/**
 * One PostgreSQL for all tests: yours with TEST_DATABASE_URL, else an embedded one. Each test file makes databases of its own. Under Jest,
 * which gives its configuration, also folders for what is exercised of the contract and for the statements that are run, and a migrated database
 * for files to copy.
 */
export default async function globalSetup(config?: object): Promise<void> {
  if (config) {
    process.env[COVERAGE_FOLDER] = mkdtempSync(join(tmpdir(), 'leadconnector-messages-contract-'));
    process.env[STATEMENTS_FOLDER] = mkdtempSync(join(tmpdir(), 'leadconnector-messages-statements-'));
  }
  if (!process.env.TEST_DATABASE_URL) await startServer(config !== undefined);
  if (config) await makeTemplate();
}

async function startServer(isForJest: boolean): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'leadconnector-messages-test-'));
  // The server may run as another user than ours, who must be able to pass through.
  chmodSync(folder, 0o755);
  const server = await startEmbeddedPostgres(join(folder, 'data'));
  process.env.TEST_DATABASE_URL = server.connectionString;
  if (isForJest) await writeLazily(server.connectionString);
  (globalThis as Started).stopTestServer = async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  };
}

/** Nothing of it has to outlive the machine, and each database that is dropped would wait for the disk. What is measured is left as it is. */
async function writeLazily(server: string): Promise<void> {
  for (const setting of ['fsync', 'full_page_writes']) await onServer(server, `alter system set ${setting} = off`);
  await onServer(server, 'select pg_reload_conf()');
}

async function makeTemplate(): Promise<void> {
  const template = await createTestDatabase('empty');
  (globalThis as Started).template = template;
  await migrate(template.url);
  process.env[TEMPLATE] = new URL(template.url).pathname.slice(1);
}
