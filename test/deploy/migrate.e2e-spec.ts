import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { Client } from 'pg';
import { endProcess, startApiProcess } from '../faults/api-process.fixture';
import { createTestDatabase, TestDatabase } from '../harness/test-database';
import { ROOT } from './manifests';

interface Ended {
  readonly code: number;
  readonly output: string;
}

/** `node dist/apps/api/main.js migrate` */
function migrate(environment: Record<string, string>): Promise<Ended> {
  const { PATH = '', HOME = '' } = process.env;
  const options = { env: { PATH, HOME, ...environment } };
  return new Promise((resolve) => {
    execFile(process.execPath, [join(ROOT, 'dist', 'apps', 'api', 'main.js'), 'migrate'], options, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code), output: stdout + stderr }),
    );
  });
}

describe('the init step', () => {
  let database: TestDatabase;
  let owner: Client;

  beforeEach(async () => {
    database = await createTestDatabase('empty');
    owner = new Client({ connectionString: database.url });
    await owner.connect();
  });

  afterEach(async () => {
    await owner.end();
    await database.drop();
  });

  it('brings the schema up once, in however many pods at once, and ends; a user who owns nothing serves from it then', async () => {
    const all = await Promise.all([1, 2].map(() => migrate({ DATABASE_URL: database.url })));
    expect(all).toEqual(all.map(() => ({ code: 0, output: '' })));
    expect(await migrate({ DATABASE_URL: database.url })).toEqual({ code: 0, output: '' });

    const user = `test_${randomBytes(6).toString('hex')}`;
    await owner.query(`create role ${user} login password 'of-the-test' in role leadconnector_messages_service`);
    try {
      await owner.query(`revoke create on schema public from public`);
      const url = new URL(database.url);
      [url.username, url.password] = [user, 'of-the-test'];
      const api = await startApiProcess({ DATABASE_URL: url.toString(), LEADCONNECTOR_BASE_URL: 'http://127.0.0.1:1' });
      expect(await endProcess(api, 'SIGTERM')).toBe(0);
    } finally {
      await owner.query(`drop owned by ${user}`);
      await owner.query(`drop role ${user}`);
    }
  }, 120_000);

  it('fails, and says why, without a database of its own', async () => {
    const { code, output } = await migrate({});
    expect(code).toBe(1);
    expect(output).toContain('DATABASE_URL is not set: the embedded database is migrated when the service starts.');
  }, 60_000);
});
