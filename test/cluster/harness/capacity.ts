import { setTimeout as delay } from 'node:timers/promises';
import { startCluster } from './cluster';
import { RunningLoad } from './load';
import { prepareReads } from './stage';

export interface CapacityPlan {
  readonly api: number;
  readonly workers: number;
  readonly secondsEach: number;
  readonly messages?: number;
  readonly onProgress?: (line: string) => void;
}

const STEP = 100;
const MOST = 3_000;
/** The time that one request in a hundred may exceed. */
const IN_TIME_MS = 500;

/** The most requests a second that a cluster answers without a failure and in time: each hundred is tried for some seconds, one after the other. */
export async function findCapacity({ secondsEach, onProgress, ...plan }: CapacityPlan): Promise<number> {
  const cluster = await startCluster(plan);
  try {
    const reads = await prepareReads(cluster);
    let capacity = 0;
    for (let perSecond = STEP; perSecond <= MOST; perSecond += STEP) {
      const load = new RunningLoad({ url: cluster.url, perSecond, reads, eventsOfTen: 1 });
      await delay(secondsEach * 1_000);
      const { failures, quantiles } = await load.stop();
      onProgress?.(`${perSecond} requests/s: p99 ${Math.round(quantiles.p99)} ms, ${failures.length} failed`);
      if (failures.length > 0 || quantiles.p99 > IN_TIME_MS) break;
      capacity = perSecond;
    }
    return capacity;
  } finally {
    await cluster.stop();
  }
}
