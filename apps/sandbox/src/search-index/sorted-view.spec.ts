import fc from 'fast-check';
import { Order, seek, sorted } from './order';
import { Replacement, SortedView } from './sorted-view';

interface Document {
  id: string;
  dateMs: number;
}

const order: Order<Document> = { dateMs: (document) => document.dateMs, id: (document) => document.id };
const isEven = (document: Document) => document.dateMs % 2 === 0;
const documents = fc.uniqueArray(fc.record({ id: fc.string({ minLength: 1, maxLength: 2 }), dateMs: fc.integer({ min: 0, max: 6 }) }), {
  selector: (document) => document.id,
});

describe('SortedView', () => {
  it('equals a fresh sort of the current documents after any changes', () => {
    fc.assert(
      fc.property(documents, documents, fc.array(fc.nat()), (seeded, incoming, removals) => {
        const view = new SortedView(seeded, order, isEven);
        const current = new Map(seeded.map((document) => [document.id, document]));
        const replacements: Replacement<Document>[] = incoming.map((after) => ({ before: current.get(after.id), after }));
        for (const { id } of removals.map((n) => seeded[n % seeded.length]).filter((d) => d !== undefined)) {
          if (!replacements.some(({ before }) => before?.id === id)) replacements.push({ before: current.get(id), after: undefined });
        }
        for (const { before, after } of replacements) {
          if (before) current.delete(before.id);
          if (after) current.set(after.id, after);
        }
        view.apply(replacements);
        expect(view.items).toEqual(sorted([...current.values()].filter(isEven), order));
      }),
    );
  });

  it('takes over a large batch the same way', () => {
    const seeded = Array.from({ length: 500 }, (_, i) => ({ id: `m${i}`, dateMs: i * 2 }));
    const view = new SortedView(seeded, order, isEven);
    view.apply(seeded.slice(0, 300).map((before) => ({ before, after: { ...before, dateMs: 10_000 } })));
    const expected = seeded.map((document, i) => (i < 300 ? { ...document, dateMs: 10_000 } : document));
    expect(view.items).toEqual(sorted(expected, order));
  });

  it('leaves arrays that it has handed out as they were', () => {
    const before = { id: 'a', dateMs: 2 };
    const view = new SortedView([before, { id: 'b', dateMs: 4 }], order, isEven);
    const held = view.items;
    view.apply([{ before, after: { id: 'a', dateMs: 6 } }]);
    expect(held.map(({ id }) => id)).toEqual(['a', 'b']);
    expect(view.items.map(({ id }) => id)).toEqual(['b', 'a']);
  });

  it('finds where a position stands, present or not', () => {
    fc.assert(
      fc.property(documents, fc.integer({ min: -1, max: 7 }), fc.string({ maxLength: 2 }), (all, dateMs, id) => {
        const items = sorted(all, order);
        const isBefore = (d: Document) => d.dateMs < dateMs || (d.dateMs === dateMs && d.id < id);
        expect(seek(items, order, { dateMs, id })).toBe(items.filter(isBefore).length);
        const isAtOrBefore = (d: Document) => isBefore(d) || (d.dateMs === dateMs && d.id === id);
        expect(seek(items, order, { dateMs, id }, true)).toBe(items.filter(isAtOrBefore).length);
      }),
    );
  });
});
