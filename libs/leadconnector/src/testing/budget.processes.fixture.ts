import { BudgetRedis, BudgetScript } from '../budget/budget.redis';
import { RedisBudget } from '../budget/redis.budget';
import { BudgetScripts } from '../budget/scripts/budget.scripts';
import { CallPriority } from '../calls.types';
import { RateLimiter } from '../transport/rate-limiter';
import { ManualRuntime } from './manual.runtime';
import { aRequest } from './request.fixture';

export const RATE_LIMIT = { max: 100, intervalMs: 10_000 };

/** Executes scripts as Redis does, at once. */
export type Execute = (script: BudgetScript, keys: readonly string[], args: readonly string[]) => unknown;

export type Link = 'up' | 'dead' | 'hanging';

/** A process's connection to Redis, over a wire whose state a test decides. Like the real one it waits 50 ms for an answer. */
export class FakeLink implements BudgetRedis {
  state: Link = 'up';
  /** Of an answer, there and back. */
  latencyMs = (): number => 0;

  constructor(
    private readonly execute: Execute,
    private readonly runtime: ManualRuntime,
  ) {}

  async run(script: BudgetScript, keys: readonly string[], args: readonly string[]): Promise<unknown> {
    if (this.state === 'dead') throw new Error('not connected');
    const latencyMs = this.latencyMs();
    const answer = this.pass(latencyMs / 2).then(() => this.execute(script, keys, args));
    const done = answer.then((value) => this.pass(latencyMs / 2).then(() => value));
    const late = this.runtime.sleep(50).then(() => Promise.reject(new Error('no answer in time')));
    // Whichever comes second is of no interest.
    done.catch(() => undefined);
    late.catch(() => undefined);
    return Promise.race([done, late]);
  }

  /** What is sent over a hanging wire arrives when it goes on. */
  private async pass(ms: number): Promise<void> {
    if (ms > 0) await this.runtime.sleep(ms);
    while (this.state === 'hanging') await this.runtime.sleep(10);
    if (this.state === 'dead') throw new Error('connection lost');
  }
}

/** A process with a budget of its own, that shares it with the others. */
export class FakeProcess {
  readonly link: FakeLink;
  readonly limiter: RateLimiter;
  /** How many of each class have left. */
  readonly left: Record<CallPriority, number> = { caller: 0, walk: 0, backfill: 0 };
  readonly refused: unknown[] = [];
  private readonly budget: RedisBudget;

  constructor(
    readonly id: string,
    execute: Execute,
    private readonly runtime: ManualRuntime,
    /** When upstream stamped a request. */
    private readonly stamps: number[],
    { scripts, keyPrefix = 'test:' }: { scripts?: BudgetScripts; keyPrefix?: string } = {},
  ) {
    this.link = new FakeLink(execute, runtime);
    const options = { redis: this.link, keyPrefix, processId: id, rateLimit: RATE_LIMIT, ...(scripts && { scripts }) };
    this.budget = new RedisBudget(options, runtime);
    this.limiter = new RateLimiter(RATE_LIMIT, runtime, this.budget);
  }

  /** Sends one that takes so long, and that upstream stamps at this part of its time (0 to 1). Resolves when it's answered or refused. */
  async send(durationMs: number, arrival = 0.5, priority: CallPriority = 'caller', timeoutMs = Infinity): Promise<void> {
    const request = aRequest({ priority, deadline: this.runtime.clock.monotonic() + timeoutMs });
    const permit = await this.limiter.enter(request).catch((error: unknown) => void this.refused.push(error));
    if (!permit) return;
    this.left[priority]++;
    this.stamps.push(this.runtime.clock.monotonic() + durationMs * arrival);
    await this.runtime.sleep(durationMs);
    permit.answered(200, {});
  }

  /** Keeps so many requests of a class waiting or under way until the time comes. */
  saturate(until: number, atOnce: number, durationMs: () => number, arrival: () => number, priority: CallPriority = 'caller'): void {
    const goOn = async (): Promise<void> => {
      while (this.runtime.clock.monotonic() < until) await this.send(durationMs(), arrival(), priority);
    };
    for (let index = 0; index < atOnce; index++) void goOn();
  }

  /** Ends without a word, as if killed: what it has sent may still arrive. */
  kill(): void {
    this.link.state = 'dead';
    this.budget.close();
  }

  /** Ends as it should. */
  close(): void {
    this.budget.close();
  }
}

/** The most that upstream counted in any interval. */
export function mostInAnInterval(stamps: readonly number[], intervalMs = RATE_LIMIT.intervalMs): number {
  const sorted = [...stamps].sort((one, other) => one - other);
  let from = 0;
  return sorted.reduce((most, stamp, index) => {
    while ((sorted[from] ?? stamp) + intervalMs <= stamp) from++;
    return Math.max(most, index - from + 1);
  }, 0);
}
