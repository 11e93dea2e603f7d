import { Clock } from '../runtime';
import { BudgetScript } from './budget.redis';
import { BudgetSession } from './budget.session';
import { NOBODY, Waiting } from './location.slots';

/** How things stand for a location, as Redis last said. Points in time are on the monotonic clock. */
export interface Outlook {
  readonly at: number;
  /** Requests that count, of all processes and others. */
  readonly counted: number;
  /** Requests that may count at once. */
  readonly capacity: number;
  readonly pausedUntil: number;
  /** Before that there is nothing to be had by those who asked. */
  readonly againAt: number;
  /** Before these there is nothing for the first, the second, ... in line. */
  readonly freeAt: readonly number[];
}

/** What a location's limit is for this process at the moment. */
export interface Bounds {
  readonly capacity: number;
  readonly intervalMs: number;
  /** How many more slots this process may hold. */
  readonly room: number;
}

/** What passes between this process and Redis about one location: one exchange at a time, telling of all that happened since the last. */
export class SlotExchange {
  outlook: Outlook | null = null;
  private granted: string[] = [];
  private unused: string[] = [];
  private ended: { readonly id: string; readonly at: number }[] = [];
  private countedUpstream = 0;
  private pauseMs = 0;
  private asked: Waiting = NOBODY;
  private isUnderWay = false;

  constructor(
    private readonly session: BudgetSession,
    private readonly script: BudgetScript,
    private readonly keys: readonly string[],
    private readonly clock: Clock,
    private readonly onAnswer: () => void,
  ) {}

  /** A slot that Redis has granted and nobody has used yet. */
  take(): string | undefined {
    return this.granted.shift();
  }

  get atHand(): number {
    return this.granted.length;
  }

  /** Whether there is anything left to tell. */
  get hasNews(): boolean {
    return this.ended.length > 0 || this.unused.length > 0 || this.countedUpstream > 0 || this.pauseMs > 0;
  }

  end(id: string, at: number): void {
    this.ended.push({ id, at });
  }

  withdraw(id: string): void {
    this.unused.push(id);
  }

  /** Upstream has counted so many requests of this location, whoever sent them. */
  sawCounted(requests: number): void {
    this.countedUpstream = Math.max(this.countedUpstream, requests);
  }

  pause(ms: number): void {
    this.pauseMs = Math.max(this.pauseMs, ms);
  }

  /** Asks for what is wanted and not at hand, unless it's known that there is nothing yet; gives back what nobody wants any more. */
  want(waiting: Waiting, bounds: Bounds): void {
    const total = waiting.caller + waiting.walk + waiting.backfill;
    while (this.granted.length > total) this.unused.push(...this.granted.splice(total));
    const wanted = lessened(waiting, this.granted.length);
    const isWanted = bounds.room > 0 && wanted.some((count) => count > 0);
    const isWorthIt = isWanted && (this.againIn() === 0 || isNew(waiting, this.asked));
    if (isWorthIt) this.asked = waiting;
    if (isWorthIt || this.unused.length > 0) void this.exchange(isWorthIt ? wanted : NOTHING, bounds);
  }

  /** Tells what there is to tell. */
  async tell(bounds: Bounds): Promise<void> {
    if (this.hasNews) await this.exchange(NOTHING, bounds);
  }

  /** Ms until asking makes sense; Infinity while an answer is awaited. */
  retryMs(): number {
    return this.isUnderWay ? Infinity : this.againIn();
  }

  /** A lower bound for the wait of the `place`-th in line. */
  waitMs(place: number): number {
    const freeAt = this.outlook?.freeAt ?? [];
    const at = freeAt[Math.min(place, freeAt.length) - 1];
    return at === undefined || this.againIn() === 0 ? 0 : Math.max(0, at - this.clock.monotonic());
  }

  /** Redis is lost, or is about to be told everything: what was to be told, and what it granted and nobody used, is void. */
  clear(): void {
    this.granted = [];
    this.unused = [];
    this.ended = [];
    this.countedUpstream = 0;
    this.outlook = null;
    this.asked = NOBODY;
  }

  private againIn(): number {
    return Math.max(0, (this.outlook?.againAt ?? 0) - this.clock.monotonic());
  }

  private async exchange(wanted: readonly number[], { capacity, intervalMs, room }: Bounds): Promise<void> {
    if (this.isUnderWay || !this.session.isHere) return;
    this.isUnderWay = true;
    const { ended, unused, countedUpstream, pauseMs } = this;
    const { term } = this.session;
    const now = this.clock.monotonic();
    const most = Math.min(
      room,
      wanted.reduce((sum, count) => sum + count, 0),
    );
    const first = this.session.reserveNumbers(most);
    const ends = ended.flatMap(({ id, at }) => [id, Math.floor(now - at)]);
    Object.assign(this, { ended: [], unused: [], countedUpstream: 0, pauseMs: 0 });
    const news = [countedUpstream, Math.ceil(pauseMs), ended.length, ...ends, ...unused];
    const answer = await this.session.call(this.script, this.keys, [capacity, intervalMs, first, most, ...wanted, ...news]);
    this.isUnderWay = false;
    if (answer && term === this.session.term) this.learn(answer.map(Number), first, most);
    this.onAnswer();
  }

  private learn(
    [granted = 0, counted = 0, capacity = 0, pausedMs = 0, againMs = 0, ...waits]: number[],
    first: number,
    most: number,
  ): void {
    const at = this.clock.monotonic();
    for (let index = 0; index < granted; index++) this.granted.push(this.session.slotId(first + index));
    // Who only told something hasn't learnt when to ask; who got all that it may have asks again once it may have more.
    const before = most === 0 ? this.outlook : null;
    const again = { againAt: at + (granted < most ? againMs : 0), freeAt: granted < most ? waits.map((waitMs) => at + waitMs) : [] };
    this.outlook = {
      ...again,
      ...(before && { againAt: before.againAt, freeAt: before.freeAt }),
      at,
      counted,
      capacity,
      pausedUntil: at + pausedMs,
    };
  }
}

const NOTHING: readonly number[] = [0, 0, 0];

/** What is still wanted when `atHand` are there; the first in line come first. */
function lessened({ caller, walk, backfill }: Waiting, atHand: number): number[] {
  let have = atHand;
  return [caller, walk, backfill].map((count) => {
    const wanted = Math.max(0, count - have);
    have = Math.max(0, have - count);
    return wanted;
  });
}

/** Someone waits who is to be served before those for whom there was nothing. */
function isNew(waiting: Waiting, asked: Waiting): boolean {
  return (waiting.caller > 0 && asked.caller === 0) || (waiting.walk > 0 && asked.walk + asked.caller === 0);
}
