import * as fc from 'fast-check';
import { dueSweep, stepEveryMs } from './sweep.plan';

const DAY_MS = 86_400_000;
const AS_OF = 1_000 * DAY_MS;
const history = (days: number) => ({ oldest: AS_OF - days * DAY_MS, asOf: AS_OF });
const RESTED = { sweptAgeMs: 0, stepAgeMs: 0, place: null };

describe('what is swept next', () => {
  it('is nothing while all was swept lately', () => {
    expect(dueSweep(RESTED, history(90))).toBeNull();
    expect(dueSweep({ ...RESTED, sweptAgeMs: DAY_MS - 1 }, history(90))).toBeNull();
  });

  it('is the last seven days, once a day', () => {
    expect(dueSweep({ ...RESTED, sweptAgeMs: DAY_MS }, history(90))).toEqual({
      kind: 'recent',
      window: { after: AS_OF - 7 * DAY_MS, upTo: AS_OF },
    });
  });

  it('is then the next week of older history, from the top or from where the last step ended', () => {
    const due = { ...RESTED, stepAgeMs: DAY_MS };
    const top = AS_OF - 7 * DAY_MS;
    expect(dueSweep(due, history(90))).toEqual({
      kind: 'step',
      window: { after: top - 7 * DAY_MS, upTo: top },
      nextPlace: top - 7 * DAY_MS,
    });
    const place = AS_OF - 40 * DAY_MS;
    expect(dueSweep({ ...due, place }, history(90))).toEqual({
      kind: 'step',
      window: { after: place - 7 * DAY_MS, upTo: place },
      nextPlace: place - 7 * DAY_MS,
    });
  });

  it('is no step where there is no older history', () => {
    expect(dueSweep({ ...RESTED, stepAgeMs: 400 * DAY_MS }, history(7))).toBeNull();
    expect(dueSweep({ ...RESTED, stepAgeMs: 400 * DAY_MS }, { oldest: Infinity, asOf: AS_OF })).toBeNull();
  });

  it('leaves no date of older history out in a cycle, which takes no longer than four weeks', () => {
    const property = fc.property(fc.integer({ min: 7 * DAY_MS + 1, max: 4_000 * DAY_MS }), (ageMs) => {
      const all = { oldest: AS_OF - ageMs, asOf: AS_OF };
      const stepAgeMs = stepEveryMs(all);
      let reached = AS_OF - 7 * DAY_MS;
      let steps = 0;
      for (let place: number | null = null; ;) {
        const due = dueSweep({ sweptAgeMs: 0, stepAgeMs, place }, all);
        if (due?.kind !== 'step') return false;
        if (due.window.upTo !== reached) return false;
        reached = due.window.after;
        steps += 1;
        place = due.nextPlace;
        if (place === null) return reached === -Infinity && (steps - 1) * stepAgeMs <= 28 * DAY_MS;
      }
    });
    fc.assert(property);
  });
});
