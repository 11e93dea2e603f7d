import { answersPerSecond } from '../../bench/load';
import { startCluster } from './cluster';
import { prepareReads } from './stage';

export interface ScalingResult {
  readonly processes: number;
  readonly answersPerSecond: number;
}

/** How many pages a second so many processes of the API give out, behind the load balancer, all asked for as fast as they come. */
export async function measureScaling(processes: number, seconds: number, messages?: number): Promise<ScalingResult> {
  const cluster = await startCluster({ api: processes, workers: 0, messages });
  try {
    const reads = (await prepareReads(cluster)).filter(({ path }) => path.startsWith('/messages/search'));
    const load = {
      url: cluster.url,
      paths: reads.map(({ path }) => path),
      headers: { ...reads[0]?.headers },
      connections: 16 * processes,
    };
    // Caches are filled and code is compiled before it counts.
    await answersPerSecond({ ...load, seconds: Math.min(3, seconds) });
    return { processes, answersPerSecond: await answersPerSecond({ ...load, seconds }) };
  } finally {
    await cluster.stop();
  }
}
