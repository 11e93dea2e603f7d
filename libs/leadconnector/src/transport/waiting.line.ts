import { Waiting } from '../budget/location.slots';
import { PATIENCE } from '../budget/patience';
import { CallPriority } from '../calls.types';

/** First to last. */
export const PRIORITIES: readonly CallPriority[] = ['caller', 'walk', 'backfill'];

interface PriorityClass<Entry> {
  readonly priority: CallPriority;
  /** In order of arrival; a Set, so that one that is cancelled leaves in constant time. */
  readonly entries: Set<Entry>;
  /** Slots that went to others while it waited. */
  passedOver: number;
}

/** Who waits, and whose turn it is: the higher class first, whoever came first within a class, and nobody is passed over for ever. */
export class WaitingLine<Entry extends { readonly priority: CallPriority }> {
  private readonly byPriority: Readonly<Record<CallPriority, PriorityClass<Entry>>> = {
    caller: { priority: 'caller', entries: new Set(), passedOver: 0 },
    walk: { priority: 'walk', entries: new Set(), passedOver: 0 },
    backfill: { priority: 'backfill', entries: new Set(), passedOver: 0 },
  };
  private readonly classes = PRIORITIES.map((priority) => this.byPriority[priority]);

  get size(): number {
    return this.classes.reduce((sum, { entries }) => sum + entries.size, 0);
  }

  waiting(): Waiting {
    const { caller, walk, backfill } = this.byPriority;
    return { caller: caller.entries.size, walk: walk.entries.size, backfill: backfill.entries.size };
  }

  add(entry: Entry): void {
    this.byPriority[entry.priority].entries.add(entry);
  }

  delete(entry: Entry): void {
    const its = this.byPriority[entry.priority];
    its.entries.delete(entry);
    if (its.entries.size === 0) its.passedOver = 0;
  }

  /** The place, from 1, before which a newcomer of this class won't be served if nobody leaves. */
  placeOf(priority: CallPriority): number {
    const { entries, passedOver } = this.byPriority[priority];
    const own = entries.size + 1;
    const ahead = this.classes.slice(0, PRIORITIES.indexOf(priority)).reduce((sum, one) => sum + one.entries.size, 0);
    return Math.min(ahead + own, Math.max(1, own * (PATIENCE + 1) - passedOver));
  }

  /** Whose turn it is among the classes that may go on. */
  next(mayGo: (priority: CallPriority) => boolean): Entry | undefined {
    const [entry] = choose(this.classes.filter(({ priority, entries }) => entries.size > 0 && mayGo(priority)))?.entries ?? [];
    return entry;
  }

  /** It got its slot. */
  serve(entry: Entry): void {
    passOver(this.classes, entry.priority);
    this.delete(entry);
  }

  /** All of them in the order in which they will be served if nobody comes or goes. */
  *inTurn(): Generator<Entry> {
    const classes = this.classes.map((one) => ({ ...one, entries: new Set(one.entries) }));
    for (;;) {
      const chosen = choose(classes.filter(({ entries }) => entries.size > 0));
      if (!chosen) return;
      const [entry] = chosen.entries;
      passOver(classes, chosen.priority);
      if (entry !== undefined) {
        chosen.entries.delete(entry);
        yield entry;
      }
    }
  }
}

function choose<Entry>(waiting: readonly PriorityClass<Entry>[]): PriorityClass<Entry> | undefined {
  const due = waiting.filter(({ passedOver }) => passedOver >= PATIENCE);
  return due.sort((one, other) => other.passedOver - one.passedOver)[0] ?? waiting[0];
}

function passOver<Entry>(classes: readonly PriorityClass<Entry>[], served: CallPriority): void {
  for (const one of classes) one.passedOver = one.priority === served || one.entries.size === 0 ? 0 : one.passedOver + 1;
}
