import { DailyLimit } from './daily.limit';

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
    expect(daily.waitMs(NOON)).toBe(0);
    daily.observe(said(0), NOON, NOON);
    expect([daily.waitMs(NOON), daily.waitMs(NOON + HALF_A_DAY_MS)]).toEqual([HALF_A_DAY_MS, 0]);
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
    expect([daily.at(midnight), daily.waitMs(midnight)]).toEqual([{ limit: null, remaining: null }, 0]);
  });
});
