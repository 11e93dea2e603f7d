import { ALL_TIME, intersectWindows, isEmptyWindow, windowContains } from './window';

describe('windows', () => {
  it('are empty when their upper bound is not after their lower one', () => {
    expect(isEmptyWindow({ after: 5, upTo: 5 })).toBe(true);
    expect(isEmptyWindow({ after: 6, upTo: 5 })).toBe(true);
    expect(isEmptyWindow({ after: 4, upTo: 5 })).toBe(false);
    expect(isEmptyWindow(ALL_TIME)).toBe(false);
  });

  it('intersect in what both hold, which of neighbours is nothing', () => {
    expect(intersectWindows({ after: 1, upTo: 5 }, { after: 3, upTo: 9 })).toEqual({ after: 3, upTo: 5 });
    expect(intersectWindows({ after: 1, upTo: 5 }, { after: 5, upTo: 9 })).toBeNull();
    expect(intersectWindows(ALL_TIME, { after: 5, upTo: 9 })).toEqual({ after: 5, upTo: 9 });
  });

  it('contain what lies within both bounds, and any empty window', () => {
    expect(windowContains({ after: 1, upTo: 5 }, { after: 1, upTo: 5 })).toBe(true);
    expect(windowContains({ after: 1, upTo: 5 }, { after: 0, upTo: 5 })).toBe(false);
    expect(windowContains({ after: 1, upTo: 5 }, { after: 1, upTo: 6 })).toBe(false);
    expect(windowContains({ after: 1, upTo: 5 }, { after: 8, upTo: 8 })).toBe(true);
  });
});
