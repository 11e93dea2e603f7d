import { join } from 'node:path';
import { Worker } from 'node:worker_threads';

/** Requests at a fixed rate, refused or not. */
export interface OpenLoad {
  readonly url: string;
  readonly paths: readonly string[];
  readonly headers: Record<string, string>;
  readonly perSecond: number;
  readonly seconds: number;
  /** After how long a caller gives up. */
  readonly timeoutMs: number;
}

export interface OpenLoadOutcome {
  readonly sent: number;
  /** How long each answer with 200 took from when its request was due. */
  readonly acceptedMs: readonly number[];
  /** Answers with 503. */
  readonly refused: number;
  /** Answered otherwise, or not within the time-out. */
  readonly lost: number;
}

export function openLoad(load: OpenLoad): Promise<OpenLoadOutcome> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(join(__dirname, 'open-load.worker.ts'), { workerData: load, execArgv: ['-r', '@swc-node/register'] });
    worker.once('message', resolve).once('error', reject);
  });
}
