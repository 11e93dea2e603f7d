import { Runtime } from '../runtime';
import { BudgetRedis } from './budget.redis';
import { BudgetSession } from './budget.session';
import { BEAT_MS, CALL_MS, SILENT_MS } from './budget.timing';
import { LocationSlots, RateBudgetSource } from './location.slots';
import { RedisSlots } from './redis.slots';
import { budgetScripts, BudgetScripts } from './scripts/budget.scripts';
import { SlotExchange } from './slot.exchange';

/** Locations whose slots are reported at once, so that no one of the reports waits for long behind the others. */
const REPORTS_AT_ONCE = 50;

/** What processes that share a budget have in common. */
export interface SharedBudgetOptions {
  readonly redis: BudgetRedis;
  /** What the names of all keys begin with: the same for all who use upstream as the same app. */
  readonly keyPrefix: string;
}

export interface RedisBudgetOptions extends SharedBudgetOptions {
  /** No other process may have the same; letters, digits and dashes. */
  readonly processId: string;
  readonly rateLimit: { readonly max: number; readonly intervalMs: number };
  readonly scripts?: BudgetScripts;
}

/**
 * One budget for all processes that use the same Redis. There every slot is taken before its request is sent, so that together they keep the limit. When Redis
 * is lost each goes on with its share; why that can't be too much is told in docs/decisions/0008.
 */
export class RedisBudget implements RateBudgetSource {
  private readonly session: BudgetSession;
  private readonly scripts: BudgetScripts;
  /** Locations with something to report or somebody waiting. */
  private readonly used = new Map<RedisSlots, string>();
  private readonly closed = new AbortController();

  constructor(
    private readonly options: RedisBudgetOptions,
    private readonly runtime: Runtime,
  ) {
    const { redis, keyPrefix, processId } = options;
    this.scripts = options.scripts ?? budgetScripts();
    const keys = [`${keyPrefix}processes`, `${keyPrefix}run`];
    this.session = new BudgetSession(redis, runtime.clock, processId, keys, () => this.lose());
    void this.live();
  }

  slotsOf(locationId: string, onChange: () => void): LocationSlots {
    const { session, scripts } = this;
    const { clock } = this.runtime;
    const keys = [this.slotsKey(locationId), `${this.options.keyPrefix}line:${locationId}`];
    return new RedisSlots({
      ...{ session, clock, onChange, rateLimit: this.options.rateLimit },
      exchangeFor: (onAnswer) => new SlotExchange(session, scripts.exchange, keys, clock, onAnswer),
      onUse: (slots) => this.used.set(slots, locationId),
    });
  }

  /** Says good-bye, as far as Redis can still be reached, so that nothing is kept free for this process. */
  close(): void {
    if (this.closed.signal.aborted) return;
    this.closed.abort();
    if (this.session.isHere) void this.session.call(this.scripts.leave, [], []);
  }

  /** One timer for all locations: shows that this process is there, tells what is to be told, and comes back when Redis does. */
  private async live(): Promise<void> {
    while (!this.closed.signal.aborted) {
      if (this.session.isHere) await this.beat();
      else await this.comeBack();
      await this.runtime.sleep(BEAT_MS, this.closed.signal).catch(() => undefined);
    }
  }

  private async beat(): Promise<void> {
    const answer = await this.announce(true);
    if (answer) this.session.meet(answer.processes);
    for (const slots of [...this.used.keys()]) {
      void slots.tell();
      slots.notify();
      if (slots.isIdle()) this.used.delete(slots);
    }
  }

  /** Redis may have missed what was sent without it, or forgotten everything: it's told all of that before it's asked for anything. */
  private async comeBack(): Promise<void> {
    const greeting = await this.announce(false);
    if (!greeting) return;
    this.session.beginReturn();
    const isReported = await this.reportAll(greeting.epoch);
    const answer = isReported ? await this.announce(true, greeting.epoch) : null;
    if (answer?.opensInMs === 0) this.session.arrive(answer.epoch, answer.processes);
    else this.session.breakOff(answer?.opensInMs ?? 0);
    for (const slots of [...this.used.keys()]) slots.notify();
  }

  private async reportAll(epoch: number): Promise<boolean> {
    const rest = [...this.used];
    while (rest.length > 0) {
      const reports = rest.splice(0, REPORTS_AT_ONCE).map(([slots, locationId]) => this.report(slots, locationId, epoch));
      if ((await Promise.all(reports)).includes(null)) return false;
    }
    return true;
  }

  private report(slots: RedisSlots, locationId: string, epoch: number): Promise<unknown> {
    const { inFlight, endedAgo } = slots.takeStock();
    const args = [slots.intervalMs, inFlight.length, ...inFlight, ...endedAgo];
    return this.session.call(this.scripts.report, [this.slotsKey(locationId)], args, { epoch });
  }

  private async announce(enter: boolean, epoch?: number): Promise<Announcement | null> {
    const blackoutMs = CALL_MS + SILENT_MS + this.options.rateLimit.intervalMs + 1;
    const known = enter ? [] : this.session.acquaintances;
    const options = { epoch, isFirst: !enter };
    const answer = await this.session.call(this.scripts.announce, [], [enter ? 1 : 0, blackoutMs, ...known], options);
    if (!answer) return null;
    const [epochNow, opensInMs, ...processes] = answer;
    return { epoch: Number(epochNow), opensInMs: Number(opensInMs), processes: processes.map(String) };
  }

  private lose(): void {
    for (const slots of this.used.keys()) {
      slots.lose();
      slots.notify();
    }
  }

  private slotsKey(locationId: string): string {
    return `${this.options.keyPrefix}slots:${locationId}`;
  }
}

interface Announcement {
  readonly epoch: number;
  /** Until Redis hands out slots. */
  readonly opensInMs: number;
  /** Id and number known of each. */
  readonly processes: readonly string[];
}
