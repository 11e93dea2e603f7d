import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, chmodSync, readFileSync, rmSync, existsSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { createSandbox, RecordedRequest, Sandbox, systemClock } from '../../apps/sandbox/src/create-sandbox';
import { createTestDatabase, TestDatabase } from '../harness/test-database';
import { ApiProcess, endProcess, spawnApi, startApiProcess } from './api-process.fixture';
import { CALLS_AND_SMS, expectError, expectTruth, searchPath } from './search.fixture';
import { ANCHOR, LOCATION } from './stage.fixture';
import { isWalkPage, nthWalkPage, walkPagesOf } from './upstream-requests.fixture';

const SEARCH = searchPath({ includeContact: 'true' });

describe('the API as a process', () => {
  let sandbox: Sandbox;
  let database: TestDatabase;
  let apis: ApiProcess[];
  const environment = () => ({ DATABASE_URL: database.url, LEADCONNECTOR_BASE_URL: sandbox.url, SYNC_LEASE_MS: '1000' });
  const start = async (more: Record<string, string> = {}): Promise<ApiProcess> => {
    const api = await startApiProcess({ ...environment(), ...more });
    apis.push(api);
    return api;
  };
  const spawned = async (more: Record<string, string>): Promise<ApiProcess> => {
    const api = await spawnApi({ ...environment(), ...more });
    apis.push(api);
    return api;
  };
  /** Resolves when upstream has got a request that it will never answer. */
  const hangAt = (matches: (request: RecordedRequest) => boolean, times = 1): Promise<void> =>
    new Promise((resolve) => {
      sandbox.faults.next((request) => matches(request) && (setImmediate(resolve), true), { kind: 'hang' }, times);
    });
  const slowAt = (matches: (request: RecordedRequest) => boolean, ms: number): Promise<void> =>
    new Promise((resolve) => {
      sandbox.faults.next((request) => matches(request) && (setImmediate(resolve), true), { kind: 'slow', ms });
    });

  beforeEach(async () => {
    apis = [];
    sandbox = await createSandbox({ anchor: ANCHOR, clock: systemClock, messages: 1_700, rateLimit: false });
    database = await createTestDatabase('empty');
  });

  afterEach(async () => {
    await Promise.all(apis.map((api) => endProcess(api)));
    await sandbox.close();
    await database.drop();
  });

  it('goes on after kill -9 in mid-walk where it was, at most one page being fetched again', async () => {
    const first = await start();
    const reached = hangAt(nthWalkPage(3));
    const search = first.get(SEARCH).catch(() => null);
    await reached;
    // The page before the one that hangs is on its way into the store: killed with or without it.
    await endProcess(first);
    await search;
    const fetchedBefore = walkPagesOf(sandbox.requests).length;
    const second = await start();
    await expectTruth({ api: second, sandbox }, CALLS_AND_SMS);
    const dates = walkPagesOf(sandbox.requests);
    // Four pages hold everything; a tail may look at the newest once more.
    expect(fetchedBefore).toBe(2);
    expect(dates.length).toBeLessThanOrEqual(4 + 1 + 1);
    expect((await second.get(`/locations/${LOCATION}/sync`)).body).toMatchObject({ complete: true, setAside: 0 });
  });

  it('finishes what is in flight on SIGTERM, takes no more, and exits with 0', async () => {
    const api = await start();
    const reached = slowAt(({ path, query }) => path === '/conversations/messages/export' && query.sortBy === undefined, 700);
    const search = api.get(searchPath({ startAfterDate: String(ANCHOR.getTime() - 86_400_000) }));
    await reached;
    // One that has connected and says nothing must not hold up the end.
    const silent = connect({ port: Number(new URL(api.url).port), host: '127.0.0.1' });
    await once(silent, 'connect');
    api.child.kill('SIGTERM');
    const { status } = await search;
    expect([200, 503]).toContain(status);
    expect(await api.exited).toBe(0);
    silent.destroy();
    await expect(fetch(`${api.url}/health/live`)).rejects.toThrow('fetch failed');
  });

  it('stops a walk on SIGTERM at the end of a page, tells who waits, and leaves the lease free', async () => {
    const api = await start({ SYNC_LEASE_MS: '600000' });
    const reached = hangAt(nthWalkPage(2), Infinity);
    const search = api.get(SEARCH);
    await reached;
    while (((await api.get(`/locations/${LOCATION}/sync`)).body.stored as number) < 500);
    api.child.kill('SIGTERM');
    const answer = await search;
    expect({ status: answer.status, statusCode: answer.body.statusCode as unknown }).toEqual({ status: 503, statusCode: 503 });
    expect(await api.exited).toBe(0);
    sandbox.faults.clear();
    // With a lease still held, this would wait ten minutes.
    const next = await start();
    await expectTruth({ api: next, sandbox });
  });

  it('starts twice on one empty database at once, and walks a cold window once between both', async () => {
    const both = await Promise.all([start(), start()]);
    const answers = await Promise.all(both.map((api) => api.get(SEARCH)));
    for (const { status, body } of answers) expect({ status, complete: body.complete }).toEqual({ status: 200, complete: true });
    expect(walkPagesOf(sandbox.requests).length).toBeLessThanOrEqual(4 + 1);
    for (const api of both) await expectTruth({ api, sandbox });
  });

  it('reports every fault of its environment at once, exits with 1 and listens nowhere', async () => {
    const api = await spawned({ SEARCH_WAIT_MS: 'soon', SETTLING_LAG_MS: '-1', LOG_LEVEL: 'loud', LEADCONNECTOR_BASE_URL: 'ftp://x' });
    expect(await api.exited).toBe(1);
    expect(api.output().trim().split('\n').sort()).toEqual(
      [
        'The environment is not usable:',
        '  - SEARCH_WAIT_MS must be whole milliseconds from 1 to 600000; given "soon"',
        '  - SETTLING_LAG_MS must be whole milliseconds from 0 to 86400000; given -1',
        '  - LOG_LEVEL must be one of fatal, error, warn, info, debug, trace, silent; given "loud"',
        '  - LEADCONNECTOR_BASE_URL must be an http:// or https:// URL without query; given "ftp://x"',
      ].sort(),
    );
    await expect(fetch(`${api.url}/health/live`)).rejects.toThrow('fetch failed');
  });

  it('never writes the password of its database when its URL is refused', async () => {
    const api = await spawned({ DATABASE_URL: 'mysql://me:hunter2@db/x' });
    expect(await api.exited).toBe(1);
    expect(api.output()).toContain('DATABASE_URL must be');
    expect(api.output()).not.toContain('hunter2');
  });

  it('waits for a PostgreSQL that is not there yet, listening nowhere, and can be stopped meanwhile', async () => {
    const api = await spawned({ DATABASE_URL: 'postgresql://me:hunter2@127.0.0.1:1/x' });
    await expect(fetch(`${api.url}/health/live`)).rejects.toThrow('fetch failed');
    expect(await endProcess(api, 'SIGTERM')).not.toBe(0);
    expect(api.output()).not.toContain('hunter2');
  });

  it('exits with 1 on a database that does not exist', async () => {
    const url = new URL(database.url);
    url.pathname = '/no_such_database';
    const api = await spawned({ DATABASE_URL: url.toString() });
    expect(await api.exited).toBe(1);
    expect(api.output()).toContain('no_such_database');
  });

  it('answers 503 while its store is gone, stays live, and recovers without a restart', async () => {
    const api = await start({ SEARCH_MAX_AGE_MS: '86400000' });
    await expectTruth({ api, sandbox });
    const admin = new Client({ connectionString: process.env.TEST_DATABASE_URL });
    await admin.connect();
    const name = new URL(database.url).pathname.slice(1);
    try {
      await admin.query(`alter database ${name} with allow_connections false`);
      await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [name]);
      for (const path of [SEARCH, `/locations/${LOCATION}/sync`]) {
        const answer = await api.get(path);
        expectError(answer, 503, 'The store can not be reached.');
        expect(answer.headers.get('retry-after')).toBe('2');
      }
      expect((await api.get('/health/ready')).body).toMatchObject({ statusCode: 503, details: { store: { status: 'down' } } });
      expect((await api.get('/health/live')).status).toBe(200);
    } finally {
      await admin.query(`alter database ${name} with allow_connections true`);
      await admin.end();
    }
    expect((await api.get('/health/ready')).status).toBe(200);
    await expectTruth({ api, sandbox });
  });

  it('survives that its connections are cut in mid-walk, and recovers', async () => {
    const api = await start();
    let cut: Promise<unknown> = Promise.resolve();
    const admin = new Client({ connectionString: process.env.TEST_DATABASE_URL });
    await admin.connect();
    sandbox.faults.next(
      (request) => {
        const hit = isWalkPage(request) && request.query.cursor !== undefined;
        if (hit)
          cut = admin.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [
            new URL(database.url).pathname.slice(1),
          ]);
        return hit;
      },
      { kind: 'slow', ms: 50 },
    );
    const { status } = await api.get(SEARCH);
    await cut;
    await admin.end();
    expect([200, 503]).toContain(status);
    await expectTruth({ api, sandbox });
  });
});

describe('the API on its embedded store', () => {
  it('keeps its data over a restart, stops its server on SIGTERM, and takes over one that a kill -9 left', async () => {
    const sandbox = await createSandbox({ anchor: ANCHOR, clock: systemClock, messages: 700, rateLimit: false });
    const folder = mkdtempSync(join(tmpdir(), 'leadconnector-messages-faults-'));
    chmodSync(folder, 0o755);
    const pidFile = join(folder, 'data', 'store', 'postgres', 'postmaster.pid');
    const environment = { DATA_DIR: join(folder, 'data'), LEADCONNECTOR_BASE_URL: sandbox.url, SEARCH_MAX_AGE_MS: '86400000' };
    let api: ApiProcess | undefined;
    try {
      api = await startApiProcess(environment);
      await expectTruth({ api, sandbox });
      const server = readFileSync(pidFile, 'utf8').split('\n')[0] ?? '';
      await endProcess(api, 'SIGKILL');
      expect(await isRunning(server)).toBe(true);

      sandbox.clearRequests();
      api = await startApiProcess(environment);
      expect(readFileSync(pidFile, 'utf8').split('\n')[0]).toBe(server);
      await expectTruth({ api, sandbox });
      expect(walkPagesOf(sandbox.requests)).toEqual([]);

      expect(await endProcess(api, 'SIGTERM')).toBe(0);
      expect(existsSync(pidFile)).toBe(false);
      expect(await isRunning(server)).toBe(false);
    } finally {
      await endProcess(api);
      await sandbox.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

/** One that has ended but that nobody has asked about yet (Z) doesn't run. */
async function isRunning(pid: string): Promise<boolean> {
  return promisify(execFile)('ps', ['-o', 'stat=', '-p', pid]).then(
    ({ stdout }) => !stdout.trim().startsWith('Z'),
    () => false,
  );
}
