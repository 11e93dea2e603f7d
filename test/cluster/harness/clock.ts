import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { MAIN_LOCATION_ID, MAIN_TOKEN } from '../../../apps/sandbox/src/create-sandbox';
import { Cluster, ServiceProcess, startCluster } from './cluster';
import { Failure, RunningLoad } from './load';
import { MovedClocks } from './moved-clocks';
import { countLost } from './rolling';
import { prepareReads, searchPath, until, untilApplied } from './stage';

export interface ClockPlan {
  readonly perSecond: number;
  /** How long clocks stay where they were moved to, each time. */
  readonly seconds: number;
  readonly messages?: number;
}

export interface ClockReport {
  readonly sent: number;
  readonly failures: readonly Failure[];
  /** Acknowledged events that are not in the store. */
  readonly lost: number;
  /** Acknowledged events that had no effect, as if they were too old to be believed. */
  readonly unheeded: number;
  /** By how many seconds each process's clock was wrong, as its answers said, each time. */
  readonly seenSeconds: readonly (readonly number[])[];
  /** What was not as it must be while clocks were wrong, in words. */
  readonly faults: readonly string[];
}

const TWO_HOURS = 7_200;
/** Where the clocks of the API's two processes and of the worker are moved to, one time after another. */
const MOVES = [
  [TWO_HOURS, -TWO_HOURS, TWO_HOURS],
  [-TWO_HOURS, TWO_HOURS, -TWO_HOURS],
  [0, 0, 0],
] as const;
const LEASE_MS = 10_000;

/** Moves the clocks of running processes by two hours, apart from one another, under load. */
export async function runClock({ perSecond, seconds, messages }: ClockPlan): Promise<ClockReport> {
  const folder = mkdtempSync(join(tmpdir(), 'leadconnector-messages-clocks-'));
  const clocks = new MovedClocks(folder);
  const cluster = await startCluster({ api: 2, workers: 1, messages, environmentOf: (name) => clocks.environmentOf(name) });
  let load: RunningLoad | null = null;
  try {
    const reads = await prepareReads(cluster);
    const processes = [...cluster.apis, ...cluster.workers];
    const [first] = cluster.apis;
    const before = first ? await pageIds(first) : [];
    load = new RunningLoad({ url: cluster.url, perSecond, reads, eventsOfTen: 3 });
    const seenSeconds: number[][] = [];
    const faults: string[] = [];
    for (const moves of MOVES) {
      processes.forEach(({ process: { name } }, index) => clocks.move(name, moves[index] ?? 0));
      // The date of an answer is made once a second.
      await until('the clocks are moved', async () => (await Promise.all(processes.map(clockError))).join() === moves.join());
      seenSeconds.push(await Promise.all(processes.map(clockError)));
      faults.push(...(await faultsOf(cluster, before)));
      await delay(seconds * 1_000);
    }
    const { sent, failures, acknowledged } = await load.stop();
    await untilApplied(cluster);
    const contacts = await cluster.postgres.query(`select from contacts where id like 'harness-%'`);
    const lost = await countLost(cluster, acknowledged);
    return { sent, failures, lost, unheeded: acknowledged.length - contacts.length, seenSeconds, faults };
  } finally {
    await load?.close();
    await cluster.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Cursors of one process are understood by the other, walks are made and end, and no lease is longer than a lease is. */
async function faultsOf(cluster: Cluster, before: readonly string[]): Promise<string[]> {
  const faults: string[] = [];
  const ids = await pageIds(...cluster.apis);
  if (ids.join() !== before.join()) faults.push(`paging over both processes gave ${ids.length} messages where ${before.length} are`);
  for (const { url } of cluster.apis) {
    const response = await fetch(url + searchPath(MAIN_LOCATION_ID), { headers: { ...BEARER, 'cache-control': 'max-age=0' } });
    const { complete, asOf } = (await response.json()) as { complete?: boolean; asOf?: string };
    if (response.status !== 200 || complete !== true)
      faults.push(`a search that walks was answered ${response.status}, complete: ${complete}`);
    if (asOf !== undefined && Date.parse(asOf) > Date.now()) faults.push(`a promise of ${asOf}, which is still to come`);
  }
  const text = `select from locations where lease_expires_at > clock_timestamp() + $1 * interval '1 millisecond'`;
  if ((await cluster.postgres.query(text, [LEASE_MS])).length > 0) faults.push('a lease is longer than a lease is');
  return faults;
}

const BEARER = { authorization: `Bearer ${MAIN_TOKEN}` };

/** All messages, each page from the next of these processes. */
async function pageIds(...processes: readonly ServiceProcess[]): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | undefined;
  for (let page = 0; page === 0 || cursor !== undefined; page += 1) {
    const url = processes[page % processes.length]?.url ?? '';
    const path = searchPath(MAIN_LOCATION_ID, { limit: '200', ...(cursor !== undefined && { cursor }) });
    const response = await fetch(url + path, { headers: { ...BEARER, 'cache-control': 'max-age=86400' } });
    if (!response.ok) throw new Error(`A page was answered ${response.status}: ${await response.text()}`);
    const { messages } = (await response.json()) as { messages: { messages: { id: string }[]; nextCursor?: string | null } };
    ids.push(...messages.messages.map(({ id }) => id));
    cursor = messages.nextCursor ?? undefined;
  }
  return ids;
}

async function clockError({ url }: ServiceProcess): Promise<number> {
  const { headers } = await fetch(`${url}/health/live`);
  return Math.round((Date.parse(headers.get('date') ?? '') - Date.now()) / 60_000) * 60 || 0;
}
