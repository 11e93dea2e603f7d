/** How documents of a view are ordered: by a date, ties by id. */
export interface Order<T> {
  dateMs(document: T): number;
  id(document: T): string;
}

export interface Position {
  readonly dateMs: number;
  readonly id: string;
}

/** All documents ascending. Sorts an index over precomputed keys, because parsing dates in the comparator is what costs. */
export function sorted<T>(documents: readonly T[], order: Order<T>): T[] {
  const keys = Float64Array.from(documents, (document) => order.dateMs(document));
  const permutation = Uint32Array.from(documents, (_, index) => index);
  permutation.sort((a, b) => {
    const difference = (keys[a] as number) - (keys[b] as number);
    if (difference !== 0) return difference;
    return order.id(documents[a] as T) < order.id(documents[b] as T) ? -1 : 1;
  });
  return Array.from(permutation, (index) => documents[index] as T);
}

/** The first index whose document is at or after the position (with `after`, strictly after it). */
export function seek<T>(documents: readonly T[], order: Order<T>, position: Position, after = false): number {
  let low = 0;
  let high = documents.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const comparison = compare(documents[middle] as T, order, position);
    if (comparison < 0 || (after && comparison === 0)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The first index whose date is at or after `dateMs` (with `after`, strictly after it), whatever the id. */
export function seekDate<T>(documents: readonly T[], order: Order<T>, dateMs: number, after = false): number {
  return seek(documents, order, { dateMs: after ? dateMs + 1 : dateMs, id: '' });
}

function compare<T>(document: T, order: Order<T>, position: Position): number {
  const difference = order.dateMs(document) - position.dateMs;
  if (difference !== 0) return difference;
  const id = order.id(document);
  return id === position.id ? 0 : id < position.id ? -1 : 1;
}
