import * as fc from 'fast-check';
import { extendProof, startProof } from './page-proof';

/** Dates from few values, so that many are equal, over more than a page too. */
const histories = fc.array(fc.integer({ min: 0, max: 6 }), { maxLength: 40 });
const pageSizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 });

function pagesOf(dates: readonly number[], sizes: readonly number[]): number[][] {
  const pages: number[][] = [];
  for (let from = 0, page = 0; from < dates.length || page === 0; page += 1) {
    const size = sizes[page % sizes.length] ?? 1;
    pages.push(dates.slice(from, from + size));
    from += size;
  }
  return pages;
}

/** After each page: what is proved, and which dates have rows that weren't seen yet. */
function walk(dates: readonly number[], sizes: readonly number[], upTo: number) {
  const pages = pagesOf(dates, sizes);
  let proof = startProof(upTo);
  return pages.map((page, index) => {
    proof = extendProof(proof, { dates: page, isLast: index === pages.length - 1 });
    return { proof, unseen: pages.slice(index + 1).flat() };
  });
}

describe('what pages prove', () => {
  it('never includes the date of a row not yet seen', () => {
    fc.assert(
      fc.property(histories, pageSizes, fc.integer({ min: 0, max: 7 }), (dates, sizes, upTo) => {
        const newestFirst = [...dates].sort((a, b) => b - a);
        for (const { proof, unseen } of walk(newestFirst, sizes, upTo))
          expect(unseen.filter((date) => date > proof.downTo && date <= proof.upTo)).toEqual([]);
      }),
    );
  });

  it('grows no more once the order is broken, until the list ends', () => {
    fc.assert(
      fc.property(histories, pageSizes, (dates, sizes) => {
        const steps = walk(dates, sizes, 10);
        for (const [index, { proof }] of steps.slice(0, -1).entries())
          if (!proof.ordered) expect(proof.downTo).toBe(steps[index - 1]?.proof.downTo ?? 10);
        expect(steps.at(-1)?.proof.downTo).toBe(-Infinity);
      }),
    );
  });

  it('is everything at the end of the list, and grows with each page before it', () => {
    fc.assert(
      fc.property(histories, pageSizes, (dates, sizes) => {
        const steps = walk(
          [...dates].sort((a, b) => b - a),
          sizes,
          10,
        );
        expect(steps.at(-1)?.proof).toMatchObject({ downTo: -Infinity, upTo: 10, ordered: true });
        for (const [index, { proof }] of steps.entries()) expect(proof.downTo).toBeLessThanOrEqual(steps[index - 1]?.proof.downTo ?? 10);
      }),
    );
  });

  it('ends above the oldest date of a page, which may go on upon the next', () => {
    const first = extendProof(startProof(100), { dates: [90, 80, 80], isLast: false });
    expect(first).toEqual({ upTo: 100, downTo: 80, lastDate: 80, ordered: true });
    expect(extendProof(first, { dates: [80, 80], isLast: false })).toEqual(first);
  });

  it('stays what it was when a row breaks the order, within a page or across two, until the list ends', () => {
    const first = extendProof(startProof(100), { dates: [90, 80], isLast: false });
    for (const dates of [
      [81, 70],
      [70, 71, 60],
    ]) {
      const broken = extendProof(first, { dates, isLast: false });
      expect(broken).toMatchObject({ downTo: 80, ordered: false });
      expect(extendProof(broken, { dates: [5], isLast: false }).downTo).toBe(80);
      expect(extendProof(broken, { dates: [5], isLast: true }).downTo).toBe(-Infinity);
    }
  });

  it('is not moved by a page without dates', () => {
    expect(extendProof(startProof(100), { dates: [], isLast: false })).toEqual({
      upTo: 100,
      downTo: 100,
      lastDate: Infinity,
      ordered: true,
    });
  });
});
