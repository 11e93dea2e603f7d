import * as fc from 'fast-check';
import { WaitingLine } from './waiting-line';

const CONNECTIONS = 2;

describe('a line that waits for connections', () => {
  let nowMs: number;
  let line: WaitingLine;

  beforeEach(() => {
    nowMs = 0;
    line = new WaitingLine(CONNECTIONS, () => nowMs);
  });

  /** Work that ends when it is told to. */
  const begin = () => {
    let end: () => void = () => undefined;
    const ended = line.during(() => new Promise<void>((resolve) => (end = resolve)));
    return async () => {
      end();
      await ended;
    };
  };
  const state = () => ({ busy: line.busy, waiting: line.waiting, waitMs: line.waitMs });

  it('has nobody waiting while there are connections, however long these are used', () => {
    begin();
    begin();
    nowMs = 60_000;
    expect(state()).toEqual({ busy: 2, waiting: 0, waitMs: 0 });
  });

  it('tells how long the first of those who wait has waited', async () => {
    const first = begin();
    begin();
    nowMs = 100;
    begin();
    nowMs = 150;
    begin();
    nowMs = 175;
    expect(state()).toEqual({ busy: 2, waiting: 2, waitMs: 75 });
    await first();
    expect(state()).toEqual({ busy: 2, waiting: 1, waitMs: 25 });
  });

  it('forgets work that fails', async () => {
    await expect(line.during(() => Promise.reject(new Error('gone')))).rejects.toThrow('gone');
    expect(state()).toEqual({ busy: 0, waiting: 0, waitMs: 0 });
  });

  it('is the same as a list of all, whatever begins and ends', async () => {
    const steps = fc.array(fc.record({ passMs: fc.nat(50), ends: fc.option(fc.nat(CONNECTIONS - 1)) }), { maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(steps, async (all) => {
        nowMs = 0;
        line = new WaitingLine(CONNECTIONS, () => nowMs);
        const list: { since: number; end: () => Promise<void> }[] = [];
        for (const { passMs, ends } of all) {
          nowMs += passMs;
          if (ends === null) list.push({ since: nowMs, end: begin() });
          else await list.splice(ends, 1)[0]?.end();
          const next = list[CONNECTIONS];
          expect(line.waitMs).toBe(next ? nowMs - next.since : 0);
        }
      }),
    );
  });
});
