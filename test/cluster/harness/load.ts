import { join } from 'node:path';
import { Worker } from 'node:worker_threads';

/** What callers and upstream send at a steady rate, whether answers come or not. */
export interface Load {
  readonly url: string;
  readonly perSecond: number;
  /** GETs, in turn; each must be answered 200 with what `expected` is of its body. */
  readonly reads: readonly Read[];
  /** How many of each ten requests are events, each of a contact of its own. */
  readonly eventsOfTen: number;
}

export interface Read {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The member of the body that says what was answered, and its text. */
  readonly member: string;
  readonly expected: string;
}

export interface Failure {
  readonly kind: 'read' | 'event';
  /** When the request was due, and when its end was known: epoch ms. */
  readonly dueAt: number;
  readonly at: number;
  readonly what: string;
}

export interface LoadReport {
  readonly sent: number;
  readonly events: number;
  readonly failures: readonly Failure[];
  /** Keys of the events that were acknowledged. */
  readonly acknowledged: readonly string[];
  /** Milliseconds from when a request was due to its answer, by share: of all that were answered as they must be. */
  readonly quantiles: Readonly<Record<'p50' | 'p99' | 'max', number>>;
}

export interface Progress {
  readonly sent: number;
  readonly failed: number;
  readonly acknowledged: number;
}

/** A load that goes on, in a thread of its own, until it is stopped. */
export class RunningLoad {
  private readonly worker: Worker;
  private readonly ended: Promise<LoadReport>;
  private progress: Progress = { sent: 0, failed: 0, acknowledged: 0 };
  private broken: Error | null = null;

  constructor(load: Load) {
    this.worker = new Worker(join(__dirname, 'load.worker.ts'), { workerData: load, execArgv: ['-r', '@swc-node/register'] });
    this.ended = new Promise((resolve, reject) => {
      this.worker.on('message', (message: Progress | LoadReport) => {
        if ('failures' in message) resolve(message);
        else this.progress = message;
      });
      this.worker.once('error', reject);
    });
    this.ended.catch((error: Error) => (this.broken = error));
  }

  /** Requests that were sent so far. @throws Error when the load itself broke */
  get sent(): number {
    if (this.broken) throw this.broken;
    return this.progress.sent;
  }

  /** Events that were acknowledged so far. */
  get acknowledged(): number {
    return this.progress.acknowledged;
  }

  /** Requests that failed so far. */
  get failed(): number {
    return this.progress.failed;
  }

  /** Waits for the answers of what was sent. @throws Error when the load itself broke */
  async stop(): Promise<LoadReport> {
    this.worker.postMessage('stop');
    const report = await this.ended;
    await this.close();
    return report;
  }

  /** Ends it, whatever became of it. */
  async close(): Promise<void> {
    await this.worker.terminate();
  }
}
