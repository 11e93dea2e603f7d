import { followKilled } from './killed-consumer';

/** Small; `npm run harness:changes -- --restarts 200` is the full size. */
describe('a consumer of changes that is killed again and again', () => {
  it('is found out when it keeps its position before its rows', async () => {
    const { wrong } = await followKilled({ restarts: 12, order: 'position-first', seed: 1 });
    expect(wrong.length).toBeGreaterThan(0);
  }, 120_000);

  it('ends with exactly the truth when it keeps its rows first', async () => {
    const { kills, wrong, messages } = await followKilled({ restarts: 12, order: 'rows-first', seed: 2 });
    expect(kills).toBe(12);
    expect(messages).toBeGreaterThan(100);
    expect(wrong).toEqual([]);
  }, 120_000);
});
