import { ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { SyncProcessOptions } from './sync-process.options';

/** A sync process, to be killed or paused. */
export interface SyncChild {
  /** Resolves when it is at work, or has ended before. */
  readonly ready: Promise<void>;
  signal(signal: NodeJS.Signals): void;
  /** Ends it at once, wherever it is. */
  kill(): Promise<void>;
  /** What it complained of. */
  complaints(): string;
}

export function startSyncChild(entry: string, options: SyncProcessOptions): SyncChild {
  const { PATH = '', HOME = '' } = process.env;
  const child: ChildProcess = spawn(process.execPath, [entry, JSON.stringify(options)], {
    env: { PATH, HOME },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = once(child, 'exit');
  let complaints = '';
  child.stderr?.on('data', (chunk: Buffer) => (complaints += chunk.toString()));
  const ready = new Promise<void>((resolve) => child.stdout?.once('data', () => resolve()));
  return {
    ready: Promise.race([ready, exited.then(() => undefined)]),
    signal: (signal) => void child.kill(signal),
    kill: async () => {
      child.kill('SIGKILL');
      await exited;
    },
    complaints: () => complaints,
  };
}
