import fc from 'fast-check';
import { DelayedIndex } from './delayed-index';

interface Document {
  id: string;
  dateMs: number;
}

const order = { dateMs: (document: Document) => document.dateMs, id: (document: Document) => document.id };
const idOf = (document: Document) => document.id;
const items = (index: DelayedIndex<Document>) => index.view('all', order, () => true);
const v1 = { id: 'a', dateMs: 1 };
const v2 = { id: 'a', dateMs: 2 };
const v3 = { id: 'a', dateMs: 3 };

describe('DelayedIndex', () => {
  it('shows a change from the moment at which it becomes visible', () => {
    const index = new DelayedIndex([v1], idOf);
    index.record('a', { before: v1, after: v2 }, 100);
    index.refresh(99);
    expect(items(index)).toEqual([v1]);
    index.refresh(100);
    expect(items(index)).toEqual([v2]);
  });

  it('goes through every version of a document, and its deletion', () => {
    const index = new DelayedIndex([v1], idOf);
    index.record('a', { before: v1, after: v2 }, 100);
    index.record('a', { before: v2, after: v3 }, 200);
    index.record('a', { before: v3 }, 300);
    expect(items(index)).toEqual([v1]);
    index.refresh(250);
    expect(items(index)).toEqual([v3]);
    index.refresh(300);
    expect(items(index)).toEqual([]);
  });

  it('never goes back to an older version that becomes visible later', () => {
    const index = new DelayedIndex([v1], idOf);
    index.record('a', { before: v1, after: v2 }, 200);
    index.record('a', { before: v2, after: v3 }, 100);
    index.refresh(100);
    index.refresh(200);
    expect(items(index)).toEqual([v3]);
  });

  it('makes a view that is first asked for late from what is visible then', () => {
    const index = new DelayedIndex([v1, { id: 'b', dateMs: 9 }], idOf);
    index.record('a', { before: v1, after: v2 }, 100);
    index.record('c', { after: { id: 'c', dateMs: 5 } }, 500);
    index.refresh(100);
    expect(items(index)).toEqual([v2, { id: 'b', dateMs: 9 }]);
  });

  it('shows of each document the newest version that is visible, in whatever order versions become so', () => {
    const change = fc.record({
      id: fc.constantFrom('a', 'b', 'c'),
      dateMs: fc.option(fc.nat(9)),
      visibleAtMs: fc.nat(20),
      pauseMs: fc.nat(5),
    });
    fc.assert(
      fc.property(fc.array(change), fc.boolean(), (changes, looksEarly) => {
        const index = new DelayedIndex([v1], idOf);
        const latest = new Map<string, Document>([['a', v1]]);
        const shown = new Map<string, Document>([['a', v1]]);
        if (looksEarly) items(index);
        let nowMs = 0;
        const made = changes.map(({ id, dateMs, visibleAtMs, pauseMs }) => {
          const after = dateMs === null ? undefined : { id, dateMs };
          index.record(id, { before: latest.get(id), after }, visibleAtMs);
          if (after) latest.set(id, after);
          else latest.delete(id);
          index.refresh((nowMs += pauseMs));
          return { id, after, visibleAtMs };
        });
        index.refresh((nowMs += 5));
        for (const { id, after, visibleAtMs } of made) {
          if (visibleAtMs > nowMs) continue;
          if (after) shown.set(id, after);
          else shown.delete(id);
        }
        expect(new Set(items(index))).toEqual(new Set(shown.values()));
      }),
    );
  });
});
