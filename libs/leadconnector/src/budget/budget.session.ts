import { Clock } from '../runtime';
import { BudgetRedis, BudgetScript } from './budget.redis';
import { BEAT_MS, CALL_MS, FIRST_CONTACT_MS, SILENT_MS } from './budget.timing';

/**
 * Where slots come from: from Redis (`shared`); from nowhere for a moment (`held`); from this process's part of what is kept back for the time in which
 * the others may still be using all that Redis handed out (`reserve`); or from its share of the whole (`share`).
 */
export type BudgetPhase = 'shared' | 'held' | 'reserve' | 'share';

/** One process's dealings with the Redis that it shares its budget through: who else is there, and what may be done without it. */
export class BudgetSession {
  /** Grows whenever Redis is lost: what was asked before that is void. */
  term = 0;
  /** As last heard from a Redis that can be trusted; null before that. */
  processes: number | null = null;
  private state: 'away' | 'returning' | 'here' = 'away';
  private awayAt: number;
  private heldUntil: number;
  private epoch = 0;
  private remembered: readonly string[] = [];
  private heard: { readonly redisTime: number; readonly at: number } | null = null;
  private sent = 0;
  private calledAt = -Infinity;

  constructor(
    private readonly redis: BudgetRedis,
    private readonly clock: Clock,
    readonly id: string,
    private readonly keys: readonly string[],
    private readonly onLost: () => void,
  ) {
    this.awayAt = clock.monotonic();
    this.heldUntil = this.awayAt + FIRST_CONTACT_MS;
  }

  get isHere(): boolean {
    return this.state === 'here';
  }

  get isAway(): boolean {
    return this.state === 'away';
  }

  /** What holds at this moment, in a location with this interval. */
  phase(intervalMs: number): BudgetPhase {
    if (this.state === 'here') return 'shared';
    const now = this.clock.monotonic();
    if (this.state === 'returning' || now < this.heldUntil) return 'held';
    return now < this.shareFrom(intervalMs) ? 'reserve' : 'share';
  }

  /** When the present phase ends if Redis stays away. */
  phaseEndsAt(intervalMs: number): number {
    if (this.state !== 'away') return Infinity;
    const now = this.clock.monotonic();
    const ends = [this.heldUntil, this.shareFrom(intervalMs)].filter((at) => at > now);
    return Math.min(Infinity, ...ends);
  }

  /** The name of the slot with this number. */
  slotId(number: number): string {
    return `${this.id}:${number}`;
  }

  /** The first of `count` numbers that no other slot of this process has. */
  reserveNumbers(count: number): number {
    this.sent += count;
    return this.sent - count;
  }

  /**
   * What the script answers after status, time and number of processes. Null when it doesn't, or when it doesn't know this process any more: then Redis
   * is lost. A call that Redis executes when we have stopped waiting for it must change nothing, so each says until when it is valid, on Redis's clock;
   * the first one can't, and changes nothing that matters.
   */
  async call(
    script: BudgetScript,
    keys: readonly string[],
    args: readonly (string | number)[],
    { epoch = this.epoch, isFirst = false } = {},
  ): Promise<readonly unknown[] | null> {
    const { term, heard } = this;
    this.calledAt = this.clock.monotonic();
    const validUntil = isFirst || !heard ? 0 : Math.floor(heard.redisTime + this.calledAt - heard.at + CALL_MS);
    const header = [this.id, validUntil, epoch, heard?.redisTime ?? 0, this.processes ?? 0];
    const answer = await this.redis.run(script, [...this.keys, ...keys], [...header, ...args].map(String)).catch(() => null);
    const [status, redisTime, processes, ...rest] = Array.isArray(answer) ? (answer as readonly unknown[]) : [];
    if (status === 'ok' && term === this.term) {
      this.heard = { redisTime: Number(redisTime), at: this.clock.monotonic() };
      if (this.isHere) this.processes = Number(processes);
      return rest;
    }
    if (term === this.term) this.lose();
    return null;
  }

  /** As the process knew them: for a Redis that doesn't. */
  get acquaintances(): readonly string[] {
    return this.remembered;
  }

  /** Stops sending, so that what is told to Redis from now on stays true. */
  beginReturn(): void {
    this.state = 'returning';
  }

  /** Redis knows all that this process has sent, and hands out its slots again. */
  arrive(epoch: number, known: readonly string[]): void {
    this.state = 'here';
    this.epoch = epoch;
    this.meet(known);
  }

  /**
   * Back to what may be done alone, once no call that is under way can be executed any more. Redis may be about to open: a process that never heard how many
   * there are then waits for that.
   */
  breakOff(opensInMs: number): void {
    if (this.state !== 'returning') return;
    this.state = 'away';
    const opensAt = this.processes === null && opensInMs > 0 ? this.clock.monotonic() + opensInMs + 2 * BEAT_MS : -Infinity;
    this.heldUntil = Math.max(this.heldUntil, this.calledAt + CALL_MS, opensAt);
  }

  /** Id and number known of every process, as a trusted Redis tells them. */
  meet(known: readonly string[]): void {
    this.remembered = known;
    this.processes = known.length / 2;
  }

  private lose(): void {
    if (this.state !== 'here') return;
    this.state = 'away';
    this.term++;
    this.awayAt = this.clock.monotonic();
    this.onLost();
  }

  /**
   * The last call may still be executed, then Redis needs a while to notice, and what it handed out to others until then must have left the window. One that
   * was alone was heard of before anyone else could be granted anything.
   */
  private shareFrom(intervalMs: number): number {
    const isAlone = this.processes === null || this.processes === 1;
    return isAlone ? this.awayAt : this.awayAt + CALL_MS + SILENT_MS + intervalMs + 1;
  }
}
