import globalSetup from '../store/global-setup';
import globalTeardown from '../store/global-teardown';
import { createTestDatabase } from '../harness/test-database';
import { answersPerSecond } from './load';
import { openLoad, OpenLoadOutcome } from './open-load';
import { Application, startApplication } from './processes';
import { Figure, printFigures } from './report';
import { quantile } from './steady-load';

const OF_THE_LOCATION = 'locationId=ve9EPM428h8vShlRW1KT&type=TYPE_CALL,TYPE_SMS';
const WORK = [
  { name: 'pages of 1000 with contacts', path: `/messages/search?${OF_THE_LOCATION}&limit=1000&includeContact=true` },
  { name: 'reports over all', path: `/messages/stats?${OF_THE_LOCATION}&groupBy=day,direction,status` },
];
const HEADERS = { authorization: 'Bearer pit-sandbox-main' };
const SECONDS = 6;
const TIMES_THE_CAPACITY = 2.5;
/** After which a caller has no use for an answer any more. */
const TIMEOUT_MS = 5_000;
const AIM_MS = 1_000;
const LEAST_SERVED = 0.8;

/** What callers get at two and a half times as many requests as the process can answer, with refusals and without. Some 50 seconds. */
async function main(): Promise<void> {
  await globalSetup();
  const database = await createTestDatabase();
  const sandbox = await startApplication('sandbox', 38_085, { SANDBOX_MESSAGES: '20000', SANDBOX_RATE_LIMIT: 'off' });
  const start = (delayMs: string) =>
    startApplication('api', 38_086, {
      ...{ DATABASE_URL: database.url, LEADCONNECTOR_BASE_URL: sandbox.url, LOG_LEVEL: 'error' },
      ...{ SEARCH_MAX_AGE_MS: '86400000', SEARCH_CACHE_BYTES: '0', OVERLOAD_DELAY_MS: delayMs },
    });
  try {
    const figures: Figure[] = [];
    for (const { name, path } of WORK) {
      const { capacity, outcome: without } = await withApplication(
        () => start('0'),
        async (api) => {
          const load = { url: api.url, paths: [path], headers: HEADERS };
          const { status } = await fetch(api.url + path, { headers: HEADERS });
          if (status !== 200) throw new Error(`${name} was answered ${status}.`);
          await answersPerSecond({ ...load, connections: 8, seconds: 2 });
          const most = await answersPerSecond({ ...load, connections: 8, seconds: 2 });
          return { capacity: most, outcome: await overload(api, path, most) };
        },
      );
      const refusing = await withApplication(
        () => start('150'),
        async (api) => {
          await fetch(api.url + path, { headers: HEADERS });
          await answersPerSecond({ url: api.url, paths: [path], headers: HEADERS, connections: 4, seconds: 1 });
          return overload(api, path, capacity);
        },
      );
      figures.push(...figuresOf(name, capacity, without, refusing));
    }
    printFigures(figures);
  } finally {
    await sandbox.stop();
    await database.drop();
    await globalTeardown();
  }
}

async function withApplication<Result>(start: () => Promise<Application>, work: (api: Application) => Promise<Result>): Promise<Result> {
  const api = await start();
  try {
    return await work(api);
  } finally {
    await api.stop();
  }
}

function overload({ url }: Application, path: string, capacity: number): Promise<OpenLoadOutcome> {
  const perSecond = capacity * TIMES_THE_CAPACITY;
  return openLoad({ url, paths: [path], headers: HEADERS, perSecond, seconds: SECONDS, timeoutMs: TIMEOUT_MS });
}

function figuresOf(name: string, capacity: number, without: OpenLoadOutcome, refusing: OpenLoadOutcome): readonly Figure[] {
  const [off, on] = [without, refusing].map(({ acceptedMs }) => quantile(acceptedMs, 0.99));
  const served = refusing.acceptedMs.length / (capacity * SECONDS);
  const refusedMs = quantile(refusing.refusedMs, 0.5);
  const perSecond = `at ${(capacity * TIMES_THE_CAPACITY).toFixed(0)} requests/s`;
  return [
    {
      name: `${name}: p99 of those answered, ${perSecond}`,
      measured: `${ms(on)} (p50 ${ms(quantile(refusing.acceptedMs, 0.5))})`,
      baseline: `${ms(off)} (p50 ${ms(quantile(without.acceptedMs, 0.5))}) with nothing refused`,
      ratio: ((on ?? NaN) / (off ?? NaN)).toFixed(2),
      aim: `below ${AIM_MS} ms`,
      met: on !== undefined && on < AIM_MS,
    },
    {
      name: `${name}: answered`,
      measured: `${refusing.acceptedMs.length} of ${refusing.sent}, ${refusing.lost} lost`,
      baseline: `${(capacity * SECONDS).toFixed(0)} possible; ${without.acceptedMs.length} with nothing refused, ${without.lost} lost`,
      ratio: served.toFixed(2),
      aim: `at least ${LEAST_SERVED}, none lost`,
      met: served >= LEAST_SERVED && refusing.lost === 0,
    },
    {
      name: `${name}: a refusal, median`,
      measured: `${ms(refusedMs)} (${refusing.refusedMs.length} refused, p99 ${ms(quantile(refusing.refusedMs, 0.99))})`,
      baseline: `${ms(quantile(refusing.lateMs, 0.99))} late was the load itself (p99)`,
      ratio: '',
      aim: 'at most 100 ms',
      met: refusedMs <= 100,
    },
  ];
}

function ms(milliseconds: number | undefined): string {
  return `${milliseconds?.toFixed(0)} ms`;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
