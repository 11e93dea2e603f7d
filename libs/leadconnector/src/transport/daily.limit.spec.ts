import { DailyLimit } from './daily.limit';
import { PRIORITIES } from './waiting.line';

const NOON = Date.UTC(2026, 0, 15, 12);
const HALF_A_DAY_MS = 43_200_000;
const said = (dailyRemaining: number | null): Parameters<DailyLimit['observe']>[0] => ({
  limit: null,
  remaining: null,
  intervalMs: null,
  dailyLimit: 200_000,
  dailyRemaining,
});

describe('DailyLimit', () => {
  it('holds back until the next UTC day once nothing is left', () => {
    const daily = new DailyLimit();
    daily.observe(said(1), NOON, NOON);
    expect(daily.waitMs(NOON, 'caller')).toBe(0);
    daily.observe(said(0), NOON, NOON);
    expect([daily.waitMs(NOON, 'caller'), daily.waitMs(NOON + HALF_A_DAY_MS, 'caller')]).toEqual([HALF_A_DAY_MS, 0]);
  });

  it('keeps the least of answers that overtook each other, and what an answer does not say', () => {
    const daily = new DailyLimit();
    daily.observe(said(10), NOON, NOON);
    daily.observe(said(12), NOON, NOON);
    daily.observe({ ...said(null), dailyLimit: null }, NOON, NOON);
    expect(daily.at(NOON)).toEqual({ limit: 200_000, remaining: 10 });
  });

  it("knows nothing on the next day, nor learns from an answer to yesterday's request", () => {
    const daily = new DailyLimit();
    const midnight = NOON + HALF_A_DAY_MS;
    daily.observe(said(5), NOON, NOON);
    daily.observe(said(0), midnight - 1, midnight);
    expect([daily.at(midnight), daily.waitMs(midnight, 'caller')]).toEqual([{ limit: null, remaining: null }, 0]);
  });

  it('counts itself where upstream says nothing, from its first request of the day on', () => {
    const daily = new DailyLimit();
    expect(daily.at(NOON)).toEqual({ limit: null, remaining: null });
    for (let count = 0; count < 3; count++) daily.send(NOON);
    daily.end();
    expect(daily.at(NOON)).toEqual({ limit: 200_000, remaining: 199_997 });
    expect(daily.at(NOON + HALF_A_DAY_MS)).toEqual({ limit: null, remaining: null });
  });

  it('takes those under way off what upstream last said, and gives back those that were not sent', () => {
    const daily = new DailyLimit();
    daily.observe(said(10), NOON, NOON);
    for (let count = 0; count < 3; count++) daily.send(NOON);
    daily.withdraw();
    expect(daily.at(NOON).remaining).toBe(8);
    daily.end();
    daily.observe(said(9), NOON, NOON);
    expect(daily.at(NOON).remaining).toBe(8);
  });

  it.each([
    [40_001, [0, 0, 0]],
    [40_000, [0, 0, HALF_A_DAY_MS]],
    [10_001, [0, 0, HALF_A_DAY_MS]],
    [10_000, [0, HALF_A_DAY_MS, HALF_A_DAY_MS]],
    [1, [0, HALF_A_DAY_MS, HALF_A_DAY_MS]],
    [0, [HALF_A_DAY_MS, HALF_A_DAY_MS, HALF_A_DAY_MS]],
  ])('leaves of %d the last fifth to searches and callers, and the last twentieth to callers', (remaining, expected) => {
    const daily = new DailyLimit();
    daily.observe(said(remaining), NOON, NOON);
    expect(PRIORITIES.map((priority) => daily.waitMs(NOON, priority))).toEqual(expected);
  });
});
