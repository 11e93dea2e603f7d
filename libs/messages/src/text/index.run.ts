import { WalkProgress } from '../errors';
import { ChangeStore, StoredChange, StoredChanges } from '../store/change.store';
import { messageVector } from '../store/lexemes';
import { IndexPlace, IndexState, TextIndexStore, WordRows } from '../store/text-index.store';

/** Small enough for the process to do other things between two batches, large enough for the server to be busy. */
const BATCH = 1_000;

/** What a search needs to be indexed. */
export interface IndexGoal {
  readonly incarnation: string;
  readonly changeSequence: bigint;
  /** Null when the words of all contacts were there. */
  readonly contactsTurn: bigint | null;
}

/** One process's work on the words of one location, batch by batch, until all are there. */
export class IndexRun {
  private place: IndexPlace | null = null;
  private last = 0n;
  private written = 0;
  private batches = 0;
  private isStopped = false;
  private wake: () => void = () => undefined;
  private changed = new Promise<void>((resolve) => (this.wake = resolve));

  constructor(
    private readonly locationId: string,
    private readonly startedAt: number,
    private readonly store: TextIndexStore,
    private readonly changes: ChangeStore,
  ) {}

  /** Resolves after the next batch, or at the end. */
  get progressed(): Promise<void> {
    return this.changed;
  }

  /** Ends with the batch in hand. */
  stop(): void {
    this.isStopped = true;
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
        if (state.hasContactsLeft) await this.writeContacts(state.place);
        else await this.writeMessages(state.place);
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

  private async writeContacts(from: IndexPlace): Promise<void> {
    for (let place = from; !this.isStopped;) {
      const batch = await this.store.readContacts(this.locationId, place, BATCH);
      if (!(await this.store.writeContacts(this.locationId, place, batch))) return;
      place = { ...place, contactsTurn: batch.turn, contactId: batch.contactId };
      this.reach(place, this.last);
      if (batch.contactId === '') return;
    }
  }

  /** The next batch is read while one is written: the two wait for the server by turns otherwise. */
  private async writeMessages(from: IndexPlace): Promise<void> {
    let place = from;
    let coming = this.readMessages(place);
    for (;;) {
      const batch = await coming;
      if (!batch || batch.state.incarnation !== place.incarnation) return;
      const isLast = batch.upTo >= batch.state.sequence || this.isStopped;
      const after = { ...place, messagesTo: batch.upTo };
      if (!isLast) coming = this.readMessages(after);
      // Told when it's awaited, if that ever comes.
      coming.catch(() => undefined);
      if (!(await this.store.writeMessages(this.locationId, place, rowsOf(this.locationId, batch.changes), batch.upTo))) return;
      // Deletions after the place have been forgotten: what was deleted is found by comparison.
      if (place.messagesTo > 0n && batch.state.prunedTo > place.messagesTo) await this.store.removeOrphans(this.locationId);
      this.written += batch.changes.length;
      this.batches += 1;
      place = after;
      this.reach(place, batch.state.sequence);
      if (isLast) return;
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
