import { Pool } from 'pg';
import { createPool } from './baselines';
import { Application, startScript } from './processes';
import { Figure, median } from './report';

const LOCATION = 've9EPM428h8vShlRW1KT';
const HEADERS = { authorization: 'Bearer pit-sandbox-main' };
const DAY_MS = 86_400_000;
const AIM_MS = 500;
const ROUNDS = 5;
/** The same counts out of the messages' own JSON, each row of which is taken apart once. */
const OF_JSON = (keys: readonly string[]): string => `
  select ${keys.map((key) => `${key}, `).join('')}count(*), count(*) filter (where answered) as answered, count(*) filter (where missed) as missed,
         sum(seconds) filter (where answered) as total, percentile_cont(0.5) within group (order by seconds) filter (where answered) as median
    from (select message ->> 'userId' as user_id, ((message ->> 'dateAdded')::timestamptz at time zone 'Europe/Berlin')::date as day,
                 (message #>> '{meta,call,duration}')::float8 as seconds, outcome in ('answered', 'completed') as answered,
                 outcome in ('busy', 'canceled', 'no-answer', 'voicemail') as missed
            from (select (rendered || '}')::jsonb as message from messages
                   where location_id = $1 and message_type in ('TYPE_CALL', 'TYPE_SMS') offset 0) as parsed,
                 lateral (select case when message ->> 'messageType' = 'TYPE_CALL'
                                      then coalesce(message #>> '{meta,call,status}', message ->> 'status') end as outcome) as o) as m
   ${keys.length > 0 ? `group by ${keys.join(', ')}` : ''}`;

const REPORTS: readonly (readonly [groupBy: string, keys: readonly string[]])[] = [
  ['user', ['user_id']],
  ['user,day', ['user_id', 'day']],
];

export interface ReportsOptions {
  readonly databaseUrl: string;
  /** Its world is stored in the database, completely. */
  readonly upstreamUrl: string;
  readonly stored: number;
}

/** Reports of a whole location over HTTP, against the same ones out of the stored JSON. */
export async function benchReports({ databaseUrl, upstreamUrl, stored }: ReportsOptions): Promise<Figure[]> {
  const api = await startScript('api-with-baseline.ts', {
    DATABASE_URL: databaseUrl,
    LEADCONNECTOR_BASE_URL: upstreamUrl,
    SEARCH_MAX_AGE_MS: String(DAY_MS),
  });
  const pool = createPool(databaseUrl, 1);
  try {
    for (const chore of ['vacuum analyze', 'checkpoint']) await pool.query(chore);
    const figures: Figure[] = [];
    for (const [groupBy, keys] of REPORTS) {
      await report(api, groupBy);
      const times: number[] = [];
      for (let round = 0; round < ROUNDS; round += 1) times.push(await timeOf(() => report(api, groupBy)));
      // Once: it takes as long as all the others.
      figures.push(figureOf(`report by ${groupBy}, ${stored} stored`, median(times), await timeOf(() => ofJson(pool, keys))));
    }
    return figures;
  } finally {
    await pool.end();
    await api.stop();
  }
}

function figureOf(name: string, ours: number, ofJsonMs: number): Figure {
  return {
    name,
    measured: `${ours.toFixed(0)} ms`,
    baseline: `${ofJsonMs.toFixed(0)} ms (out of the stored JSON)`,
    ratio: (ours / ofJsonMs).toFixed(3),
    aim: `at most ${AIM_MS} ms`,
    met: ours <= AIM_MS,
  };
}

async function report(api: Application, groupBy: string): Promise<void> {
  const path = `/messages/stats?locationId=${LOCATION}&type=TYPE_CALL,TYPE_SMS&timezone=Europe/Berlin&groupBy=${groupBy}`;
  const answer = await fetch(api.url + path, { headers: HEADERS });
  const { complete } = (await answer.json()) as { complete?: boolean };
  if (answer.status !== 200 || complete !== true) throw new Error(`The report by ${groupBy} was answered ${answer.status}.`);
}

async function ofJson(pool: Pool, keys: readonly string[]): Promise<void> {
  await pool.query(OF_JSON(keys), [LOCATION]);
}

async function timeOf(work: () => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}
