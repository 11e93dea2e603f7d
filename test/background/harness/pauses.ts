import { Client } from 'pg';
import { setTimeout as delay } from 'node:timers/promises';
import { createSandbox, MAIN_LOCATION_ID, MAIN_TOKEN, Sandbox } from '../../../apps/sandbox/src/create-sandbox';
import { migrate } from '../../../libs/messages/src/store/migrate';
import { createTestDatabase } from '../../harness/test-database';
import { randomFrom } from './kills';
import { ObservingProxy, startObservingProxy } from './observing-proxy';
import { PlantedFault } from './planted';
import { startSyncChild, SyncChild } from './sync-child';
import { differencesFromTruth } from './truth';
import { readWatch, WATCH, WatchReport } from './write-watch';

export interface PausesOptions {
  readonly entry: string;
  readonly pauses: number;
  readonly seed: number;
  readonly planted: PlantedFault | null;
  readonly onProgress?: (pauses: number) => void;
}

export interface PausesReport extends WatchReport {
  readonly pauses: number;
  readonly differences: readonly string[];
}

const ANCHOR = new Date('2025-06-02T12:00:00.000Z');
const LEASE_MS = 1_000;
const SETTLING_LAG_MS = 1_000;
const PROCESSES = 3;
/** A process that asked for something as lately as this is in mid-walk, most likely. */
const BUSY_MS = 100;
const COMPLETE_WITHIN_MS = 60_000;

interface Racer {
  readonly child: SyncChild;
  readonly proxy: ObservingProxy;
}

/** Three sync processes on one location whose world changes; whichever works is paused for longer than its lease, again and again. */
export async function runPauses(options: PausesOptions): Promise<PausesReport> {
  const database = await createTestDatabase();
  await migrate(database.url);
  const client = new Client({ connectionString: database.url });
  await client.connect();
  await client.query(WATCH);
  const sandbox = await createSandbox({
    anchor: ANCHOR,
    messages: 2_000,
    rateLimit: false,
    latencyMs: 30,
    indexDelayMs: 100,
    seed: options.seed,
  });
  const racers: Racer[] = [];
  for (let index = 0; index < PROCESSES; index += 1) racers.push(await race(options, sandbox, database.url, index));
  try {
    return await run(options, { sandbox, client, racers, databaseUrl: database.url });
  } finally {
    await Promise.all(racers.map(({ child }) => child.kill()));
    await Promise.all(racers.map(({ proxy }) => proxy.close()));
    await client.end();
    await sandbox.close();
    await database.drop();
  }
}

interface Stage {
  readonly sandbox: Sandbox;
  readonly client: Client;
  readonly racers: readonly Racer[];
  readonly databaseUrl: string;
}

async function race({ entry, planted }: PausesOptions, sandbox: Sandbox, databaseUrl: string, index: number): Promise<Racer> {
  const proxy = await startObservingProxy(sandbox.url);
  // Its name tells the database who writes.
  const url = new URL(databaseUrl);
  url.searchParams.set('application_name', `racer ${index}`);
  const child = startSyncChild(entry, {
    databaseUrl: url.toString(),
    upstreamUrl: proxy.url,
    locationId: MAIN_LOCATION_ID,
    token: MAIN_TOKEN,
    leaseMs: LEASE_MS,
    settlingLagMs: SETTLING_LAG_MS,
    isAlone: false,
    planted,
  });
  await child.ready;
  return { child, proxy };
}

async function run({ pauses, seed, planted, onProgress }: PausesOptions, stage: Stage): Promise<PausesReport> {
  const { sandbox, client, racers, databaseUrl } = stage;
  const random = randomFrom(seed);
  const changing = setInterval(() => changeWorld(sandbox, random), 40);
  const hastening = setInterval(() => void client.query(HASTEN), 100);
  let done = 0;
  try {
    while (done < pauses) {
      const racer = await untilBusy(racers);
      await delay(random() * 60);
      racer.child.signal('SIGSTOP');
      await delay(LEASE_MS * (1.2 + random() * 0.6));
      racer.child.signal('SIGCONT');
      await delay(random() * 300);
      done += 1;
      onProgress?.(done);
      if (planted && (await readWatch(client)).staleWrites > 0) break;
    }
    clearInterval(changing);
    const differences = planted ? [] : await settle(stage);
    const complaints = racers.map(({ child }) => child.complaints()).filter((text) => text !== '');
    return { pauses: done, ...(await readWatch(client)), differences: [...differences, ...complaints] };
  } finally {
    clearInterval(changing);
    clearInterval(hastening);
  }

  async function settle({ sandbox: { world } }: Stage): Promise<readonly string[]> {
    const last = Math.max(...world.messagesOf(MAIN_LOCATION_ID).map(({ dateUpdated, dateAdded }) => Date.parse(dateUpdated ?? dateAdded)));
    for (let waitedMs = 0; waitedMs < COMPLETE_WITHIN_MS; waitedMs += 100) {
      const { rows } = await client.query<{ done: boolean }>(IS_COMPLETE, [new Date(last)]);
      if (rows[0]?.done) return differencesFromTruth(sandbox, databaseUrl);
      await delay(100);
    }
    return [`The location isn't complete after ${COMPLETE_WITHIN_MS} ms.`];
  }
}

/** The process that asks upstream for something now. */
async function untilBusy(racers: readonly Racer[]): Promise<Racer> {
  for (;;) {
    const now = performance.now();
    const busy = racers.filter(({ proxy }) => now - proxy.askedAt < BUSY_MS).sort((a, b) => b.proxy.askedAt - a.proxy.askedAt);
    if (busy[0]) return busy[0];
    await delay(5);
  }
}

function changeWorld({ world }: Sandbox, random: () => number): void {
  const messages = world.messagesOf(MAIN_LOCATION_ID);
  const some = messages[Math.floor(random() * messages.length)];
  if (!some) return;
  if (random() < 0.5) world.addMessage({ conversationId: some.conversationId, body: `said at ${random()}` });
  else world.updateMessage(some.id, { status: random() < 0.5 ? 'delivered' : 'read' });
}

const HASTEN = `update background set next_tail_at = now() where next_tail_at > now()`;
const IS_COMPLETE = `
  select as_of >= $1 and covered @> tstzrange('-infinity', as_of, '(]') and not exists (select from contacts where needs_look_up) as done
    from coverage where channel = 'messages'`;
