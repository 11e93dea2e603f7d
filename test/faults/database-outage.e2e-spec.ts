import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSandbox, MAIN_TOKEN, Sandbox } from '../../apps/sandbox/src/create-sandbox';
import { PostgresServer } from '../cluster/harness/postgres.server';
import { startTestApi, TestApi } from '../harness/test-api';
import { searchPath } from './search.fixture';

const LONG_MS = 120_000;

describe('a PostgreSQL server that goes away and comes back', () => {
  let folder: string;
  let postgres: PostgresServer;
  let sandbox: Sandbox;
  let api: TestApi;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'leadconnector-messages-outage-'));
    chmodSync(folder, 0o755);
    postgres = await PostgresServer.start({ folder: join(folder, 'store'), logFile: join(folder, 'postgres.log') });
    sandbox = await createSandbox({ messages: 50, rateLimit: false });
    api = await startTestApi({ databaseUrl: postgres.url, upstreamUrl: sandbox.url, token: MAIN_TOKEN });
  }, LONG_MS);
  afterEach(async () => {
    await api.close();
    await sandbox.close();
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }, LONG_MS);

  const probe = async (name: string) => {
    const { status, body } = await api.get(`/health/${name}`, { token: null });
    return { status, body };
  };
  const READY = { status: 200, body: { status: 'ok', info: { store: { status: 'up' } }, error: {}, details: { store: { status: 'up' } } } };

  it(
    'makes the process unready, not dead, and ready again by itself; what was asked is then answered as before',
    async () => {
      const { body: before } = await api.get(searchPath());
      expect(await probe('ready')).toEqual(READY);
      await postgres.kill();
      expect(await probe('ready')).toMatchObject({ status: 503, body: { statusCode: 503, details: { store: { status: 'down' } } } });
      expect((await probe('live')).status).toBe(200);
      const { status, body } = await api.get(searchPath());
      expect({ status, code: body.code }).toEqual({ status: 503, code: 'store-unavailable' });
      await postgres.restart();
      expect(await probe('ready')).toEqual(READY);
      expect((await api.get(searchPath(), { headers: { 'cache-control': 'max-age=86400' } })).body).toEqual({
        ...before,
        traceId: expect.any(String),
      });
    },
    LONG_MS,
  );
});
