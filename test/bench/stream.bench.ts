import { get, IncomingMessage } from 'node:http';
import postgres from 'postgres';
import { freePort } from '../harness/free-port';
import { createPool } from './baselines';
import { Application, residentMegabytes, startApplication } from './processes';
import { Figure, perSecond } from './report';

const LOCATION = 've9EPM428h8vShlRW1KT';
const SEARCH = `/messages/search?locationId=${LOCATION}&type=TYPE_CALL,TYPE_SMS`;
const AUTHORIZATION = 'Bearer pit-sandbox-main';
const NDJSON = 'application/x-ndjson';
const AIM_PER_SECOND = 100_000;
const AIM_OF_BARE = 0.8;
const AIM_MEGABYTES = 50;
/** How often the service's memory is looked at. */
const LOOK_MS = 50;
const PAGES_BEFORE = 100;
const DAY_MS = 86_400_000;
/** The same rows in the same order, by a cursor of the server's; each type in the order of its index, as the service reads them. */
const BARE = `
  select rendered from (
    (select rendered, date_updated, id from messages where location_id = $1 and message_type = 'TYPE_CALL' order by date_updated, id)
     union all
    (select rendered, date_updated, id from messages where location_id = $1 and message_type = 'TYPE_SMS' order by date_updated, id)
    order by date_updated, id) as rows`;
const ROWS_AT_ONCE = 1_000;

export interface StreamOptions {
  readonly databaseUrl: string;
  /** Its world is stored in the database, completely. */
  readonly upstreamUrl: string;
}

interface Streamed {
  readonly milliseconds: number;
  readonly megabytes: number;
}

/** The forms of a stream that are measured. */
const FORMS: readonly (readonly [name: string, path: string, headers: Record<string, string>])[] = [
  ['NDJSON', SEARCH, { accept: NDJSON }],
  ['NDJSON with contacts', `${SEARCH}&includeContact=true`, { accept: NDJSON }],
  ['NDJSON, gzip', SEARCH, { accept: NDJSON, 'accept-encoding': 'gzip' }],
  ['NDJSON, br', SEARCH, { accept: NDJSON, 'accept-encoding': 'br' }],
  ['CSV', SEARCH, { accept: 'text/csv' }],
];

/** The whole location as a stream, in each form, against the bare driver reading the same rows. */
export async function benchStream({ databaseUrl, upstreamUrl }: StreamOptions): Promise<Figure[]> {
  const api = await startApplication('api', await freePort(), {
    DATABASE_URL: databaseUrl,
    LEADCONNECTOR_BASE_URL: upstreamUrl,
    SEARCH_MAX_AGE_MS: String(DAY_MS),
  });
  const pool = createPool(databaseUrl, 1);
  try {
    for (const chore of ['vacuum analyze', 'checkpoint']) await pool.query(chore);
    // What a service takes for its ordinary work isn't charged to streams.
    await readPages(api, PAGES_BEFORE);
    const memory = watchMemory(api);
    // Warm: plans, caches of the server, compiled code.
    await readBare(databaseUrl);
    for (const accept of [NDJSON, 'text/csv']) await stream(api, SEARCH, { accept });
    const bare = await readBare(databaseUrl);
    const figures: Figure[] = [];
    for (const [name, path, headers] of FORMS) figures.push(figureOf(name, bare, await stream(api, path, headers)));
    return [...figures, memory.end()];
  } finally {
    await pool.end();
    await api.stop();
  }
}

function figureOf(name: string, bare: { readonly rows: number; readonly milliseconds: number }, streamed: Streamed): Figure {
  const rate = perSecond(bare.rows, streamed.milliseconds);
  const ofBare = perSecond(bare.rows, bare.milliseconds);
  return {
    name: `stream of ${bare.rows} messages, ${name}`,
    measured: `${Math.round(rate)} messages/s, ${Math.round(streamed.megabytes)} MB`,
    baseline: `${Math.round(ofBare)} messages/s (bare driver)`,
    ratio: (rate / ofBare).toFixed(2),
    aim: `at least ${AIM_OF_BARE}, or ${AIM_PER_SECOND} messages/s`,
    met: rate >= AIM_PER_SECOND || rate / ofBare >= AIM_OF_BARE,
  };
}

/** How much the service's resident memory grows from now on at most. */
function watchMemory(api: Application): { end(): Figure } {
  const before = residentMegabytes(api) ?? 0;
  let peak = before;
  const watch = setInterval(() => (peak = Math.max(peak, residentMegabytes(api) ?? 0)), LOOK_MS);
  return {
    end: () => {
      clearInterval(watch);
      return {
        name: 'growth of resident memory over all these streams',
        measured: before === 0 ? 'not told here' : `${Math.round(peak - before)} MB, from ${Math.round(before)} MB`,
        baseline: `${AIM_MEGABYTES} MB`,
        ratio: ((peak - before) / AIM_MEGABYTES).toFixed(2),
        aim: 'below 1',
        met: peak - before < AIM_MEGABYTES,
      };
    },
  };
}

/** The rows as the driver hands them out, and nothing done with them. */
async function readBare(databaseUrl: string): Promise<{ rows: number; milliseconds: number }> {
  const sql = postgres(databaseUrl, { max: 1, fetch_types: false, connection: { options: '-c enable_seqscan=off -c jit=off' } });
  try {
    const startedAt = performance.now();
    let rows = 0;
    for await (const batch of sql.unsafe(BARE, [LOCATION], { prepare: true }).raw().cursor(ROWS_AT_ONCE)) rows += batch.length;
    return { rows, milliseconds: performance.now() - startedAt };
  } finally {
    await sql.end();
  }
}

/** Goes through the first pages by their cursors. */
async function readPages(api: Application, pages: number): Promise<void> {
  let cursor: string | null = '';
  for (let page = 0; page < pages && cursor !== null; page += 1) {
    const path: string = `${SEARCH}&limit=1000${cursor && `&cursor=${cursor}`}`;
    const answer = await fetch(api.url + path, { headers: { authorization: AUTHORIZATION } });
    cursor = ((await answer.json()) as { messages: { nextCursor: string | null } }).messages.nextCursor;
  }
}

/** Reads an answer to its end and throws it away unread. @throws Error when it isn't 200 */
async function stream(api: Application, path: string, headers: Record<string, string>): Promise<Streamed> {
  const startedAt = performance.now();
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get(api.url + path, { agent: false, headers: { authorization: AUTHORIZATION, ...headers } }, resolve).once('error', reject);
  });
  if (response.statusCode !== 200) throw new Error(`${path} answered ${response.statusCode}.`);
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) bytes += chunk.length;
  return { milliseconds: performance.now() - startedAt, megabytes: bytes / 1e6 };
}
