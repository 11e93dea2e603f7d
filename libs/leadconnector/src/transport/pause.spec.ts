import { Pause } from './pause';

describe('Pause', () => {
  it('lasts as long as upstream asks', () => {
    const pause = new Pause();
    pause.refused(0, 10, 7_000, 300);
    expect([pause.waitMs(10), pause.waitMs(7_009), pause.waitMs(7_010)]).toEqual([7_000, 1, 0]);
  });

  it('lasts until the window frees, and at least a second that doubles with each refusal after a pause', () => {
    const pause = new Pause();
    const lengths = [0, 300, 9_000, 0, 0, 0, 0, 0].map((windowMs, index) => {
      const now = index * 1_000_000;
      pause.refused(now - 1, now, null, windowMs);
      return pause.waitMs(now);
    });
    expect(lengths).toEqual([1_000, 2_000, 9_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
  });

  it('takes the refusals of requests that were under way together for one', () => {
    const pause = new Pause();
    for (let now = 10; now < 60; now++) pause.refused(0, now, null, 0);
    expect(pause.waitMs(59)).toBe(1_000);
  });

  it('is not shortened to nothing by a Retry-After of 0', () => {
    const pause = new Pause();
    pause.refused(0, 10, 0, 0);
    expect(pause.waitMs(10)).toBe(1_000);
  });

  it('begins anew with a second after a request was let through', () => {
    const pause = new Pause();
    pause.refused(0, 1, null, 0);
    pause.refused(2_000, 2_001, null, 0);
    pause.accepted(5_000);
    pause.refused(6_000, 6_001, null, 0);
    expect(pause.waitMs(6_001)).toBe(1_000);
  });

  it('is not impressed by a late success of a request from before', () => {
    const pause = new Pause();
    pause.refused(0, 10, null, 0);
    pause.accepted(5);
    pause.refused(2_000, 2_001, null, 0);
    expect(pause.waitMs(2_001)).toBe(2_000);
  });
});
