import { Pool } from 'pg';
import { createPool, readBare } from './baselines';
import { answersPerSecond } from './load';
import { startScript } from './processes';
import { Figure, median, perSecond } from './report';

const LOCATION = 've9EPM428h8vShlRW1KT';
const TOKEN = 'pit-sandbox-main';
/** Callers at once; the bare driver reads in a loop, one page after the other. */
const CONNECTIONS = 4;
const DAY_MS = 86_400_000;

export interface PagesOptions {
  readonly databaseUrl: string;
  /** Its world is stored in the database, completely. */
  readonly upstreamUrl: string;
  /** When the history begins and ends, epoch ms. */
  readonly history: { readonly from: number; readonly to: number };
  /** Of each measurement. */
  readonly seconds: number;
  readonly stored: number;
}

/** Warm pages of 1000 against the bare driver and against stringified rows; and how long one takes. */
export async function benchPages(options: PagesOptions): Promise<{ readonly figures: Figure[]; readonly latencyMs: number }> {
  const pool = createPool(options.databaseUrl, CONNECTIONS);
  const api = await startScript('api-with-baseline.ts', {
    DATABASE_URL: options.databaseUrl,
    LEADCONNECTOR_BASE_URL: options.upstreamUrl,
    SEARCH_MAX_AGE_MS: String(DAY_MS),
    CONNECTIONS: String(CONNECTIONS),
  });
  try {
    // Otherwise the server does it at some time of its own, in the middle of one measurement or another.
    for (const chore of ['vacuum analyze', 'checkpoint']) await pool.query(chore);
    const starts = startDates(options.history);
    const search = (path: string) => (start: string) => `${path}&startAfterDate=${encodeURIComponent(start)}`;
    const plain = search(`/messages/search?locationId=${LOCATION}&type=TYPE_CALL,TYPE_SMS&limit=1000`);
    const withContact = search(`/messages/search?locationId=${LOCATION}&type=TYPE_CALL,TYPE_SMS&limit=1000&includeContact=true`);
    const stringified = search(`/bench/stringify?locationId=${LOCATION}`);
    const stringifiedWithContact = search(`/bench/stringify?locationId=${LOCATION}&includeContact=true`);
    // Warm: plans, caches of the server, access verdicts, compiled code.
    for (const path of [plain, withContact, stringified, stringifiedWithContact])
      await pagesPerSecond(api.url, starts.map(path), options.seconds);
    const bare = await barePagesPerSecond(pool, false, starts, options.seconds);
    const bareWithContactIds = await barePagesPerSecond(pool, true, starts, options.seconds);
    const rates = {
      plain: await pagesPerSecond(api.url, starts.map(plain), options.seconds),
      withContact: await pagesPerSecond(api.url, starts.map(withContact), options.seconds),
      compressed: await pagesPerSecond(api.url, starts.map(plain), options.seconds, { 'accept-encoding': 'br' }),
      stringified: await pagesPerSecond(api.url, starts.map(stringified), options.seconds),
      stringifiedWithContact: await pagesPerSecond(api.url, starts.map(stringifiedWithContact), options.seconds),
    };
    const latencyMs = await latency(api.url, starts.map(plain));
    const against = (name: string, rate: number, baseline: string, of: number, aim: number): Figure => ({
      name: `${name}, ${options.stored} stored`,
      measured: `${rate.toFixed(0)} pages/s`,
      baseline: `${of.toFixed(0)} pages/s (${baseline})`,
      ratio: (rate / of).toFixed(2),
      aim: `at least ${aim}`,
      met: rate / of >= aim,
    });
    const figures = [
      against('warm page of 1000, br', rates.compressed, 'the same, not compressed', rates.plain, 0.5),
      against('warm page of 1000', rates.plain, 'bare pg driver', bare, 0.7),
      against('warm page of 1000 with contacts', rates.withContact, 'bare pg driver', bareWithContactIds, 0.5),
      against('warm page of 1000', rates.plain, 'rows + JSON.stringify', rates.stringified, 1),
      against('warm page of 1000 with contacts', rates.withContact, 'rows + JSON.stringify', rates.stringifiedWithContact, 1),
    ];
    return { figures, latencyMs };
  } finally {
    await api.stop();
    await pool.end();
  }
}

/** A hundred pages spread over the history, in an order that looks random and is always the same. */
function startDates({ from, to }: PagesOptions['history']): string[] {
  const step = (to - from) / 125;
  return Array.from({ length: 100 }, (_, index) => new Date(Math.round(from + ((index * 37) % 100) * step)).toISOString());
}

function pagesPerSecond(url: string, paths: readonly string[], seconds: number, headers: Record<string, string> = {}): Promise<number> {
  return answersPerSecond({ url, paths, headers: { authorization: `Bearer ${TOKEN}`, ...headers }, connections: CONNECTIONS, seconds });
}

async function barePagesPerSecond(pool: Pool, withContactIds: boolean, starts: readonly string[], seconds: number): Promise<number> {
  const startedAt = performance.now();
  let pages = 0;
  for (; performance.now() - startedAt < seconds * 1000; pages += 1)
    await readBare(pool, withContactIds, LOCATION, starts[pages % starts.length] ?? '');
  return perSecond(pages, performance.now() - startedAt);
}

async function latency(url: string, paths: readonly string[]): Promise<number> {
  const times: number[] = [];
  for (const path of [...paths, ...paths]) {
    const startedAt = performance.now();
    await (await fetch(url + path, { headers: { authorization: `Bearer ${TOKEN}` } })).arrayBuffer();
    times.push(performance.now() - startedAt);
  }
  return median(times);
}
