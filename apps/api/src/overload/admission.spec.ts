import * as fc from 'fast-check';
import { Admission } from './admission';
import { serveInModel } from './queue.fixture';

const LATE = 200;
const IN_TIME = 10;

const admission = (...delays: readonly number[]): Admission => {
  const one = new Admission(100);
  delays.forEach((delay) => one.observe(delay));
  return one;
};
const admitted = (one: Admission, of = 1_000): number => Array.from({ length: of }, () => one.admits()).filter(Boolean).length;

describe('the admission of requests', () => {
  it('lets everything in while the process is in time, and after it was late for a moment', () => {
    expect(admitted(admission())).toBe(1_000);
    expect(admitted(admission(IN_TIME, LATE, LATE, IN_TIME, LATE, LATE, IN_TIME))).toBe(1_000);
    expect(admission(LATE, LATE).isRefusing).toBe(false);
  });

  it('lets in next to nothing while it stays late, but always a few', () => {
    for (const looks of [3, 4, 50]) expect(Math.abs(admitted(admission(...Array<number>(looks).fill(LATE))) - 50)).toBeLessThanOrEqual(1);
  });

  it('lets in the less between, the longer it was late and did not become less so', () => {
    const after = (...delays: readonly number[]) => admitted(admission(...delays, IN_TIME));
    expect(Math.abs(after(LATE, LATE, LATE) - 880)).toBeLessThanOrEqual(1);
    expect(after(LATE, LATE, LATE, LATE, LATE)).toBeLessThan(after(LATE, LATE, LATE, LATE));
    expect(after(LATE, LATE, LATE, 180, 160, 140)).toBe(after(LATE, LATE, LATE));
  });

  it('lets everything in again within forty looks that find it in time', () => {
    const one = admission(...Array<number>(50).fill(LATE), ...Array<number>(40).fill(IN_TIME));
    expect(one.isRefusing).toBe(false);
    expect(admitted(one)).toBe(1_000);
  });

  it('spreads what it lets in evenly, whatever has happened: of any twenty-one in a row one at least', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(LATE, IN_TIME, Infinity), { maxLength: 100 }), (delays) => {
        expect(admitted(admission(...delays), 21)).toBeGreaterThanOrEqual(1);
      }),
    );
  });

  it('keeps a process busy and in time at two to five times what it can do, whatever a request takes', () => {
    const loads = fc.record({
      perSecond: fc.integer({ min: 50, max: 500 }),
      times: fc.double({ min: 2, max: 5, noNaN: true }),
      statements: fc.integer({ min: 1, max: 3 }),
    });
    fc.assert(
      fc.property(loads, (load) => {
        const { served, p99Ms } = serveInModel(new Admission(150), load);
        expect(served).toBeGreaterThan(0.85);
        // The most of it is what came in before it was noticed: 250 ms of it, all that is beyond capacity.
        expect(p99Ms).toBeLessThan(500 + 400 * (load.times - 1));
        // Nothing refused: each second of overload adds to the wait.
        expect(serveInModel({ admits: () => true, observe: () => undefined }, load).p99Ms).toBeGreaterThan(3_000);
      }),
      { numRuns: 12 },
    );
  });

  it('refuses nobody below what the process can do', () => {
    for (const statements of [1, 2, 3])
      expect(serveInModel(new Admission(150), { perSecond: 300, times: 0.95, statements })).toMatchObject({ refused: 0 });
  });
});
