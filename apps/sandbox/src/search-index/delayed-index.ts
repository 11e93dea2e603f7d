import { Order } from './order';
import { Replacement, SortedView } from './sorted-view';

interface PendingChange<T> {
  readonly id: string;
  readonly after?: T;
  readonly visibleAtMs: number;
  readonly sequence: number;
}

/**
 * Documents as a search index shows them: each change some time after it was made. A change that becomes visible after a later change of
 * the same document is dropped, as an index with versions does.
 */
export class DelayedIndex<T> {
  readonly #views = new Map<string, SortedView<T>>();
  readonly #current = new Map<string, { document: T | undefined; sequence: number }>();
  #pending: PendingChange<T>[] = [];
  #sequence = 0;

  constructor(
    private readonly seeded: readonly T[],
    private readonly idOf: (document: T) => string,
  ) {}

  /** `before` is the version the index shows if it has seen no change of this document yet. */
  record(id: string, { before, after }: Replacement<T>, visibleAtMs: number): void {
    if (!this.#current.has(id)) this.#current.set(id, { document: before, sequence: 0 });
    this.#pending.push({ id, after, visibleAtMs, sequence: ++this.#sequence });
  }

  /** Lets in every change that is visible by now. */
  refresh(nowMs: number): void {
    if (!this.#pending.some((change) => change.visibleAtMs <= nowMs)) return;
    const replacements: Replacement<T>[] = [];
    for (const change of this.#pending) {
      const shown = this.#current.get(change.id);
      if (!shown || change.visibleAtMs > nowMs || change.sequence < shown.sequence) continue;
      replacements.push({ before: shown.document, after: change.after });
      shown.document = change.after;
      shown.sequence = change.sequence;
    }
    this.#pending = this.#pending.filter((change) => change.visibleAtMs > nowMs);
    for (const view of this.#views.values()) view.apply(replacements);
  }

  /** The named view, made at its first use; one name always means the same order and membership. */
  view(name: string, order: Order<T>, belongs: (document: T) => boolean): readonly T[] {
    let view = this.#views.get(name);
    if (!view) this.#views.set(name, (view = new SortedView(this.#documents(), order, belongs)));
    return view.items;
  }

  #documents(): T[] {
    const changed = [...this.#current.values()].map(({ document }) => document).filter((document) => document !== undefined);
    return [...changed, ...this.seeded.filter((document) => !this.#current.has(this.idOf(document)))];
  }
}
