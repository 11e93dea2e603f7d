import fc from 'fast-check';
import { CallPriority } from '../calls.types';
import { PRIORITIES, WaitingLine } from './waiting.line';

interface Entry {
  readonly name: string;
  readonly priority: CallPriority;
}

const ANYONE = (): boolean => true;

function lineOf(...entries: readonly Entry[]): WaitingLine<Entry> {
  const line = new WaitingLine<Entry>();
  entries.forEach((entry) => line.add(entry));
  return line;
}

const many = (priority: CallPriority, count: number): Entry[] =>
  Array.from({ length: count }, (_, index) => ({ name: `${priority} ${index + 1}`, priority }));

/** Serves one after the other; their names. */
function serveAll(line: WaitingLine<Entry>, count = Infinity): string[] {
  const served: string[] = [];
  for (let entry = line.next(ANYONE); entry && served.length < count; entry = line.next(ANYONE)) {
    line.serve(entry);
    served.push(entry.name);
  }
  return served;
}

describe('WaitingLine', () => {
  it('serves the higher class first, and whoever came first within a class', () => {
    const line = lineOf(...many('backfill', 2), ...many('caller', 2), ...many('walk', 1));
    expect(serveAll(line)).toEqual(['caller 1', 'caller 2', 'walk 1', 'backfill 1', 'backfill 2']);
  });

  it('gives each class that waits one of any ten slots', () => {
    const classes = fc.record({ caller: fc.nat(80), walk: fc.nat(80), backfill: fc.nat(80) });
    fc.assert(
      fc.property(classes, (counts) => {
        const line = lineOf(...PRIORITIES.flatMap((priority) => many(priority, counts[priority])));
        const served = serveAll(line).map((name) => name.split(' ')[0]);
        for (const priority of PRIORITIES) {
          const last = served.lastIndexOf(priority);
          for (let from = 0; from + 10 <= last; from++) expect(served.slice(from, from + 10)).toContain(priority);
        }
      }),
    );
  });

  it('foretells the order in which it will serve', () => {
    const arrivals = fc.array(fc.constantFrom(...PRIORITIES), { maxLength: 60 });
    fc.assert(
      fc.property(arrivals, fc.nat(30), (priorities, servedBefore) => {
        const line = lineOf(...priorities.map((priority, index) => ({ name: String(index), priority })));
        serveAll(line, servedBefore);
        const foretold = [...line.inTurn()].map(({ name }) => name);
        expect(serveAll(line)).toEqual(foretold);
      }),
    );
  });

  it('tells a newcomer a place that it will not be served before', () => {
    const arrivals = fc.array(fc.constantFrom(...PRIORITIES), { maxLength: 60 });
    fc.assert(
      fc.property(arrivals, fc.nat(30), fc.constantFrom(...PRIORITIES), (priorities, servedBefore, priority) => {
        const line = lineOf(...priorities.map((one, index) => ({ name: String(index), priority: one })));
        serveAll(line, servedBefore);
        const place = line.placeOf(priority);
        line.add({ name: 'newcomer', priority });
        expect(serveAll(line).indexOf('newcomer') + 1).toBeGreaterThanOrEqual(place);
      }),
    );
  });

  it('passes over a class that may not go, and serves it when it may', () => {
    const line = lineOf(...many('caller', 1), ...many('backfill', 1));
    const onlyBackfill = (priority: CallPriority): boolean => priority === 'backfill';
    expect(line.next(onlyBackfill)?.name).toBe('backfill 1');
    expect(line.next(() => false)).toBeUndefined();
  });

  it('counts who waits, and forgets who left', () => {
    const entries = [...many('caller', 1), ...many('walk', 2)];
    const line = lineOf(...entries);
    entries.slice(1, 2).forEach((entry) => line.delete(entry));
    expect([line.size, line.waiting()]).toEqual([2, { caller: 1, walk: 1, backfill: 0 }]);
  });
});
