import { join } from 'node:path';
import { Worker } from 'node:worker_threads';

/** What is asked of a server, by how many connections at once and for how long. */
export interface Load {
  readonly url: string;
  readonly paths: readonly string[];
  readonly headers: Record<string, string>;
  readonly connections: number;
  readonly seconds: number;
}

/** How many answers a second the server gave, once the load had begun. @throws Error when one wasn't 200 */
export function answersPerSecond(load: Load): Promise<number> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(join(__dirname, 'load.worker.ts'), { workerData: load, execArgv: ['-r', '@swc-node/register'] });
    worker.once('message', resolve).once('error', reject);
  });
}
