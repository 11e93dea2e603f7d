import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

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
  /** The same of answers with 503. */
  readonly refusedMs: readonly number[];
  /** Answered otherwise, not within the time-out, or never sent since there were too many under way. */
  readonly lost: number;
  /** By how much each request was sent too late: what the load's own process did not get done. */
  readonly lateMs: readonly number[];
}

/** In a process of its own, so that nothing else of the benchmark delays it. @throws Error when that ends without an outcome */
export async function openLoad(load: OpenLoad): Promise<OpenLoadOutcome> {
  const child = fork(join(__dirname, 'open-load.child.ts'), { execArgv: ['-r', '@swc-node/register'], serialization: 'advanced' });
  const ended = once(child, 'exit').then(() => Promise.reject(new Error('The load ended without an outcome.')));
  child.send(load);
  const [outcome] = await Promise.race([once(child, 'message') as Promise<unknown[]>, ended]);
  child.disconnect();
  ended.catch(() => undefined);
  return outcome as OpenLoadOutcome;
}
