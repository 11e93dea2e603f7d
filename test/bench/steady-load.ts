import { join } from 'node:path';
import { Worker } from 'node:worker_threads';

/** Requests sent at a fixed rate, whether the answers come or not: as callers do who know nothing of each other. */
export interface SteadyLoad {
  readonly url: string;
  /** Each is asked for once. */
  readonly paths: readonly string[];
  readonly headers: Record<string, string>;
  readonly perSecond: number;
}

/** How long each answer took, in milliseconds, from the moment its request was due. @throws Error when one wasn't 200 */
export function answerTimes(load: SteadyLoad): Promise<readonly number[]> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(join(__dirname, 'steady-load.worker.ts'), { workerData: load, execArgv: ['-r', '@swc-node/register'] });
    worker.once('message', resolve).once('error', reject);
  });
}

/** The time that `share` of the answers didn't exceed. */
export function quantile(times: readonly number[], share: number): number {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? NaN;
}
