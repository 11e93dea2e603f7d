import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '../../../libs/messages/src/store/embedded/embedded-postgres';

/** Runs `work` on the server of TEST_DATABASE_URL, or on an embedded one that is gone afterwards. */
export async function withTestServer(work: () => Promise<void>): Promise<void> {
  if (process.env.TEST_DATABASE_URL) return work();
  const folder = mkdtempSync(join(tmpdir(), 'leadconnector-messages-harness-'));
  // The server may run as another user than ours, who must be able to pass through.
  chmodSync(folder, 0o755);
  const server = await startEmbeddedPostgres(join(folder, 'data'));
  process.env.TEST_DATABASE_URL = server.connectionString;
  try {
    await work();
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
