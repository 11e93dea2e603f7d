import { execFileSync } from 'node:child_process';
import { get } from 'node:http';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../harness/free-port';
import { hasProgram, startRedis } from '../cluster/harness/redis.server';
import { ServerProcess } from '../cluster/harness/server-process';
import { createTestDatabase } from '../harness/test-database';
import globalSetup from '../store/global-setup';
import globalTeardown from '../store/global-teardown';
import { median, printFigures } from './report';

const MAIN = join(__dirname, '..', '..', 'dist', 'apps', 'api', 'main.js');
const TIMES = 5;
const AIM_MS = 2_000;

/** How long `node dist/apps/api/main.js` takes until it is ready, on a migrated database and with a Redis where there is one. Some 15 seconds. */
async function main(): Promise<void> {
  await globalSetup();
  const database = await createTestDatabase();
  const folder = mkdtempSync(join(tmpdir(), 'leadconnector-messages-start-'));
  const redis = hasProgram('redis-server') ? await startRedis(join(folder, 'redis.log')) : null;
  const environment = {
    ...{ NODE_ENV: 'production', DATABASE_URL: database.url, LEADCONNECTOR_BASE_URL: 'http://127.0.0.1:9', SHUTDOWN_DELAY_MS: '0' },
    ...(redis && { REDIS_URL: redis.url }),
  };
  try {
    // Migrates, and brings what is read from disk into memory.
    await start(folder, environment);
    const starts: { readonly ms: number; readonly processorMs: number }[] = [];
    for (let time = 0; time < TIMES; time += 1) starts.push(await start(folder, environment));
    const ms = median(starts.map((one) => one.ms));
    const processorMs = median(starts.map((one) => one.processorMs));
    printFigures([
      {
        name: `start to ready, ${redis ? 'with' : 'without'} Redis, median of ${TIMES}`,
        measured: `${ms.toFixed(0)} ms (${starts.map((one) => one.ms.toFixed(0)).join(' ')})`,
        baseline: `${processorMs.toFixed(0)} ms of processor`,
        ratio: (ms / AIM_MS).toFixed(2),
        aim: `below ${AIM_MS} ms`,
        met: ms < AIM_MS,
      },
    ]);
  } finally {
    await redis?.process.kill();
    await database.drop();
    await globalTeardown();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function start(folder: string, environment: Readonly<Record<string, string>>): Promise<{ ms: number; processorMs: number }> {
  const port = await freePort();
  const api = new ServerProcess({
    ...{ name: 'api', command: process.execPath, args: [MAIN], logFile: join(folder, 'api.log') },
    environment: { ...environment, PORT: String(port), HOST: '127.0.0.1', LOG_LEVEL: 'warn' },
    isReady: () => isReady(port),
  });
  const startedAt = performance.now();
  await api.start();
  const measured = { ms: performance.now() - startedAt, processorMs: processorMsOf(api.pid) };
  await api.stop();
  return measured;
}

function isReady(port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    get({ port, host: '127.0.0.1', path: '/health/ready' }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    }).once('error', reject);
  });
}

/** What a process has used so far, or NaN where the system doesn't tell. */
function processorMsOf(pid: number | undefined): number {
  try {
    const ticks = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));
    // Behind the name, which may have spaces: the 14th and 15th field of all.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return ((Number(fields[11]) + Number(fields[12])) * 1000) / ticks;
  } catch {
    return NaN;
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
