import 'reflect-metadata';
import { mkdtempSync, rmSync, chmodSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '../../libs/messages/src/store/embedded/embedded-postgres';
import { createTestDatabase } from '../harness/test-database';
import { benchBackfill } from './backfill.bench';
import { benchCalls } from './calls.bench';
import { benchPages } from './pages.bench';
import { startApplication } from './processes';
import { Figure, printFigures } from './report';

const ANCHOR_MS = Date.parse('2026-06-01T12:00:00Z');
const DAY_MS = 86_400_000;

const FULL = { messages: 1_000_000, historyDays: 1_000, seconds: 10 };
const SMALL = { messages: 30_000, historyDays: 120, seconds: 2 };
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
    const figures = [...(await benchCalls()), ...(await benchStored(size))];
    printFigures(figures);
    if (figures.some(({ met, name }) => !met && name.startsWith('requests'))) process.exitCode = 1;
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function benchStored(size: typeof FULL): Promise<Figure[]> {
  const few = await benchWorld({ ...FEW, seconds: size.seconds });
  const many = await benchWorld(size);
  const ratio = many.latencyMs / few.latencyMs;
  return [
    ...many.figures,
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

async function benchWorld({ messages, historyDays, seconds }: typeof FULL): Promise<{ figures: Figure[]; latencyMs: number }> {
  const database = await createTestDatabase();
  const sandbox = await startApplication('sandbox', 38_081, {
    SANDBOX_MESSAGES: String(messages),
    SANDBOX_HISTORY_DAYS: String(historyDays),
    SANDBOX_RATE_LIMIT: 'off',
  });
  try {
    const backfill = await benchBackfill(sandbox, database.url);
    const history = { from: ANCHOR_MS - historyDays * DAY_MS, to: ANCHOR_MS };
    const pages = await benchPages({ databaseUrl: database.url, upstreamUrl: sandbox.url, history, seconds, stored: messages });
    return { figures: [...backfill, ...pages.figures], latencyMs: pages.latencyMs };
  } finally {
    await sandbox.stop();
    await database.drop();
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
