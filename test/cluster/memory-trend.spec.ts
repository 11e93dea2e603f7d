import fc from 'fast-check';
import { mebibytesAnHour } from './harness/memory-trend';

const MEBIBYTE = 1024 * 1024;
const aMinute = (minute: number, live: number) => ({ at: minute * 60_000, live, rss: live });

describe('the trend of the memory', () => {
  it('is the slope of a line, whatever a few samples say', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -50, max: 50 }),
        fc.integer({ min: 20, max: 60 }),
        fc.integer({ min: 0, max: 3 }),
        (slope, count, odd) => {
          const samples = Array.from({ length: count }, (_, minute) => aMinute(minute, 100 * MEBIBYTE + (slope * MEBIBYTE * minute) / 60));
          for (let index = 0; index < odd; index += 1) samples[index * 5] = aMinute(index * 5, 500 * MEBIBYTE);
          expect(Math.abs(mebibytesAnHour(samples) - slope)).toBeLessThan(1e-6);
        },
      ),
    );
  });

  it('is not told of two samples', () => {
    expect(() => mebibytesAnHour([aMinute(0, 1), aMinute(1, 1)])).toThrow('Three samples');
  });
});
