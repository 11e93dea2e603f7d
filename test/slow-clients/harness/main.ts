import { MAIN_TOKEN } from '../../../apps/sandbox/src/create-sandbox';
import { pause, residentMegabytes, startApplication } from '../../bench/processes';
import { answerTimes, quantile } from '../../bench/steady-load';
import { numberAfter, runMain } from '../../cluster/harness/options';
import { searchPath } from '../../faults/search.fixture';
import { createTestDatabase } from '../../harness/test-database';
import globalSetup from '../../store/global-setup';
import globalTeardown from '../../store/global-teardown';
import { SlowClient, startSlowClients } from './slow-clients';

const PER_SECOND = 50;
/** By which those who send are cut off: 15 s for headers, 30 s for a request, looked at every five; and what a busy machine adds. */
const CUT_WITHIN_SECONDS = { headers: 25, body: 40, reads: Infinity };
/** As much as unsent answers may take together, 192 MiB, and what the process grows by under any load. */
const MOST_GROWTH_MB = 350;
const MOST_TIMES_SLOWER = 3;
/** Below this, a ratio of times says nothing. */
const QUICK_MS = 20;

/** `npm run harness:slow-clients -- --sockets 1000 --seconds 30`: what others notice of callers who send or read a byte a second. */
async function main(): Promise<boolean> {
  const sockets = numberAfter('--sockets', 1_000);
  const seconds = numberAfter('--seconds', 30);
  await globalSetup();
  const database = await createTestDatabase();
  const sandbox = await startApplication('sandbox', 38_087, { SANDBOX_MESSAGES: '5000', SANDBOX_RATE_LIMIT: 'off' });
  const api = await startApplication('api', 38_088, {
    ...{
      DATABASE_URL: database.url,
      LEADCONNECTOR_BASE_URL: sandbox.url,
      LOG_LEVEL: 'error',
      OVERLOAD_DELAY_MS: '0',
      SEARCH_MAX_AGE_MS: '86400000',
    },
  });
  try {
    const path = searchPath({ limit: '100' });
    const headers = { authorization: `Bearer ${MAIN_TOKEN}` };
    const load = { url: api.url, paths: Array<string>(PER_SECOND * seconds).fill(path), headers, perSecond: PER_SECOND };
    await answerTimes({ ...load, paths: load.paths.slice(0, PER_SECOND * 5) });
    const alone = await answerTimes(load);
    const before = residentMegabytes(api);
    let most = before ?? 0;
    const looking = setInterval(() => (most = Math.max(most, residentMegabytes(api) ?? 0)), 250);
    const slow = startSlowClients({
      ...{ url: api.url, path: searchPath({ limit: '1000', includeContact: 'true' }), token: MAIN_TOKEN, byteEveryMs: 1_000 },
      each: { headers: Math.ceil(sockets / 4), body: Math.ceil(sockets / 4), reads: Math.floor(sockets / 2) },
    });
    // That hundreds of pages are asked for at one moment is a burst, whoever asks; what is measured is that they aren't fetched.
    const isServed = ({ slowness, received, cutAt }: SlowClient) => slowness !== 'reads' || received !== '' || cutAt !== null;
    while (!slow.all.every(isServed)) await pause(100);
    const beside = await answerTimes(load);
    await Promise.race([slow.sendersCut, pause(CUT_WITHIN_SECONDS.body * 1_000)]);
    clearInterval(looking);
    const late = slow.all.filter((one) => secondsOf(one) > CUT_WITHIN_SECONDS[one.slowness]);
    const [p99Alone, p99Beside] = [quantile(alone, 0.99), quantile(beside, 0.99)];
    const grewMb = most - (before ?? 0);
    console.log({
      sockets: slow.all.length,
      othersMs: { p50: [quantile(alone, 0.5), quantile(beside, 0.5)], p99: [p99Alone, p99Beside], ratio: p99Beside / p99Alone },
      memoryMb: { before, most, grewMb },
      sendersCut: slow.all.filter(({ slowness, cutAt }) => slowness !== 'reads' && cutAt !== null).length,
      slowestCutSeconds: Math.max(...slow.all.filter(({ cutAt }) => cutAt !== null).map(secondsOf)),
      readersCut: slow.all.filter(({ slowness, cutAt }) => slowness === 'reads' && cutAt !== null).length,
      late: late.length,
    });
    slow.stop();
    return late.length === 0 && grewMb < MOST_GROWTH_MB && p99Beside < Math.max(QUICK_MS, MOST_TIMES_SLOWER * p99Alone);
  } finally {
    await api.stop();
    await sandbox.stop();
    await database.drop();
    await globalTeardown();
  }
}

/** For how long it was let have its connection. */
function secondsOf({ beganAt, cutAt }: SlowClient): number {
  return ((cutAt ?? performance.now()) - beganAt) / 1_000;
}

runMain(main);
