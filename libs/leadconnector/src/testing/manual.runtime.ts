import { setImmediate as turn } from 'node:timers/promises';
import { Runtime } from '../runtime';

interface Timer {
  readonly at: number;
  readonly ring: () => void;
}

/** A runtime whose time passes only by `advance`, for tests. Wall and monotonic time differ, so that a mix-up shows. */
export class ManualRuntime implements Runtime {
  /** Every wait that was asked for, in ms. */
  readonly slept: number[] = [];
  private elapsedMs = 0;
  private readonly timers = new Set<Timer>();

  constructor(
    private readonly startedAt = Date.UTC(2026, 0, 15, 12),
    readonly random: () => number = () => 0.5,
  ) {}

  readonly clock = { now: (): number => this.startedAt + this.elapsedMs, monotonic: (): number => this.elapsedMs };

  readonly sleep = (ms: number, signal?: AbortSignal): Promise<void> => {
    this.slept.push(ms);
    return new Promise((resolve, reject) => {
      const onAbort = (): void => {
        this.timers.delete(timer);
        reject(signal?.reason as Error);
      };
      const ring = (): void => {
        signal?.removeEventListener('abort', onAbort);
        resolve();
      };
      const timer = { at: this.elapsedMs + ms, ring };
      this.timers.add(timer);
      signal?.addEventListener('abort', onAbort);
    });
  };

  /** Lets `ms` pass: each timer rings at its own time, and what follows from it happens before the next. */
  async advance(ms: number): Promise<void> {
    const until = this.elapsedMs + ms;
    await turn();
    for (let next = this.first(); next && next.at <= until; next = this.first()) {
      this.elapsedMs = Math.max(this.elapsedMs, next.at);
      this.timers.delete(next);
      next.ring();
      await turn();
    }
    this.elapsedMs = until;
  }

  /** Timers that are set: none may be left when all calls are over. */
  get pending(): number {
    return this.timers.size;
  }

  private first(): Timer | undefined {
    let first: Timer | undefined;
    for (const timer of this.timers) if (!first || timer.at < first.at) first = timer;
    return first;
  }
}
