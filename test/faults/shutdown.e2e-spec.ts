import { Agent, get, IncomingHttpHeaders } from 'node:http';
import { connect, createServer } from 'node:net';
import { once } from 'node:events';
import { AddressInfo } from 'node:net';
import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSandbox, Sandbox, systemClock } from '../../apps/sandbox/src/create-sandbox';
import { startTcpProxy } from '../harness/tcp-proxy';
import { createTestDatabase, TestDatabase } from '../harness/test-database';
import { ApiProcess, endProcess, spawnApi, startApiProcess, untilReady } from './api-process.fixture';
import { searchPath } from './search.fixture';
import { ANCHOR } from './stage.fixture';

const LONG_MS = 120_000;
const SEARCH = searchPath({ limit: '1' });

describe('a process that is told to stop', () => {
  let sandbox: Sandbox;
  let database: TestDatabase;
  let api: ApiProcess | undefined;

  beforeEach(async () => {
    sandbox = await createSandbox({ anchor: ANCHOR, clock: systemClock, messages: 50, rateLimit: false });
    database = await createTestDatabase();
  });
  afterEach(async () => {
    await endProcess(api);
    await sandbox.close();
    await database.drop();
  }, LONG_MS);

  const start = async (environment: Record<string, string>) =>
    (api = await startApiProcess({ DATABASE_URL: database.url, LEADCONNECTOR_BASE_URL: sandbox.url, ...environment }));

  it(
    'is not ready at once, and serves on for a while, telling every connection to come back by another',
    async () => {
      const { url, child, exited, get: ask } = await start({ SHUTDOWN_DELAY_MS: '4000' });
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      expect((await sent(url + SEARCH, agent)).connection).toBe('keep-alive');
      child.kill('SIGTERM');
      let ready = await ask('/health/ready');
      while (ready.status === 200) ready = await ask('/health/ready');
      expect(ready.body).toMatchObject({
        ...{ statusCode: 503, code: 'not-ready' },
        details: { process: { status: 'down' } },
      });
      expect((await sent(url + SEARCH, agent)).connection).toBe('close');
      expect(await ask(SEARCH)).toMatchObject({ status: 200, body: { complete: true } });
      expect((await ask('/health/live')).status).toBe(200);
      expect(await exited).toBe(0);
      agent.destroy();
    },
    LONG_MS,
  );

  it(
    'answers what came while it stood still, though its time to stop was over by then',
    async () => {
      const { url, child, exited, get: ask } = await start({ SHUTDOWN_DELAY_MS: '3000' });
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      await sent(`${url}/health/live`, agent);
      child.kill('SIGTERM');
      while ((await ask('/health/ready')).status === 200);
      child.kill('SIGSTOP');
      const answer = sent(`${url}/health/live`, agent);
      // For longer than it has left.
      await new Promise((resolve) => setTimeout(resolve, 3_200));
      child.kill('SIGCONT');
      expect((await answer).connection).toBe('close');
      expect(await exited).toBe(0);
      agent.destroy();
    },
    LONG_MS,
  );

  it(
    'cuts off who does not fetch an answer, and ends well',
    async () => {
      const { url, child, exited, output } = await start({ SHUTDOWN_TIMEOUT_MS: '3000', READ_TIMEOUT_MS: '600000' });
      const hung = new Promise<void>((resolve) => {
        sandbox.faults.next(() => (setImmediate(resolve), true), { kind: 'hang' }, Infinity);
      });
      const lost = fetch(`${url}/conversations/messages/abc`, { headers: { authorization: 'Bearer pit-sandbox-main' } }).catch(
        () => 'cut off',
      );
      await hung;
      child.kill('SIGTERM');
      expect(await lost).toBe('cut off');
      expect(await exited).toBe(0);
      expect(output()).toContain('1 requests that did not end were cut off');
    },
    LONG_MS,
  );

  it(
    'is ended by itself when something hangs, and says so',
    async () => {
      const proxy = await startTcpProxy(database.url);
      const { child, exited, output, get: ask } = await start({ SHUTDOWN_TIMEOUT_MS: '2000', DATABASE_URL: proxy.url });
      const writing = new Promise<void>((resolve) => {
        sandbox.faults.next(({ query }) => query.sortBy === 'updatedAt' && (proxy.hang(), setImmediate(resolve), true), {
          kind: 'slow',
          ms: 1,
        });
      });
      const search = ask(SEARCH).catch(() => 'cut off');
      await writing;
      child.kill('SIGTERM');
      expect(await exited).toBe(1);
      expect(output()).toContain('The service did not stop within 2000 ms of SIGTERM, and is ended');
      await search;
      await proxy.close();
    },
    LONG_MS,
  );
});

describe('a process that can not start', () => {
  it(
    'says what can not work together with what is not even right, and tries nothing that is not',
    async () => {
      const taken = createServer().listen(0, '127.0.0.1');
      await once(taken, 'listening');
      const port = String((taken.address() as AddressInfo).port);
      const url = new URL(process.env.TEST_DATABASE_URL ?? '');
      url.pathname = '/no_such_database';
      const api = await spawnApi({ PORT: port, OPERATOR_PORT: port, DATABASE_URL: url.toString(), LOG_LEVEL: 'loud' });
      expect(await api.exited).toBe(1);
      expect(api.output().trim().split('\n')).toEqual([
        'The environment is not usable:',
        `  - OPERATOR_PORT must not be PORT, which is ${port} as well`,
        '  - LOG_LEVEL must be one of fatal, error, warn, info, debug, trace, silent; given "loud"',
        `  - PORT ${port} on HOST 127.0.0.1 can not be listened on: EADDRINUSE`,
        '  - DATABASE_URL can not be used: database "no_such_database" does not exist',
      ]);
      taken.close();
    },
    LONG_MS,
  );

  it(
    'says all that is wrong with what it is given, and listens nowhere',
    async () => {
      const taken = [0, 1].map(() => createServer().listen(0, '127.0.0.1'));
      await Promise.all(taken.map((server) => once(server, 'listening')));
      const [port = '', operatorPort = ''] = taken.map((server) => String((server.address() as AddressInfo).port));
      const url = new URL(process.env.TEST_DATABASE_URL ?? '');
      url.pathname = '/no_such_database';
      const api = await spawnApi({ PORT: port, OPERATOR_PORT: operatorPort, DATABASE_URL: url.toString() });
      expect(await api.exited).toBe(1);
      expect(api.output().trim().split('\n')).toEqual([
        'The service can not start:',
        `  - PORT ${port} on HOST 127.0.0.1 can not be listened on: EADDRINUSE`,
        `  - OPERATOR_PORT ${operatorPort} on HOST 127.0.0.1 can not be listened on: EADDRINUSE`,
        '  - DATABASE_URL can not be used: database "no_such_database" does not exist',
      ]);
      for (const server of taken) server.close();
    },
    LONG_MS,
  );

  describe('as the second on one embedded store', () => {
    let folder: string;
    let environment: { readonly DATA_DIR: string };
    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), 'leadconnector-messages-second-'));
      chmodSync(folder, 0o755);
      environment = { DATA_DIR: join(folder, 'data') };
    });
    afterEach(() => rmSync(folder, { recursive: true, force: true }));

    const expectRefused = async (second: ApiProcess, first: ApiProcess) => {
      expect(await second.exited).toBe(1);
      expect(second.output()).toContain('which is for one process alone. To run several, set DATABASE_URL');
      expect((await first.get('/health/ready')).status).toBe(200);
      expect(await endProcess(first, 'SIGTERM')).toBe(0);
    };

    it(
      'says what to do, and leaves the first alone',
      async () => {
        const first = await startApiProcess(environment);
        await expectRefused(await spawnApi(environment), first).finally(() => endProcess(first));
      },
      LONG_MS,
    );

    it(
      'does so too when both make the store at the same moment',
      async () => {
        const both = [await spawnApi(environment), await spawnApi(environment)];
        const second = await Promise.race(both.map((api) => api.exited.then(() => api)));
        const first = both.find((api) => api !== second) ?? second;
        await untilReady(first)
          .then(() => expectRefused(second, first))
          .finally(() => endProcess(first));
        expect(readdirSync(join(environment.DATA_DIR, 'store')).sort()).toEqual(['password', 'postgres']);
      },
      LONG_MS,
    );
  });
});

describe('callers who send and read a byte now and then', () => {
  it(
    'harm nobody: others are served meanwhile',
    async () => {
      const sandbox = await createSandbox({ anchor: ANCHOR, clock: systemClock, messages: 1_200, rateLimit: false });
      const database = await createTestDatabase();
      const api = await startApiProcess({ DATABASE_URL: database.url, LEADCONNECTOR_BASE_URL: sandbox.url, SEARCH_MAX_AGE_MS: '86400000' });
      const page = searchPath({ limit: '1000' });
      const { body } = await api.get(page);
      const authorization = 'Authorization: Bearer pit-sandbox-main';
      const beginnings = [
        `GET ${page} HTTP/1.1\r\nHost:`,
        `POST /messages/search HTTP/1.1\r\nHost: x\r\n${authorization}\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{`,
        `GET ${page} HTTP/1.1\r\nHost: x\r\n${authorization}\r\n\r\n`,
      ];
      const { port } = new URL(api.url);
      const slow = await Promise.all(
        Array.from({ length: 100 }, async (_, index) => {
          const socket = connect(Number(port), '127.0.0.1').on('error', () => undefined);
          await once(socket, 'connect');
          socket.pause().write(beginnings[index % beginnings.length] ?? '');
          return socket;
        }),
      );
      for (let round = 0; round < 10; round += 1) {
        slow.forEach((socket, index) => index % 3 < 2 && socket.write(' '));
        expect((await api.get(page)).body.messages).toEqual(body.messages);
      }
      slow.forEach((socket) => socket.destroy());
      await endProcess(api);
      await sandbox.close();
      await database.drop();
    },
    LONG_MS,
  );
});

/** The headers of an answer whose body is taken. */
function sent(url: string, agent: Agent): Promise<IncomingHttpHeaders> {
  return new Promise((resolve, reject) => {
    get(url, { agent, headers: { authorization: 'Bearer pit-sandbox-main' } }, (response) => {
      response.resume().once('end', () => resolve(response.headers));
    }).once('error', reject);
  });
}
