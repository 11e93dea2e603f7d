import * as fc from 'fast-check';
import { ScanState, shouldScanOn } from './scan-policy';

const state = (given: Partial<ScanState>): ScanState => ({
  walk: { after: 100, upTo: Infinity },
  position: Infinity,
  total: 1_000,
  missing: 5,
  lastYield: 0,
  ...given,
});

describe('whether to read on in the list of conversations', () => {
  it.each<[string, boolean, Partial<ScanState>]>([
    ['nothing is missing', false, { missing: 0 }],
    ['one is missing of a walk that reaches now', true, { missing: 1 }],
    ['the scan is above a past window and reading all costs less than one each', true, { walk: { after: 100, upTo: 200 }, missing: 10 }],
    ['the scan is above a past window and reading all costs more', false, { walk: { after: 100, upTo: 200 }, missing: 9 }],
    ['upstream has not said yet how many there are', true, { walk: { after: 100, upTo: 200 }, total: null, missing: 1 }],
    ['the scan is within the window', true, { walk: { after: 100, upTo: 200 }, position: 150, missing: 1 }],
    ['below the window pages still bring some', true, { position: 90, missing: 3, lastYield: 2 }],
    ['below the window pages bring nothing', false, { position: 90, missing: 3, lastYield: 1 }],
    ['below the window few are missing', false, { position: 90, missing: 2, lastYield: 50 }],
  ])('when %s: %s', (_, expected, given) => {
    expect(shouldScanOn(state(given))).toBe(expected);
  });

  it('costs a walk at most two requests more than one for each conversation that it needs', () => {
    const conversations = fc.array(fc.record({ last: fc.nat(1_000), other: fc.nat(1_000) }), { maxLength: 700 });
    fc.assert(
      fc.property(conversations, fc.nat(1_000), fc.nat(1_000), fc.integer({ min: 1, max: 400 }), (given, a, b, batchSize) => {
        const window = { after: Math.min(a, b), upTo: b % 2 === 0 ? Infinity : Math.max(a, b) };
        const { requests, needed } = simulate(given, window, batchSize);
        expect(requests).toBeLessThanOrEqual(needed + 2);
      }),
      { numRuns: 200 },
    );
  });

  it('costs a walk up to now no more than the pages of the conversations in its window, and one', () => {
    const lasts = fc.array(
      fc.nat(1_000).map((last) => ({ last, other: last })),
      { maxLength: 700 },
    );
    fc.assert(
      fc.property(lasts, fc.nat(1_000), fc.integer({ min: 1, max: 400 }), (given, after, batchSize) => {
        const { requests, needed } = simulate(given, { after, upTo: Infinity }, batchSize);
        expect(requests).toBeLessThanOrEqual(Math.ceil(needed / 100) + 1);
      }),
      { numRuns: 200 },
    );
  });
});

interface Messaged {
  /** Dates of two messages: by the later one the conversation is listed. */
  readonly last: number;
  readonly other: number;
}

/** Walks the messages of a window newest first, a batch at a time, and learns each batch's conversations as the policy says. */
function simulate(given: readonly Messaged[], walk: ScanState['walk'], batchSize: number) {
  const listed = given.map(({ last, other }, id) => ({ id, last: Math.max(last, other) })).sort((a, b) => b.last - a.last || a.id - b.id);
  const messages = given
    .flatMap(({ last, other }, id) => [last, other].map((date) => ({ id, date })))
    .filter(({ date }) => date > walk.after && date <= walk.upTo)
    .sort((a, b) => b.date - a.date);
  const known = new Set<number>();
  const scan = { position: Infinity, total: null as number | null, lastYield: 0, read: 0 };
  let requests = 0;
  for (let from = 0; from < messages.length; from += batchSize) {
    let missing = [...new Set(messages.slice(from, from + batchSize).map(({ id }) => id))].filter((id) => !known.has(id));
    while (scan.read < listed.length && shouldScanOn({ walk, missing: missing.length, ...scan })) {
      const page = listed.slice(scan.read, scan.read + 100);
      page.forEach(({ id }) => known.add(id));
      const left = missing.filter((id) => !known.has(id));
      Object.assign(scan, {
        read: scan.read + 100,
        position: page.at(-1)?.last,
        total: listed.length,
        lastYield: missing.length - left.length,
      });
      missing = left;
      requests += 1;
    }
    missing.forEach((id) => known.add(id));
    requests += missing.length;
  }
  return { requests, needed: new Set(messages.map(({ id }) => id)).size };
}
