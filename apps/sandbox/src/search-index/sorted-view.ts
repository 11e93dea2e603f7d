import { Order, seek, sorted } from './order';

/** A document's versions; absent `before` or `after` mean added or removed. */
export interface Replacement<T> {
  readonly before?: T;
  readonly after?: T;
}

/** Past this share of replaced documents a new sort is cheaper than splicing one by one. */
const RESORT_SHARE = 0.01;

/**
 * The documents that belong, in order. `items` is never changed in place: whoever holds the array holds a point in time, at the cost of
 * one copy of references per batch of changes rather than per walk.
 */
export class SortedView<T> {
  #items: readonly T[];

  constructor(
    documents: readonly T[],
    private readonly order: Order<T>,
    private readonly belongs: (document: T) => boolean,
  ) {
    this.#items = sorted(documents.filter(belongs), order);
  }

  get items(): readonly T[] {
    return this.#items;
  }

  apply(replacements: readonly Replacement<T>[]): void {
    const relevant = replacements.filter(({ before, after }) => [before, after].some((d) => d !== undefined && this.belongs(d)));
    if (relevant.length === 0) return;
    const next = this.#items.slice();
    if (relevant.length > Math.max(100, next.length * RESORT_SHARE)) this.#items = this.#rebuilt(relevant);
    else {
      for (const replacement of relevant) this.#splice(next, replacement);
      this.#items = next;
    }
  }

  #splice(items: T[], { before, after }: Replacement<T>): void {
    if (before !== undefined && this.belongs(before)) items.splice(this.#indexOf(items, before), 1);
    if (after !== undefined && this.belongs(after)) items.splice(this.#indexOf(items, after), 0, after);
  }

  #rebuilt(replacements: readonly Replacement<T>[]): T[] {
    const documents = new Map(this.#items.map((document) => [this.order.id(document), document]));
    for (const { before, after } of replacements) {
      if (before !== undefined) documents.delete(this.order.id(before));
      if (after !== undefined && this.belongs(after)) documents.set(this.order.id(after), after);
    }
    return sorted([...documents.values()], this.order);
  }

  #indexOf(items: readonly T[], document: T): number {
    return seek(items, this.order, { dateMs: this.order.dateMs(document), id: this.order.id(document) });
  }
}
