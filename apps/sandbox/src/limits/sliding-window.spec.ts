import fc from 'fast-check';
import { SlidingWindow } from './sliding-window';

describe('SlidingWindow', () => {
  it('counts exactly the events of the last interval, whatever their spacing', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(40)), (gapsMs) => {
        const window = new SlidingWindow(100);
        const times: number[] = [];
        let now = 0;
        for (const gapMs of gapsMs) {
          now += gapMs;
          window.record(now);
          times.push(now);
          expect(window.count(now)).toBe(times.filter((time) => time > now - 100).length);
        }
      }),
    );
  });
});
