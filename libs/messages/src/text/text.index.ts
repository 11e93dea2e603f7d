import { BeforeApplicationShutdown, Inject, Injectable } from '@nestjs/common';
import { Clock, CLOCK } from '../clock';
import { WalkProgress } from '../errors';
import { ChangeStore } from '../store/change.store';
import { IndexState, TextIndexStore } from '../store/text-index.store';
import { IndexGoal, IndexRun, reaches } from './index.run';

/** What a search by words can rely on. */
export interface IndexedWords {
  /** Whether the words of all that was stored when it was asked are there. */
  readonly isComplete: boolean;
  /** Up to where they are there. */
  readonly place: string;
  /** Where they aren't all there. */
  readonly progress: WalkProgress | null;
}

/** Makes the words of locations, when they are asked for. Searches that ask for the same share one run; it goes on without them. */
@Injectable()
export class TextIndex implements BeforeApplicationShutdown {
  private readonly runs = new Map<string, { readonly run: IndexRun; readonly ended: Promise<void> }>();
  private isStopping = false;

  constructor(
    private readonly store: TextIndexStore,
    private readonly changes: ChangeStore,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Resolves when the words of all that is stored now are there, or the time is over. @throws MessagesError `store-unavailable` */
  async ensure(locationId: string, waitMs: number): Promise<IndexedWords> {
    let timer: NodeJS.Timeout | undefined;
    const timeOut = new Promise<'over'>((resolve) => (timer = setTimeout(() => resolve('over'), Math.max(0, waitMs))));
    try {
      let goal: IndexGoal | null = null;
      for (let isOver = false; ;) {
        const state = await this.store.open(locationId);
        if (!state) return { isComplete: true, place: '', progress: null };
        const { place } = state;
        goal = goalOf(state, goal);
        const isComplete = reaches(place, goal);
        const told = `${place.messagesTo}.${place.contactsTurn}.${place.contactId}`;
        if (isComplete) return { isComplete, place: told, progress: null };
        if (isOver || this.isStopping) return { isComplete, place: told, progress: this.progressOf(locationId) };
        isOver = (await Promise.race([this.reach(locationId, goal), timeOut])) === 'over';
      }
    } finally {
      clearTimeout(timer);
    }
  }

  /** Brings the words of a location up to date. @throws MessagesError `store-unavailable` */
  follow(locationId: string): Promise<void> {
    return this.start(locationId).ended;
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.isStopping = true;
    for (const { run } of this.runs.values()) run.stop();
    await Promise.allSettled([...this.runs.values()].map(({ ended }) => ended));
  }

  /** Until the run has come to the goal, or has ended. */
  private async reach(locationId: string, goal: IndexGoal): Promise<void> {
    const { run, ended } = this.start(locationId);
    let hasEnded = false;
    const end = ended.finally(() => (hasEnded = true));
    end.catch(() => undefined);
    while (!hasEnded && !run.hasReached(goal)) await Promise.race([run.progressed, end]);
    // Why it ended.
    if (hasEnded) await end;
  }

  private start(locationId: string): { readonly run: IndexRun; readonly ended: Promise<void> } {
    const known = this.runs.get(locationId);
    if (known) return known;
    const run = new IndexRun(locationId, this.clock.now(), this.store, this.changes);
    if (this.isStopping) run.stop();
    const ended = run.run().finally(() => this.runs.delete(locationId));
    // Told to whoever awaits it; its search may have given up.
    ended.catch(() => undefined);
    const started = { run, ended };
    this.runs.set(locationId, started);
    return started;
  }

  private progressOf(locationId: string): WalkProgress | null {
    return this.runs.get(locationId)?.run.progress(this.clock.now()) ?? null;
  }
}

/** What was there when it was first asked. Of rows that were purged since, nothing is left to be found. */
function goalOf({ place: { incarnation }, changeSequence, turn, hasContactsLeft }: IndexState, known: IndexGoal | null): IndexGoal {
  if (known?.incarnation === incarnation) return known;
  return { incarnation, changeSequence, contactsTurn: hasContactsLeft ? turn : null };
}
