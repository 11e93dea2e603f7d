import type { Runtime } from '../runtime.ts';

/**
 * A runtime whose time passes only by waiting: a wait is over at once, and the clock then stands where it would. Time-outs, which are waits too,
 * would ring before anything happens, so those at least as long as `timeoutMs` ring only when told to.
 */
export class ManualRuntime implements Runtime {
  /** Every wait that was no time-out, in ms. */
  readonly slept: number[] = [];
  /** Called in a wait, which then ends only when it is aborted. */
  duringWait?: () => void;
  private elapsedMs = 0;
  private readonly alarms = new Set<() => void>();

  constructor(private readonly timeoutMs = 90_000) {}

  readonly now = (): number => Date.UTC(2026, 0, 15, 12) + this.elapsedMs;

  readonly random = (): number => 0.5;

  readonly sleep = (ms: number, signal?: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason as Error);
      signal?.addEventListener('abort', () => {
        this.alarms.delete(resolve);
        reject(signal.reason as Error);
      });
      if (ms >= this.timeoutMs) return void this.alarms.add(resolve);
      this.slept.push(ms);
      if (this.duringWait) return this.duringWait();
      this.elapsedMs += ms;
      resolve();
    });

  /** The time of every attempt that is under way is over. */
  ring(): void {
    for (const resolve of this.alarms) resolve();
  }

  /** Time-outs that are set: none may be left when all calls are over. */
  get pending(): number {
    return this.alarms.size;
  }
}
