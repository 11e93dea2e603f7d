import { setTimeout as delay } from 'node:timers/promises';
import { Random } from '../../../apps/sandbox/src/seed/random';
import { Cluster, startCluster } from './cluster';
import { Failure, LoadReport, RunningLoad } from './load';
import { countLost } from './rolling';
import { prepareReads, until, untilApplied } from './stage';

export interface OutagesPlan {
  readonly api: number;
  readonly workers: number;
  /** What the emulated location has. */
  readonly messages?: number;
  /** How often PostgreSQL is killed, and Redis. */
  readonly postgres: number;
  readonly redis: number;
  readonly perSecond: number;
  /** A fault on purpose: an event is acknowledged before it is on disk. */
  readonly planted?: 'acknowledged-before-written';
  readonly onProgress?: (line: string) => void;
}

export interface OutagesReport extends Omit<LoadReport, 'acknowledged' | 'failures'> {
  readonly acknowledged: number;
  /** Acknowledged events that the store doesn't have afterwards. */
  readonly lost: number;
  /** Of each kill of PostgreSQL: until when the last request failed, in milliseconds since the kill. */
  readonly recoveriesMs: readonly number[];
  /** What callers were told while PostgreSQL was away. */
  readonly refusals: number;
  /** Requests that failed though only Redis was killed, or none at all. */
  readonly unexcused: readonly Failure[];
  /** Events that were refused in a way after which upstream doesn't send them again. */
  readonly givenUp: readonly Failure[];
}

/** How long what was killed stays away before something starts it again. */
const AWAY_MS = 300;
const MIN_PAUSE_MS = 500;
const MAX_PAUSE_MS = 2_500;
const ACKNOWLEDGED_BETWEEN = 20;
/** A failure that comes later isn't excused by that kill; longer than a recovery may take, which is for who reads the report to judge. */
const OF_A_KILL_MS = 15_000;

interface Kill {
  readonly target: 'postgres' | 'redis';
  readonly at: number;
}

/** Kills PostgreSQL and Redis again and again, at random moments, under load. */
export async function runOutages(plan: OutagesPlan): Promise<OutagesReport> {
  const cluster = await startCluster({
    ...plan,
    ...(plan.planted && {
      // What is committed is written a while later: what is acknowledged before that is lost with the server.
      databaseQuery: '?options=-c%20synchronous_commit%3Doff',
      storeSettings: { wal_writer_delay: '10s' },
    }),
  });
  let load: RunningLoad | null = null;
  try {
    const reads = await prepareReads(cluster);
    load = new RunningLoad({ url: cluster.url, perSecond: plan.perSecond, reads, eventsOfTen: 5 });
    const kills = await killAll(plan, cluster, load);
    const { failures, acknowledged, ...report } = await load.stop();
    await untilApplied(cluster);
    const lost = await countLost(cluster, acknowledged);
    return { ...report, acknowledged: acknowledged.length, lost, ...judge(kills, failures) };
  } finally {
    await load?.close();
    await cluster.stop();
  }
}

async function killAll({ postgres, redis, onProgress }: OutagesPlan, cluster: Cluster, load: RunningLoad): Promise<readonly Kill[]> {
  const random = new Random(1);
  const kills: Kill[] = [];
  const pause = () => delay(random.between(MIN_PAUSE_MS, MAX_PAUSE_MS));
  // Redis first, while nothing else excuses a failure.
  const targets = [...new Array<'redis'>(redis).fill('redis'), ...new Array<'postgres'>(postgres).fill('postgres')];
  for (const [index, target] of targets.entries()) {
    // Something must be there to be lost.
    const before = load.acknowledged;
    await until('events are acknowledged', () => Promise.resolve(load.acknowledged >= before + ACKNOWLEDGED_BETWEEN));
    const at = Date.now();
    kills.push({ target, at });
    if (target === 'postgres') await killPostgres(cluster);
    else await killRedis(cluster);
    onProgress?.(`${index + 1} of ${targets.length}: ${target} was killed; all is well again after ${Date.now() - at} ms`);
    await pause();
  }
  return kills;
}

async function killRedis({ redis }: Cluster): Promise<void> {
  await redis.process.kill();
  await delay(AWAY_MS);
  await redis.process.start();
}

/** Resolves when the load balancer has all processes again, so that each kill's recovery is seen as a whole. */
async function killPostgres({ postgres, balancer, apis }: Cluster): Promise<void> {
  await postgres.kill();
  await delay(AWAY_MS);
  await postgres.restart();
  const areReady = async () => {
    const answers = await Promise.all(apis.map(({ url }) => fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(2_000) })));
    return answers.every(({ ok }) => ok) && (await balancer.serversUp()) === apis.length;
  };
  await until('all processes are ready again', areReady);
}

/** Which failures a kill of PostgreSQL excuses, and how long each kill made requests fail. */
export function judge(
  kills: readonly Kill[],
  failures: readonly Failure[],
): Pick<OutagesReport, 'recoveriesMs' | 'refusals' | 'unexcused' | 'givenUp'> {
  const ofPostgres = kills.filter(({ target }) => target === 'postgres');
  const recoveries = ofPostgres.map(() => 0);
  const unexcused: Failure[] = [];
  const givenUp = failures.filter(({ kind, what }) => kind === 'event' && !what.startsWith('429 '));
  for (const failure of failures) {
    const index = ofPostgres.findLastIndex(({ at }) => at <= failure.at);
    const sinceMs = failure.at - (ofPostgres[index]?.at ?? -Infinity);
    if (sinceMs > OF_A_KILL_MS) unexcused.push(failure);
    else recoveries[index] = Math.max(recoveries[index] ?? 0, sinceMs);
  }
  return { recoveriesMs: recoveries, refusals: failures.length - unexcused.length, unexcused, givenUp };
}
