import { ALL_TIME } from '../model/window';
import { Demand, isComplete, KnownState, neededWalks } from './needs';

const NOW = 1_000_000;
const LAG = 60_000;
const AS_OF = NOW - LAG;
const demand = (given: Partial<Demand> = {}): Demand => ({
  window: ALL_TIME,
  requestedAt: NOW,
  freshSince: NOW - 30_000,
  settlingLagMs: LAG,
  ...given,
});
const known = (given: Partial<KnownState> = {}): KnownState => ({
  coverage: [{ after: -Infinity, upTo: AS_OF }],
  asOf: AS_OF,
  tailWalkedAt: NOW,
  ...given,
});
const NOTHING: KnownState = { coverage: [], asOf: null, tailWalkedAt: null };

describe('what must be walked', () => {
  it('is nothing while all is covered and the tail is fresh', () => {
    expect(neededWalks(known(), demand())).toEqual([]);
  });

  it('is just the window when nothing is known, from now if the window reaches what has not settled', () => {
    expect(neededWalks(NOTHING, demand({ window: { after: 5, upTo: 900 } }))).toEqual([
      { isRefresh: false, window: { after: 5, upTo: 900 } },
    ]);
    for (const upTo of [Infinity, NOW, AS_OF])
      expect(neededWalks(NOTHING, demand({ window: { after: 5, upTo } }))).toEqual([
        { isRefresh: false, window: { after: 5, upTo: Infinity } },
      ]);
  });

  it('is the tail when that is too old, or walked by a clock that was set back since', () => {
    const tail = [{ isRefresh: true, window: { after: AS_OF, upTo: Infinity } }];
    expect(neededWalks(known({ tailWalkedAt: NOW - 30_001 }), demand())).toEqual(tail);
    expect(neededWalks(known({ tailWalkedAt: null }), demand())).toEqual(tail);
    expect(neededWalks(known({ tailWalkedAt: NOW + 120_001 }), demand())).toEqual(tail);
    expect(neededWalks(known({ tailWalkedAt: NOW - 30_000 }), demand())).toEqual([]);
  });

  it('is what the window lacks below asOf, newest first, after the tail', () => {
    const state = known({
      tailWalkedAt: 0,
      coverage: [
        { after: 100, upTo: 200 },
        { after: 300, upTo: 400 },
      ],
    });
    expect(neededWalks(state, demand({ window: { after: 150, upTo: Infinity } }))).toEqual([
      { isRefresh: true, window: { after: AS_OF, upTo: Infinity } },
      { isRefresh: false, window: { after: 400, upTo: AS_OF } },
      { isRefresh: false, window: { after: 200, upTo: 300 } },
    ]);
  });
});

describe('a window', () => {
  it('is complete when it is covered up to asOf, or lies above it', () => {
    expect(isComplete(known(), ALL_TIME)).toBe(true);
    expect(isComplete(known({ coverage: [] }), { after: AS_OF, upTo: NOW })).toBe(true);
    expect(isComplete(known({ coverage: [{ after: 5, upTo: AS_OF }] }), { after: 5, upTo: NOW })).toBe(true);
    expect(isComplete(known({ coverage: [{ after: 5, upTo: AS_OF }] }), { after: 4, upTo: NOW })).toBe(false);
    expect(isComplete(NOTHING, { after: 5, upTo: 6 })).toBe(false);
  });
});
