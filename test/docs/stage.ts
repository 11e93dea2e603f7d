import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSandbox, MAIN_LOCATION_ID, MAIN_TOKEN, Sandbox } from '../../apps/sandbox/src/create-sandbox';
import { startTestApi, TestApi } from '../harness/test-api';
import { createTestDatabase } from '../harness/test-database';

/** What the documentation speaks of: the service and upstream, with the location and the token of the demo. */
export interface DocumentedService {
  readonly api: TestApi;
  readonly sandbox: Sandbox;
  readonly databaseUrl: string;
  /** Where what is run may write. */
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Addresses and placeholders of the documentation, as they are here. */
  readonly here: (text: string) => string;
  close(): Promise<void>;
}

const ADMIN_TOKEN = 'the-operators-key-of-the-documentation';
/** In the past on any machine. */
const ANCHOR = new Date('2025-06-02T12:00:00.000Z');

/** @param environment further variables of the API */
export async function startDocumentedService(environment: Record<string, string> = {}, messages = 2_000): Promise<DocumentedService> {
  const sandbox = await createSandbox({ anchor: ANCHOR, messages, rateLimit: false });
  const database = await createTestDatabase();
  const folder = await mkdtemp(join(tmpdir(), 'docs-'));
  const api = await startTestApi({
    databaseUrl: database.url,
    upstreamUrl: sandbox.url,
    token: MAIN_TOKEN,
    environment: { ADMIN_TOKEN, ENCRYPTION_KEYS: Buffer.alloc(32, 1).toString('base64'), BACKGROUND_SYNC: 'off', ...environment },
  });
  await api.get(`/messages/search?locationId=${MAIN_LOCATION_ID}&type=TYPE_CALL`);
  return {
    api,
    sandbox,
    databaseUrl: database.url,
    folder,
    environment: { ADMIN_TOKEN, LOCATION: MAIN_LOCATION_ID, TOKEN: MAIN_TOKEN, BASE_URL: api.url },
    here: (text) =>
      text
        .replaceAll(/http:\/\/(?:127\.0\.0\.1|localhost):3000|https:\/\/messages\.example\.com/g, api.url)
        .replaceAll('http://127.0.0.1:3001', sandbox.url)
        .replaceAll('YOUR_LOCATION', MAIN_LOCATION_ID)
        .replaceAll(/YOUR_TOKEN|pit-…/g, MAIN_TOKEN),
    close: async () => {
      await api.close();
      await sandbox.close();
      await database.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
