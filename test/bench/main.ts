import 'reflect-metadata';
import { mkdtempSync, rmSync, chmodSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '../../libs/messages/src/store/embedded/embedded-postgres';
import { createTestDatabase } from '../harness/test-database';
import { benchBackfill } from './backfill.bench';
import { benchCalls } from './calls.bench';
import { benchPages } from './pages.bench';
import { benchReads } from './reads.bench';
import { Application, startApplication } from './processes';
import { Figure, printFigures } from './report';
import { benchReports } from './reports.bench';
import { benchStream } from './stream.bench';

const ANCHOR_MS = Date.parse('2026-06-01T12:00:00Z');
const DAY_MS = 86_400_000;

const FULL = { messages: 1_000_000, historyDays: 1_000, seconds: 10, walk: { messages: 200_000, historyDays: 400 } };
const SMALL = { messages: 20_000, historyDays: 120, seconds: 1, walk: { messages: 10_000, historyDays: 90 } };
/** What the latency of the large store is compared with. */
const FEW = { messages: 10_000, historyDays: 90 };

/** `npm run bench`, or with `-- --small` a run that shows in a minute that the benchmark works; its figures say little. */
async function main(): Promise<void> {
  const size = process.argv.includes('--small') ? SMALL : FULL;
  const folder = mkdtempSync(join(tmpdir(), 'leadconnector-messages-bench-'));
  // The server may run as another user than ours, who must be able to pass through.
  chmodSync(folder, 0o755);
  const server = await startEmbeddedPostgres(join(folder, 'data'));
  process.env.TEST_DATABASE_URL = server.connectionString;
  try {
    const figures = [...(await benchCalls()), ...(await benchReads(size.seconds)), ...(await benchStored(size))];
    printFigures(figures);
    if (figures.some(({ met, name }) => !met && name.startsWith('requests'))) process.exitCode = 1;
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function benchStored(size: typeof FULL): Promise<Figure[]> {
  const { seconds } = size;
  const walk = await inWorld(size.walk, benchBackfill);
  const few = await inWorld(FEW, (...world) => benchWorld(FEW, seconds, ...world));
  const many = await inWorld(size, async (sandbox, databaseUrl) => ({
    ...(await benchWorld(size, seconds, sandbox, databaseUrl)),
    streams: await benchStream({ databaseUrl, upstreamUrl: sandbox.url }),
    reports: await benchReports({ databaseUrl, upstreamUrl: sandbox.url, stored: size.messages }),
  }));
  const ratio = many.latencyMs / few.latencyMs;
  return [
    ...walk,
    ...many.figures,
    ...many.streams,
    ...many.reports,
    {
      name: `time of a warm page of 1000, ${size.messages} stored`,
      measured: `${many.latencyMs.toFixed(1)} ms`,
      baseline: `${few.latencyMs.toFixed(1)} ms (${FEW.messages} stored)`,
      ratio: ratio.toFixed(2),
      aim: 'at most 1.3',
      met: ratio <= 1.3,
    },
  ];
}

interface Size {
  readonly messages: number;
  readonly historyDays: number;
}

/** Walks a world of this size, then reads pages of it. */
async function benchWorld(
  { messages, historyDays }: Size,
  seconds: number,
  sandbox: Application,
  databaseUrl: string,
): Promise<{ figures: Figure[]; latencyMs: number }> {
  const backfill = await benchBackfill(sandbox, databaseUrl);
  const history = { from: ANCHOR_MS - historyDays * DAY_MS, to: ANCHOR_MS };
  const pages = await benchPages({ databaseUrl, upstreamUrl: sandbox.url, history, seconds, stored: messages });
  return { figures: [...backfill, ...pages.figures], latencyMs: pages.latencyMs };
}

/** With a sandbox of this size, without limits, and an empty database. */
async function inWorld<Result>(
  { messages, historyDays }: Size,
  work: (sandbox: Application, databaseUrl: string) => Promise<Result>,
): Promise<Result> {
  const database = await createTestDatabase();
  const sandbox = await startApplication('sandbox', 38_081, {
    SANDBOX_MESSAGES: String(messages),
    SANDBOX_HISTORY_DAYS: String(historyDays),
    SANDBOX_RATE_LIMIT: 'off',
  });
  try {
    return await work(sandbox, database.url);
  } finally {
    await sandbox.stop();
    await database.drop();
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
