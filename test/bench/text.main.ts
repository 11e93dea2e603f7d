import 'reflect-metadata';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Pool } from 'pg';
import { SYSTEM_CLOCK } from '../../libs/messages/src/clock';
import { parseTextQuery } from '../../libs/messages/src/model/text-query';
import { ChangeStore } from '../../libs/messages/src/store/change.store';
import { Database } from '../../libs/messages/src/store/database';
import { startEmbeddedPostgres } from '../../libs/messages/src/store/embedded/embedded-postgres';
import { migrate } from '../../libs/messages/src/store/migrate';
import { workingAs } from '../../libs/messages/src/store/wall/service-role';
import { TextIndexStore } from '../../libs/messages/src/store/text-index.store';
import { StoredTextQuery, TextSearchStore } from '../../libs/messages/src/store/text-search.store';
import { TextIndex } from '../../libs/messages/src/text/text.index';
import { createPool } from './baselines';
import { Figure, median, perSecond, printFigures } from './report';
import { storeTextWorld } from './text.world';

const LOCATION = 've9EPM428h8vShlRW1KT';
const OTHERS = ['other1', 'other2', 'other3', 'other4'];
const AIM_MS = 200;
const ROUNDS = 5;
const DEEP = { dateUpdated: Date.parse('2024-06-01T00:00:00Z'), id: '' };
/** What is searched for, and a part of the text in which the baseline looks for the same. */
const QUERIES: readonly (readonly [name: string, query: string, part: string])[] = [
  ['a rare word', 'zanzibar', 'zanzibar'],
  ['a common word', 'appointment', 'appointment'],
  ['two common words', 'appointment tomorrow', 'appointment tomorrow'],
  ['a phrase', '"next tuesday"', 'next tuesday'],
  ['a name', 'First17 Last1217', 'First17 Last1217'],
  ['a phone number', '(555) 001-2345', '+15550012345'],
  ['a common company', 'llc', 'LLC'],
];
/** The same page by the text of the messages and of their contacts, as one would without an index of words. */
const BASELINE = `
  select m.rendered from messages m left join contacts c on c.location_id = m.location_id and c.id = m.contact_id
   where m.location_id = $1 and m.message_type in ('TYPE_CALL', 'TYPE_SMS') and (m.rendered ilike $2 or c.rendered ilike $2)
   order by m.date_updated, m.id limit $3::int`;

/** `npm run bench:text`, or with `-- --small` a run that shows that it works. */
async function main(): Promise<void> {
  const messages = process.argv.includes('--small') ? 20_000 : 1_000_000;
  const folder = mkdtempSync(join(tmpdir(), 'leadconnector-messages-bench-'));
  // The server may run as another user than ours, who must be able to pass through.
  chmodSync(folder, 0o755);
  const server = await startEmbeddedPostgres(join(folder, 'data'));
  await migrate(server.connectionString);
  const pool = createPool(server.connectionString, 1);
  const database = new Database({ connectionString: server.connectionString }, await workingAs(server.connectionString));
  try {
    for (const locationId of OTHERS) await storeTextWorld(pool, { locationId, messages: messages / 20 });
    await storeTextWorld(pool, { locationId: LOCATION, messages });
    await pool.query('vacuum analyze');
    const figures = await benchIndex(database, pool, messages);
    await pool.query('vacuum analyze');
    const store = new TextSearchStore(database);
    for (const query of QUERIES) for (const limit of [10, 1_000]) figures.push(await benchPage(store, pool, query, limit));
    printFigures(figures);
  } finally {
    await database.close();
    await pool.end();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function benchIndex(database: Database, pool: Pool, messages: number): Promise<Figure[]> {
  const index = new TextIndex(new TextIndexStore(database), new ChangeStore(database), SYSTEM_CLOCK);
  for (const locationId of OTHERS) await index.ensure(locationId, 2 ** 31 - 1);
  const startedAt = performance.now();
  await index.ensure(LOCATION, 2 ** 31 - 1);
  const rate = perSecond(messages, performance.now() - startedAt);
  const { rows } = await pool.query<{ words: number; messages: number }>(
    `select pg_total_relation_size('message_words') + pg_total_relation_size('contact_words') as words, pg_total_relation_size('messages') as messages`,
  );
  const [words, stored] = [Number(rows[0]?.words) / 1e6, Number(rows[0]?.messages) / 1e6];
  const figure = { aim: 'none', met: true };
  return [
    {
      ...figure,
      name: `words of ${messages} messages`,
      measured: `${Math.round(rate)} messages/s`,
      baseline: '5000 messages/s (upstream)',
      ratio: (rate / 5_000).toFixed(2),
    },
    {
      ...figure,
      name: 'their size',
      measured: `${Math.round(words)} MB`,
      baseline: `${Math.round(stored)} MB (messages)`,
      ratio: (words / stored).toFixed(2),
    },
  ];
}

/** The first page in both orders and a deep one, each a few times; what counts is the slowest of the medians. */
async function benchPage(store: TextSearchStore, pool: Pool, [name, text, part]: (typeof QUERIES)[number], limit: number): Promise<Figure> {
  const medians: number[] = [];
  for (const [sort, from] of [
    ['asc', null],
    ['desc', null],
    ['asc', DEEP],
    ['desc', DEEP],
  ] as const)
    medians.push(await medianMs(() => store.readPage(queryOf(text, sort, limit), from)));
  const slowest = Math.max(...medians);
  const startedAt = performance.now();
  await pool.query(BASELINE, [LOCATION, `%${part}%`, limit]);
  const baseline = performance.now() - startedAt;
  return {
    name: `page of ${limit} by ${name}`,
    measured: `${slowest.toFixed(1)} ms`,
    baseline: `${baseline.toFixed(1)} ms (ilike, ascending)`,
    ratio: (slowest / baseline).toFixed(2),
    aim: `below ${AIM_MS} ms`,
    met: slowest < AIM_MS,
  };
}

async function medianMs(work: () => Promise<unknown>): Promise<number> {
  await work();
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const startedAt = performance.now();
    await work();
    times.push(performance.now() - startedAt);
  }
  return median(times);
}

function queryOf(text: string, sort: 'asc' | 'desc', limit: number): StoredTextQuery {
  const query = parseTextQuery(text);
  if (!query) throw new Error('The query has no words.');
  return {
    ...{ locationId: LOCATION, messageTypes: ['TYPE_CALL', 'TYPE_SMS'], window: { after: -Infinity, upTo: Infinity }, sort, limit },
    ...{ filters: {}, includeContact: false, includeUser: false, includeTotal: false, allowPartial: false, text: { given: text, query } },
  };
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
