import fc from 'fast-check';
import { SeenRanges } from './seen-ranges';

describe('the dates of a list that were seen', () => {
  it('are none at first', () => {
    expect(new SeenRanges().firstGap(5, 0)).toEqual({ from: 5, to: Infinity });
  });

  it('leave the gaps between them, and whatever comes after the last', () => {
    const seen = new SeenRanges();
    seen.add({ from: 20, to: 29 }, 1);
    seen.add({ from: 10, to: 14 }, 1);
    expect(seen.firstGap(5, 0)).toEqual({ from: 5, to: 9 });
    expect(seen.firstGap(12, 0)).toEqual({ from: 15, to: 19 });
    expect(seen.firstGap(20, 0)).toEqual({ from: 30, to: Infinity });
  });

  it('are forgotten each in its time', () => {
    const seen = new SeenRanges();
    seen.add({ from: 10, to: 19 }, 100);
    seen.add({ from: 20, to: 29 }, 200);
    expect(seen.firstGap(10, 100)).toEqual({ from: 30, to: Infinity });
    expect(seen.firstGap(10, 101)).toEqual({ from: 10, to: 19 });
    expect(seen.firstGap(10, 201)).toEqual({ from: 10, to: Infinity });
  });

  it('have as their first gap exactly the first dates that are in no range', () => {
    const range = fc.tuple(fc.integer({ min: 0, max: 40 }), fc.nat(10)).map(([from, length]) => ({ from, to: from + length }));
    fc.assert(
      fc.property(fc.array(range, { maxLength: 8 }), fc.integer({ min: 0, max: 60 }), (ranges, from) => {
        const seen = new SeenRanges();
        for (const one of ranges) seen.add(one, 1);
        const isSeen = (date: number) => ranges.some((one) => one.from <= date && date <= one.to);
        const unseen = Array.from({ length: 100 }, (_, index) => from + index).filter((date) => !isSeen(date));
        const first = unseen[0] ?? 0;
        const seenAbove = Array.from({ length: 100 }, (_, index) => first + index).find(isSeen);
        expect(seen.firstGap(from, 0)).toEqual({ from: first, to: seenAbove === undefined ? Infinity : seenAbove - 1 });
      }),
    );
  });
});
