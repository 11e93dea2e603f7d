import { BudgetScript } from '../budget/budget.redis';
import { ASK_AGAIN_MS, BEAT_MS, FORGET_MS, IN_FLIGHT_MS, MEMORY_MS, SETTLE_MS, SILENT_MS } from '../budget/budget.timing';
import { MOST_CREDIT, PATIENCE } from '../budget/patience';

interface Member {
  joined: number;
  told: number;
  seen: number;
  heard: number;
  n: number;
}

interface Line {
  credit: [number, number, number];
  pausedUntil: number;
  readonly waiting: Map<string, { readonly wanted: readonly number[]; readonly until: number }>;
}

/** What the scripts do, in TypeScript, on the time that is given: for tests without Redis. The same tests run against the scripts where there is one. */
export class FakeBudgetServer {
  private members = new Map<string, Member>();
  private slots = new Map<string, Map<string, number>>();
  private lines = new Map<string, Line>();
  private since: number | null = null;

  /** `time` in ms; whole ones count. */
  constructor(private readonly time: () => number) {}

  /** As after a restart without a snapshot. */
  forget(): void {
    Object.assign(this, { members: new Map(), slots: new Map(), lines: new Map(), since: null });
  }

  execute(script: BudgetScript, keys: readonly string[], args: readonly string[]): (string | number)[] {
    const now = Math.floor(this.time());
    const [me = '', ...rest] = args;
    const [validUntil = 0, epoch = 0, told = 0, known = 0] = rest.slice(0, 4).map(Number);
    if (validUntil > 0 && now > validUntil) return ['late', now, 0];
    const since = (this.since ??= now);
    for (const [id, { heard }] of this.members) if (now - heard > FORGET_MS && id !== me) this.members.delete(id);
    const call: Call = { now, me, epoch, since, told, known, own: rest.slice(4), slotsKey: keys[2] ?? '' };
    const answer = this.run(script.name, call);
    return answer === null ? ['strange', now, this.members.size] : ['ok', now, this.members.size, ...answer];
  }

  private run(name: string, call: Call): (string | number)[] | null {
    if (name === 'announce') return this.announce(call);
    if (name === 'leave') return this.members.delete(call.me) ? [] : [];
    if (call.epoch !== call.since) return null;
    return name === 'report' ? this.report(call) : this.exchange(call);
  }

  private announce({ now, me, epoch, since, told, known, own: [enter, blackout, ...list] }: Call): (string | number)[] | null {
    const enters = enter === '1';
    if (epoch !== since) {
      if (enters) return null;
      for (let index = 0; index < list.length; index += 2) {
        const id = list[index] ?? '';
        if (id !== me && !this.members.has(id))
          this.members.set(id, { joined: 0, told: 0, seen: 0, heard: now, n: Number(list[index + 1]) });
      }
    }
    const mine = this.members.get(me) ?? { joined: 0, told: 0, seen: 0, heard: now, n: 0 };
    if (enters) {
      this.members.set(me, mine);
      mine.joined ||= now;
    }
    const isMissing = [...this.members.values()].some(({ joined }) => joined === 0);
    const opensIn = Math.max(0, since + (isMissing ? Number(blackout) : SETTLE_MS) - now);
    if (enters) Object.assign(mine, { told, heard: now, n: least(known, this.members.size), seen: opensIn === 0 ? now : mine.seen });
    return [since, opensIn, ...[...this.members].flatMap(([id, { n }]) => [id, n])];
  }

  private report({ now, me, own: [interval, inFlight, ...list], slotsKey }: Call): number[] {
    const slots = this.slotsOf(slotsKey);
    for (const id of slots.keys()) if (id.startsWith(`${me}:`)) slots.delete(id);
    list.forEach((one, index) => {
      if (index < Number(inFlight)) slots.set(one, now + IN_FLIGHT_MS);
      else slots.set(`${me}:ended:${now}:${index}`, now - Number(one) + Number(interval) + 1);
    });
    return [];
  }

  private exchange({ now, me, told, known, own, slotsKey }: Call): number[] | null {
    const mine = this.members.get(me);
    if (!mine || mine.seen === 0) return null;
    Object.assign(mine, { told, seen: now, heard: now, n: least(known, this.members.size) });
    const [capacity = 0, interval = 0, first = 0, most = 0, caller = 0, walk = 0, backfill = 0, counted = 0, pause = 0, ended = 0] =
      own.map(Number);
    const slots = this.slotsOf(slotsKey);
    for (let index = 10; index < 10 + 2 * ended; index += 2) slots.set(own[index] ?? '', now - Number(own[index + 1]) + interval + 1);
    for (const id of own.slice(10 + 2 * ended)) slots.delete(id);
    for (const [id, until] of slots) if (until <= now - MEMORY_MS) slots.delete(id);
    for (let index = slots.size; index < counted; index++) slots.set(`others:${now}:${index}`, now + interval + 1);
    const line = this.lineOf(slotsKey);
    line.pausedUntil = Math.max(line.pausedUntil, pause > 0 ? now + pause : 0);
    return this.grant({ now, me, mine, interval, first, most, slots, line, capacity: capacity - this.keptFree(me, now, capacity) }, [
      caller,
      walk,
      backfill,
    ]);
  }

  private grant({ now, me, mine, interval, first, most, slots, line, capacity }: Grant, wanted: [number, number, number]): number[] {
    const others = [0, 0, 0];
    for (const [id, { wanted: its, until }] of line.waiting) {
      if (until < now) line.waiting.delete(id);
      else if (id !== me) its.forEach((count, index) => (others[index] = (others[index] ?? 0) + count));
    }
    const [callers = 0, walks = 0, backfills = 0] = others;
    const { credit } = line;
    const isKnown = [...this.members].every(([id, one]) => id === me || now - one.seen > SILENT_MS || one.told >= mine.joined);
    let used = [...slots.values()].filter((until) => until > now).length;
    let free = line.pausedUntil > now || !isKnown ? 0 : capacity - used;
    let granted = 0;
    let isOutranked = false;
    const turns = (index: 1 | 2): number => Math.floor(credit[index] / PATIENCE);
    const serve = (index: 0 | 1 | 2, higher: number, keptForLower: number): void => {
      const comesAfter = wanted[index] > 0 && higher > 0;
      isOutranked ||= comesAfter;
      const want = comesAfter && index !== 0 ? Math.min(wanted[index], turns(index)) : wanted[index];
      const n = Math.max(0, Math.min(want, free - keptForLower, most - granted));
      if (n === 0) return;
      free -= n;
      granted += n;
      wanted[index] -= n;
      credit[index] = comesAfter ? credit[index] - n * PATIENCE : 0;
      if (index !== 1) credit[1] = walks > 0 || wanted[1] > 0 ? Math.min(credit[1] + n, MOST_CREDIT) : 0;
      if (index !== 2) credit[2] = backfills > 0 || wanted[2] > 0 ? Math.min(credit[2] + n, MOST_CREDIT) : 0;
    };
    serve(0, 0, Math.min(walks, turns(1)) + Math.min(backfills, turns(2)));
    serve(1, callers, Math.min(backfills, turns(2)));
    serve(2, callers + walks, 0);
    for (let index = 0; index < granted; index++) slots.set(`${me}:${first + index}`, now + IN_FLIGHT_MS);
    used += granted;
    const missing = wanted[0] + wanted[1] + wanted[2];
    const pausedMs = Math.max(0, line.pausedUntil - now);
    if (missing === 0) {
      line.waiting.delete(me);
      return [granted, used, capacity, pausedMs, 0];
    }
    const ends = [...slots.values()].filter((until) => until > now).sort((one, other) => one - other);
    const from = Math.max(0, used - capacity);
    let waits = ends.slice(from, from + Math.min(missing, 100)).map((until) => Math.min(until - now, interval + 1));
    let again = waits[0] ?? interval + 1;
    if (isOutranked || !isKnown || free > 0) [again, waits] = [Math.min(again, ASK_AGAIN_MS), []];
    if (pausedMs > 0) [again, waits] = [pausedMs, []];
    line.waiting.set(me, { wanted: [...wanted], until: now + again + BEAT_MS });
    return [granted, used, capacity, pausedMs, again, ...waits];
  }

  private keptFree(me: string, now: number, capacity: number): number {
    const silent = [...this.members].filter(([id, { seen }]) => id !== me && now - seen > SILENT_MS);
    return silent.reduce((sum, [, { n }]) => sum + Math.floor(capacity / Math.max(n, 2)), 0);
  }

  private slotsOf(key: string): Map<string, number> {
    const slots = this.slots.get(key) ?? new Map<string, number>();
    this.slots.set(key, slots);
    return slots;
  }

  private lineOf(key: string): Line {
    const line = this.lines.get(key) ?? { credit: [0, 0, 0], pausedUntil: 0, waiting: new Map() };
    this.lines.set(key, line);
    return line;
  }
}

interface Call {
  readonly now: number;
  readonly me: string;
  readonly epoch: number;
  readonly since: number;
  readonly told: number;
  readonly known: number;
  /** The script's own arguments. */
  readonly own: readonly string[];
  readonly slotsKey: string;
}

interface Grant {
  readonly now: number;
  readonly me: string;
  readonly mine: Member;
  readonly interval: number;
  readonly first: number;
  readonly most: number;
  readonly slots: Map<string, number>;
  readonly line: Line;
  readonly capacity: number;
}

function least(known: number, count: number): number {
  return known > 0 ? Math.min(known, count) : count;
}
