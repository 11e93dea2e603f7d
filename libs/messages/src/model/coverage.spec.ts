import * as fc from 'fast-check';
import { isCovered, missingWindows, toCoverage } from './coverage';
import { Window } from './window';

/** Bounds within these, so that a window is a small set of whole numbers that can be listed. */
const LOWEST = -10;
const HIGHEST = 30;
const bounds = fc.oneof(fc.integer({ min: LOWEST, max: HIGHEST }), fc.constantFrom(-Infinity, Infinity));
const windows = fc.record({ after: bounds, upTo: bounds });

/** The dates of windows one by one; a date beyond each end stands for the infinite rest. */
function datesIn(covered: readonly Window[]): Set<number> {
  const dates = new Set<number>();
  for (let date = LOWEST - 1; date <= HIGHEST + 1; date += 1)
    if (covered.some(({ after, upTo }) => after < date && date <= upTo)) dates.add(date);
  return dates;
}

describe('coverage, compared with the plain set of the dates in it', () => {
  it('holds the dates of its windows and no others', () => {
    fc.assert(fc.property(fc.array(windows), (given) => expect(datesIn(toCoverage(given))).toEqual(datesIn(given))));
  });

  it('is canonical: ascending, not empty, and neither overlapping nor adjacent', () => {
    fc.assert(
      fc.property(fc.array(windows), (given) => {
        const coverage = toCoverage(given);
        for (const [index, { after, upTo }] of coverage.entries()) {
          expect(after).toBeLessThan(upTo);
          const next = coverage[index + 1];
          if (next) expect(upTo).toBeLessThan(next.after);
        }
      }),
    );
  });

  it('is the same whatever the order, and however often windows are added', () => {
    const shuffled = fc
      .array(windows)
      .chain((given) => fc.tuple(fc.constant(given), fc.shuffledSubarray(given, { minLength: given.length })));
    fc.assert(
      fc.property(shuffled, ([given, other]) => {
        const coverage = toCoverage(given);
        expect(toCoverage(other)).toEqual(coverage);
        expect(toCoverage([...coverage, ...other])).toEqual(coverage);
      }),
    );
  });

  it('misses of a window exactly the dates that it does not hold, newest first', () => {
    fc.assert(
      fc.property(fc.array(windows), windows, (given, wanted) => {
        const coverage = toCoverage(given);
        const missing = missingWindows(coverage, wanted);
        const held = datesIn(coverage);
        expect(datesIn(missing)).toEqual(new Set([...datesIn([wanted])].filter((date) => !held.has(date))));
        expect(missing).toEqual([...toCoverage(missing)].reverse());
      }),
    );
  });

  it('covers a window when it holds every date of it', () => {
    fc.assert(
      fc.property(fc.array(windows), windows, (given, wanted) => {
        const held = datesIn(given);
        expect(isCovered(toCoverage(given), wanted)).toBe([...datesIn([wanted])].every((date) => held.has(date)));
      }),
    );
  });
});
