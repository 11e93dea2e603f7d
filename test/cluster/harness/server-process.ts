import { ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

export interface ServerProcessOptions {
  /** Appears in errors. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** The whole environment but for PATH and HOME. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly uid?: number;
  readonly gid?: number;
  /** Where both outputs go, over all starts. */
  readonly logFile: string;
  /** Whether it serves; a rejection is a no. */
  readonly isReady: () => Promise<boolean>;
}

/** Nothing outlives the harness, however that ends. */
const running = new Set<ChildProcess>();
process.once('exit', () => running.forEach((child) => child.kill('SIGKILL')));

const START_MS = 60_000;
const STOP_MS = 60_000;

/** A server that is started, stopped, killed and started again, always by its own pid. */
export class ServerProcess {
  private child: ChildProcess | null = null;

  constructor(private readonly options: ServerProcessOptions) {}

  get name(): string {
    return this.options.name;
  }

  get pid(): number | undefined {
    return this.child?.pid;
  }

  get isRunning(): boolean {
    return this.child !== null && this.child.exitCode === null && this.child.signalCode === null;
  }

  /** All that it has written so far. */
  output(): string {
    return readFileSync(this.options.logFile, 'utf8');
  }

  /** Resolves when it serves. @throws Error with the end of its output when it ends instead, or doesn't come up within a minute */
  async start(): Promise<void> {
    this.spawn();
    const startedAt = performance.now();
    while (!(await this.options.isReady().catch(() => false))) {
      if (!this.isRunning || performance.now() - startedAt > START_MS) {
        await this.kill();
        throw new Error(`${this.name} did not start: ${this.output().slice(-2_000)}`);
      }
      await delay(25);
    }
  }

  /** Doesn't wait until it serves. */
  spawn(): void {
    const { command, args, environment = {}, uid, gid, logFile } = this.options;
    const { PATH = '', HOME = '' } = process.env;
    const log = openSync(logFile, 'a');
    this.child = spawn(command, args, { env: { PATH, HOME, ...environment }, cwd: '/', uid, gid, stdio: ['ignore', log, log] });
    const { child } = this;
    running.add(child);
    child.once('error', () => undefined).once('exit', () => running.delete(child));
    closeSync(log);
  }

  /** Asks it to end. @returns its exit code, or the signal that ended it; null when it did not run */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | string | null> {
    const { child } = this;
    if (!child || !this.isRunning) return null;
    const ended = once(child, 'exit');
    child.kill(signal);
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
    const [code, by] = (await ended) as [number | null, string | null];
    clearTimeout(timer);
    return code ?? by;
  }

  /** kill -9. */
  async kill(): Promise<void> {
    await this.stop('SIGKILL');
  }
}
