import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { COVERAGE_FOLDER } from '../contract/observed';
import { STATEMENTS_FOLDER } from '../partitions/recorded';
import { startEmbeddedPostgres } from '../../libs/messages/src/store/embedded/embedded-postgres';

/**
 * One PostgreSQL for all tests: yours with TEST_DATABASE_URL, else an embedded one. Each test file makes databases of its own. Under Jest,
 * which gives its configuration, also folders for what is exercised of the contract and for the statements that are run.
 */
export default async function globalSetup(config?: object): Promise<void> {
  if (config) {
    process.env[COVERAGE_FOLDER] = mkdtempSync(join(tmpdir(), 'leadconnector-messages-contract-'));
    process.env[STATEMENTS_FOLDER] = mkdtempSync(join(tmpdir(), 'leadconnector-messages-statements-'));
  }
  if (process.env.TEST_DATABASE_URL) return;
  const folder = mkdtempSync(join(tmpdir(), 'leadconnector-messages-test-'));
  // The server may run as another user than ours, who must be able to pass through.
  chmodSync(folder, 0o755);
  const server = await startEmbeddedPostgres(join(folder, 'data'));
  process.env.TEST_DATABASE_URL = server.connectionString;
  (globalThis as { stopTestServer?: () => Promise<void> }).stopTestServer = async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  };
}
