import * as fc from 'fast-check';
import { Admission } from './admission';

const LATE = 200;
const IN_TIME = 10;

const admission = (...delays: readonly number[]): Admission => {
  const one = new Admission(100);
  delays.forEach((delay) => one.observe(delay));
  return one;
};
const admitted = (one: Admission, of = 1_000): number => Array.from({ length: of }, () => one.admits()).filter(Boolean).length;

describe('the admission of requests', () => {
  it('lets everything in while the process is in time, and after it was late but once', () => {
    expect(admitted(admission())).toBe(1_000);
    expect(admitted(admission(IN_TIME, LATE, IN_TIME, LATE, IN_TIME))).toBe(1_000);
  });

  it('lets in less and less while it stays late, but always a few', () => {
    expect(Math.abs(admitted(admission(LATE, LATE)) - 700)).toBeLessThanOrEqual(1);
    expect(Math.abs(admitted(admission(LATE, LATE, LATE)) - 490)).toBeLessThanOrEqual(1);
    expect(Math.abs(admitted(admission(...Array<number>(50).fill(LATE))) - 50)).toBeLessThanOrEqual(1);
  });

  it('lets everything in again within twenty looks that find it in time', () => {
    const one = admission(...Array<number>(50).fill(LATE), ...Array<number>(20).fill(IN_TIME));
    expect(one.isRefusing).toBe(false);
    expect(admitted(one)).toBe(1_000);
  });

  it('spreads what it lets in evenly, whatever has happened: of any twenty in a row one at least', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(LATE, IN_TIME, Infinity), { maxLength: 100 }), (delays) => {
        expect(admitted(admission(...delays), 21)).toBeGreaterThanOrEqual(1);
      }),
    );
  });
});
