import { setTimeout as delay } from 'node:timers/promises';
import { Cluster, startCluster } from './cluster';
import { LoadReport, RunningLoad } from './load';
import { prepareReads, until, untilApplied } from './stage';

export interface RollingPlan {
  readonly api: number;
  readonly workers: number;
  /** What the emulated location has. */
  readonly messages?: number;
  /** How often each process is restarted, one after another. */
  readonly restarts: number;
  readonly perSecond: number;
  /** Of all processes. */
  readonly environment?: Readonly<Record<string, string>>;
  /** At least so many requests are sent. */
  readonly requests?: number;
  /** A fault on purpose: processes are killed instead of being asked to stop. */
  readonly planted?: 'killed';
  /** Ends as soon as a request has failed. */
  readonly untilFailures?: boolean;
  readonly onProgress?: (line: string) => void;
}

export interface RollingReport extends Omit<LoadReport, 'acknowledged'> {
  readonly acknowledged: number;
  readonly restarts: number;
  /** Processes that ended otherwise than with 0, or took longer than they may. */
  readonly badEnds: readonly string[];
  /** Acknowledged events that the store doesn't have. */
  readonly lost: number;
}

/** A process that is asked to stop is gone by then. */
const STOP_WITHIN_MS = 25_000;

/** Restarts all processes of a cluster, one at a time, again and again, under load. */
export async function runRolling(plan: RollingPlan): Promise<RollingReport> {
  const cluster = await startCluster(plan);
  let load: RunningLoad | null = null;
  try {
    const reads = await prepareReads(cluster);
    await until('the load balancer knows all', async () => (await cluster.balancer.serversUp()) === plan.api);
    // An event is never sent again by the load balancer: nothing hides a killed process from it.
    load = new RunningLoad({ url: cluster.url, perSecond: plan.perSecond, reads, eventsOfTen: plan.planted ? 10 : 2 });
    const badEnds = await restartAll(plan, cluster, load);
    while (load.sent < (plan.requests ?? 0)) await delay(50);
    const report = await load.stop();
    await untilApplied(cluster);
    const lost = await countLost(cluster, report.acknowledged);
    return { ...report, acknowledged: report.acknowledged.length, restarts: plan.restarts, badEnds, lost };
  } finally {
    await load?.close();
    await cluster.stop();
  }
}

async function restartAll(
  { restarts, planted, untilFailures, onProgress, api }: RollingPlan,
  cluster: Cluster,
  load: RunningLoad,
): Promise<string[]> {
  const badEnds: string[] = [];
  for (let round = 1; round <= restarts; round += 1) {
    for (const { process } of [...cluster.apis, ...cluster.workers]) {
      const startedAt = performance.now();
      const end = await process.stop(planted === 'killed' ? 'SIGKILL' : 'SIGTERM');
      const took = performance.now() - startedAt;
      if (end !== 0 || took > STOP_WITHIN_MS) badEnds.push(`${process.name} ended with ${end} after ${Math.round(took)} ms`);
      await process.start();
      // As a roll-out does, which goes on when the new process is in service.
      await until('the load balancer knows all', async () => (await cluster.balancer.serversUp()) === api);
    }
    if (untilFailures && load.failed > 0) break;
    onProgress?.(`round ${round} of ${restarts}: ${load.sent} requests sent`);
  }
  return badEnds;
}

/** How many of these events the store knows nothing of. */
export async function countLost({ postgres }: Cluster, keys: readonly string[]): Promise<number> {
  const text = `select key from unnest($1::text[]) as acknowledged(key) where not exists (
    select from webhook_events where event_key = 'id:' || key)`;
  return (await postgres.query(text, [keys])).length;
}
