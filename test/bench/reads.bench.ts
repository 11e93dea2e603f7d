import { createSandbox } from '../../apps/sandbox/src/create-sandbox';
import { startTestApi } from '../harness/test-api';
import { createTestDatabase } from '../harness/test-database';
import { answersPerSecond } from './load';
import { Application, startApplication } from './processes';
import { Figure } from './report';
import { answerTimes, quantile } from './steady-load';

const LOCATION = 've9EPM428h8vShlRW1KT';
const TOKEN = 'pit-sandbox-main';
const HEADERS = { authorization: `Bearer ${TOKEN}`, version: '2021-07-28' };
const MESSAGES = 30_000;
const DAY_MS = 86_400_000;
/** How long the slow upstream takes for every answer. */
const SLOW_MS = 40;
const REQUESTS_PER_SECOND = 300;
const ROUNDS = 5;
/** Until connections are open, code is compiled and the heap has its size: at 300 requests/s the slowest get no faster after half a minute. */
const WARM_UP_ROUNDS = 9;
/** Of the measurements that aren't at a fixed rate. */
const CALLERS_AT_ONCE = 4;
const CALLERS = 1_000;

/** The times of requests, in ms, round by round. */
type Rounds = readonly (readonly number[])[];

interface Stage {
  readonly sandbox: Application;
  readonly api: Application;
}

/** Upstream's reads through us: what passing through costs, and what the cache and the store save. */
export async function benchReads(seconds: number): Promise<Figure[]> {
  return [
    ...(await onStage({ latencyMs: 0 }, (stage) => benchPassThrough(stage, seconds))),
    ...(await onStage({ latencyMs: SLOW_MS, cacheMs: DAY_MS }, async (stage) => [
      await benchCache(stage, seconds),
      await benchStoredExport(stage, seconds),
    ])),
    await benchSharing(),
  ];
}

/** Message by message at a fixed rate, each id once so that nothing is cached, ours and the sandbox in turns. */
async function benchPassThrough({ sandbox, api }: Stage, seconds: number): Promise<Figure[]> {
  const perRound = Math.ceil((REQUESTS_PER_SECOND * seconds) / 3);
  const warmUp = WARM_UP_ROUNDS * perRound;
  const messages = await messagesOf(sandbox, warmUp + perRound * ROUNDS);
  const times = (url: string, from: number, count: number) =>
    answerTimes({ url, paths: messages.slice(from, from + count).map(pathOf), headers: HEADERS, perSecond: REQUESTS_PER_SECOND });
  for (const { url } of [sandbox, api]) await times(url, 0, warmUp);
  const direct: (readonly number[])[] = [];
  const ours: (readonly number[])[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const from = warmUp + round * perRound;
    direct.push(await times(sandbox.url, from, perRound));
    ours.push(await times(api.url, from, perRound));
  }
  return [addedTime('median', direct, ours, 0.5, 2), addedTime('p99', direct, ours, 0.99, 6)];
}

/** Of each round the quantile, and of these the median: what else the machine does for a moment decides about one round, not about all. */
function addedTime(name: string, direct: Rounds, ours: Rounds, share: number, aimMs: number): Figure {
  const [before, after] = [direct, ours].map((rounds) =>
    quantile(
      rounds.map((times) => quantile(times, share)),
      0.5,
    ),
  ) as [number, number];
  return {
    name: `pass-through at ${REQUESTS_PER_SECOND} requests/s, ${name}`,
    measured: `${after.toFixed(2)} ms`,
    baseline: `${before.toFixed(2)} ms (the sandbox directly)`,
    ratio: `${(after - before).toFixed(2)} ms more`,
    aim: `at most ${aimMs} ms more`,
    met: after - before <= aimMs,
  };
}

/** The same read again and again, against reads of which each is the first and takes upstream one request: the messages name their user. */
async function benchCache({ sandbox, api }: Stage, seconds: number): Promise<Figure> {
  const rate = (paths: readonly string[]) =>
    answersPerSecond({ url: api.url, paths, headers: HEADERS, connections: CALLERS_AT_ONCE, seconds });
  const messages = await messagesOf(sandbox, MESSAGES / 2);
  const [repeated = '', ...fresh] = messages.filter(({ userId }) => userId !== undefined).map(pathOf);
  // No id may come twice.
  if (fresh.length < (CALLERS_AT_ONCE * seconds * 1000) / SLOW_MS)
    throw new Error(`${fresh.length} messages are too few for ${seconds} s.`);
  await rate([repeated]);
  return timesAsFast('cached repeat', `uncached, ${SLOW_MS} ms upstream`, await rate([repeated]), await rate(fresh), 10);
}

/** A page of 100 out of the store, against the same page by way of upstream; one caller, so that it's the time of a page that counts. */
async function benchStoredExport({ api }: Stage, seconds: number): Promise<Figure> {
  const search = `/messages/search?locationId=${LOCATION}&type=TYPE_CALL,TYPE_SMS&limit=1`;
  const { status } = await fetch(api.url + search, { headers: HEADERS });
  if (status !== 200) throw new Error(`The search answered ${status}.`);
  const path = `/conversations/messages/export?locationId=${LOCATION}&limit=100`;
  const rate = (headers: Record<string, string>) =>
    answersPerSecond({ url: api.url, paths: [path], headers: { ...HEADERS, ...headers }, connections: 1, seconds });
  const servedBy = (await fetch(api.url + path, { headers: HEADERS })).headers.get('x-served-by');
  if (servedBy !== 'store') throw new Error(`The export was served by ${servedBy} instead of the store.`);
  await rate({});
  const throughUpstream = await rate({ 'cache-control': 'no-cache' });
  return timesAsFast('page of 100 of an export from the store', `by way of a ${SLOW_MS} ms upstream`, await rate({}), throughUpstream, 20);
}

function timesAsFast(name: string, baseline: string, rate: number, of: number, aim: number): Figure {
  return {
    name,
    measured: `${rate.toFixed(0)} answers/s`,
    baseline: `${of.toFixed(0)} answers/s (${baseline})`,
    ratio: (rate / of).toFixed(1),
    aim: `at least ${aim}`,
    met: rate / of >= aim,
  };
}

/** How many calls upstream sees of a thousand callers who ask the same at once. */
async function benchSharing(): Promise<Figure> {
  const sandbox = await createSandbox({ messages: 1_000, latencyMs: SLOW_MS });
  const database = await createTestDatabase();
  // A machine that takes seconds for a thousand callers must not ask again because the first answer has grown old.
  const environment = { UPSTREAM_CACHE_MS: String(DAY_MS) };
  const api = await startTestApi({ databaseUrl: database.url, upstreamUrl: sandbox.url, token: TOKEN, environment });
  try {
    const path = `/conversations/search?locationId=${LOCATION}`;
    const answers = await Promise.all(Array.from({ length: CALLERS }, () => api.get(path)));
    if (answers.some(({ status }) => status !== 200)) throw new Error('Not every caller was answered 200.');
    const calls = sandbox.requests.length;
    return {
      name: `requests to upstream of ${CALLERS} identical concurrent misses`,
      measured: String(calls),
      baseline: '1',
      ratio: calls.toFixed(2),
      aim: 'at most 1',
      met: calls <= 1,
    };
  } finally {
    await api.close();
    await sandbox.close();
    await database.drop();
  }
}

interface StageOptions {
  /** Of upstream's answers. */
  readonly latencyMs: number;
  /** How long they are kept; as by default when not given. */
  readonly cacheMs?: number;
}

/** A sandbox without limits and an empty API in front of it, each a process of its own. */
async function onStage({ latencyMs, cacheMs }: StageOptions, work: (stage: Stage) => Promise<Figure[]>): Promise<Figure[]> {
  const database = await createTestDatabase();
  const sandbox = await startApplication('sandbox', 38_082, {
    SANDBOX_MESSAGES: String(MESSAGES),
    SANDBOX_RATE_LIMIT: 'off',
    SANDBOX_LATENCY_MS: String(latencyMs),
  });
  const api = await startApplication('api', 38_083, {
    DATABASE_URL: database.url,
    LEADCONNECTOR_BASE_URL: sandbox.url,
    LOG_LEVEL: 'error',
    ...(cacheMs !== undefined && { UPSTREAM_CACHE_MS: String(cacheMs) }),
    SEARCH_MAX_AGE_MS: String(DAY_MS),
  }).catch(async (error: unknown) => {
    await sandbox.stop();
    throw error;
  });
  try {
    return await work({ sandbox, api });
  } finally {
    await api.stop();
    await sandbox.stop();
    await database.drop();
  }
}

interface Message {
  readonly id: string;
  readonly userId?: string;
}

function pathOf({ id }: Message): string {
  return `/conversations/messages/${id}`;
}

/** That many messages, the newest first, as the sandbox's export lists them. */
async function messagesOf(sandbox: Application, count: number): Promise<Message[]> {
  const messages: Message[] = [];
  for (let cursor = ''; messages.length < count;) {
    const url = `${sandbox.url}/conversations/messages/export?locationId=${LOCATION}&limit=500${cursor}`;
    const page = (await (await fetch(url, { headers: HEADERS })).json()) as { messages: Message[]; nextCursor: string | null };
    messages.push(...page.messages);
    if (page.nextCursor === null && messages.length < count) throw new Error(`The sandbox has only ${messages.length} messages.`);
    cursor = `&cursor=${encodeURIComponent(page.nextCursor ?? '')}`;
  }
  return messages.slice(0, count);
}
