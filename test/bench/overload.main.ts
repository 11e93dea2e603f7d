import globalSetup from '../store/global-setup';
import globalTeardown from '../store/global-teardown';
import { createTestDatabase } from '../harness/test-database';
import { answersPerSecond } from './load';
import { openLoad } from './open-load';
import { startApplication } from './processes';
import { Figure, printFigures } from './report';
import { quantile } from './steady-load';

const SEARCH = '/messages/search?locationId=ve9EPM428h8vShlRW1KT&type=TYPE_CALL,TYPE_SMS&limit=100&includeContact=true';
const HEADERS = { authorization: 'Bearer pit-sandbox-main' };
const SECONDS = 8;
const TIMES_THE_CAPACITY = 2.5;
const TIMEOUT_MS = 10_000;
const AIM_MS = 1_000;

/** What callers get at two and a half times as many requests as the process can answer, with refusals and without. Some 40 seconds. */
async function main(): Promise<void> {
  await globalSetup();
  const database = await createTestDatabase();
  const sandbox = await startApplication('sandbox', 38_085, { SANDBOX_MESSAGES: '20000', SANDBOX_RATE_LIMIT: 'off' });
  try {
    const figures: Figure[] = [];
    for (const delayMs of ['0', '150']) {
      const api = await startApplication('api', 38_086, {
        ...{ DATABASE_URL: database.url, LEADCONNECTOR_BASE_URL: sandbox.url, LOG_LEVEL: 'error' },
        ...{ SEARCH_MAX_AGE_MS: '86400000', SEARCH_CACHE_BYTES: '0', OVERLOAD_DELAY_MS: delayMs },
      });
      try {
        const load = { url: api.url, paths: [SEARCH], headers: HEADERS };
        const { status } = await fetch(api.url + SEARCH, { headers: HEADERS });
        if (status !== 200) throw new Error(`The search answered ${status}.`);
        await answersPerSecond({ ...load, connections: 8, seconds: 2 });
        const capacity = await answersPerSecond({ ...load, connections: 8, seconds: 3 });
        const perSecond = capacity * TIMES_THE_CAPACITY;
        const { sent, acceptedMs, refused, lost } = await openLoad({ ...load, perSecond, seconds: SECONDS, timeoutMs: TIMEOUT_MS });
        const [median, slowest] = [0.5, 0.99].map((share) => quantile(acceptedMs, share));
        figures.push({
          name: `at ${perSecond.toFixed(0)} requests/s, ${delayMs === '0' ? 'nothing refused' : 'as by default'}`,
          measured: `p50 ${median?.toFixed(0)} ms, p99 ${slowest?.toFixed(0)} ms`,
          baseline: `${capacity.toFixed(0)} answers/s at most`,
          ratio: `${acceptedMs.length} of ${sent} answered, ${refused} refused, ${lost} lost`,
          aim: `p99 below ${AIM_MS} ms`,
          met: slowest !== undefined && slowest < AIM_MS,
        });
      } finally {
        await api.stop();
      }
    }
    printFigures(figures);
  } finally {
    await sandbox.stop();
    await database.drop();
    await globalTeardown();
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
