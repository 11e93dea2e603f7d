import { setTimeout as delay } from 'node:timers/promises';
import { WalkProgress } from '../errors';
import { ChangeStore, StoredChange, StoredChanges } from '../store/change.store';
import { messageVector } from '../store/lexemes';
import { IndexPlace, IndexState, TextIndexStore, WordRows } from '../store/text-index.store';

/** Small enough for the process to do other things between two batches, large enough for the server to be busy. */
const BATCH = 1_000;
/** How often one that left the work to another process looks for how far that is. */
const FOLLOW_MS = 250;
/** So often without a step ahead, the other one is taken for dead. */
const PATIENCE = 4;

/** What a search needs to be indexed. */
export interface IndexGoal {
  readonly incarnation: string;
  readonly changeSequence: bigint;
  /** Null when the words of all contacts were there. */
  readonly contactsTurn: bigint | null;
}

/** Resolves after this time, or when the signal says so. */
export type Pause = (ms: number, signal: AbortSignal) => Promise<void>;

const pauseFor: Pause = (ms, signal) => delay(ms, undefined, { signal }).catch(() => undefined);

/**
 * One process's work on the words of one location, batch by batch, until all are there. Of several processes at once, the first that writes
 * goes on; the others watch it, and go on where it died.
 */
export class IndexRun {
  private place: IndexPlace | null = null;
  private last = 0n;
  private written = 0;
  private batches = 0;
  private readonly stopping = new AbortController();
  private wake: () => void = () => undefined;
  private changed = new Promise<void>((resolve) => (this.wake = resolve));

  constructor(
    private readonly locationId: string,
    private readonly startedAt: number,
    private readonly store: TextIndexStore,
    private readonly changes: ChangeStore,
    private readonly pause: Pause = pauseFor,
  ) {}

  /** Resolves after the next batch, or at the end. */
  get progressed(): Promise<void> {
    return this.changed;
  }

  /** Ends with the batch in hand. */
  stop(): void {
    this.stopping.abort();
  }

  private get isStopped(): boolean {
    return this.stopping.signal.aborted;
  }

  hasReached(goal: IndexGoal): boolean {
    return this.place !== null && reaches(this.place, goal);
  }

  progress(now: number): WalkProgress {
    const { written, batches, place, last } = this;
    const fraction = place === null || last === 0n ? null : Math.min(1, Number(place.messagesTo) / Number(last));
    const elapsedMs = now - this.startedAt;
    const left = place === null ? 0 : Number(last - place.messagesTo);
    const remainingMs = written === 0 ? null : Math.max(0, Math.round((elapsedMs / written) * left));
    return { messagesRead: written, messagesStored: written, pages: batches, fraction, remainingMs };
  }

  /** @throws MessagesError `store-unavailable` */
  async run(): Promise<void> {
    try {
      for (let state = await this.open(); state && !this.isStopped && !isDone(state); state = await this.open()) {
        const isAhead = await (state.hasContactsLeft ? this.writeContacts(state.place) : this.writeMessages(state.place));
        if (!isAhead) await this.follow(state.place);
      }
    } finally {
      this.wake();
    }
  }

  private async open(): Promise<IndexState | null> {
    const state = await this.store.open(this.locationId);
    if (state) this.reach(state.place, state.changeSequence);
    return state;
  }

  /** Leaves the work to another process for as long as that goes on with it. */
  private async follow(from: IndexPlace): Promise<void> {
    let before = from;
    for (let still = 0; still < PATIENCE && !this.isStopped;) {
      await this.pause(FOLLOW_MS, this.stopping.signal);
      const state = await this.open();
      if (!state || isDone(state)) return;
      still = isSame(state.place, before) ? still + 1 : 0;
      before = state.place;
    }
  }

  /** @returns false when another process has written first */
  private async writeContacts(from: IndexPlace): Promise<boolean> {
    for (let place = from; !this.isStopped;) {
      const batch = await this.store.readContacts(this.locationId, place, BATCH);
      if (!(await this.store.writeContacts(this.locationId, place, batch))) return false;
      place = { ...place, contactsTurn: batch.turn, contactId: batch.contactId };
      this.reach(place, this.last);
      if (batch.contactId === '') return true;
    }
    return true;
  }

  /** The same. The next batch is read while one is written: the two wait for the server by turns otherwise. */
  private async writeMessages(from: IndexPlace): Promise<boolean> {
    let place = from;
    let coming = this.readMessages(place);
    for (;;) {
      const batch = await coming;
      if (!batch || batch.state.incarnation !== place.incarnation) return true;
      const isLast = batch.upTo >= batch.state.sequence || this.isStopped;
      const after = { ...place, messagesTo: batch.upTo };
      if (!isLast) coming = this.readMessages(after);
      // Told when it's awaited, if that ever comes.
      coming.catch(() => undefined);
      if (!(await this.store.writeMessages(this.locationId, place, rowsOf(this.locationId, batch.changes), batch.upTo))) return false;
      // Deletions after the place have been forgotten: what was deleted is found by comparison.
      if (place.messagesTo > 0n && batch.state.prunedTo > place.messagesTo) await this.store.removeOrphans(this.locationId);
      this.written += batch.changes.length;
      this.batches += 1;
      place = after;
      this.reach(place, batch.state.sequence);
      if (isLast) return true;
    }
  }

  private readMessages({ messagesTo }: IndexPlace): Promise<StoredChanges | null> {
    const { locationId } = this;
    return this.changes.read({ locationId, after: messagesTo, deletedAfter: messagesTo, limit: BATCH, messageTypes: null });
  }

  private reach(place: IndexPlace, last: bigint): void {
    this.place = place;
    this.last = last;
    this.wake();
    this.changed = new Promise((resolve) => (this.wake = resolve));
  }
}

/** Whether this place is at the goal, or beyond it. */
export function reaches(place: IndexPlace, { incarnation, changeSequence, contactsTurn }: IndexGoal): boolean {
  const hasContacts = contactsTurn === null || place.contactsTurn > contactsTurn;
  return place.incarnation === incarnation && place.messagesTo >= changeSequence && hasContacts;
}

function isSame(one: IndexPlace, other: IndexPlace): boolean {
  const { incarnation, messagesTo, contactsTurn, contactId } = one;
  return (
    [incarnation, messagesTo, contactsTurn, contactId].join() ===
    [other.incarnation, other.messagesTo, other.contactsTurn, other.contactId].join()
  );
}

function isDone({ place, changeSequence, hasContactsLeft }: IndexState): boolean {
  return !hasContactsLeft && place.messagesTo >= changeSequence;
}

function rowsOf(locationId: string, changes: readonly StoredChange[]): WordRows {
  const words: [string, string][] = [];
  const without: string[] = [];
  for (const { id, deletedAt, rendered } of changes) {
    const vector = deletedAt === null ? messageVector(locationId, bodyOf(rendered)) : null;
    if (vector === null) without.push(id);
    else words.push([id, vector]);
  }
  return { words, without };
}

/** What isn't text has no words. */
function bodyOf(rendered: Buffer): string {
  const { body } = JSON.parse(`${rendered.toString()}}`) as { readonly body?: unknown };
  return typeof body === 'string' ? body : '';
}
