import { judge, runOutages } from './harness/outages';
import { describeWithCluster } from './programs';

/** The full size is `npm run harness:outages`. */
describeWithCluster('PostgreSQL and Redis that are killed under load', () => {
  const small = { api: 2, workers: 0, perSecond: 30, messages: 300 } as const;

  it('would be caught if events were acknowledged before they are written', async () => {
    const { lost } = await runOutages({ ...small, postgres: 1, redis: 0, planted: 'acknowledged-before-written' });
    expect(lost).toBeGreaterThan(0);
  }, 180_000);

  it('lose no acknowledged event, refuse events so that they come again, and callers see nothing of Redis', async () => {
    const { lost, unexcused, givenUp, recoveriesMs } = await runOutages({ ...small, postgres: 1, redis: 1 });
    expect({ lost, unexcused, givenUp }).toEqual({ lost: 0, unexcused: [], givenUp: [] });
    expect(Math.max(...recoveriesMs)).toBeLessThanOrEqual(10_000);
  }, 180_000);
});

describe('what an outage excuses', () => {
  const failure = (at: number) => ({ kind: 'read' as const, dueAt: at, at, what: '503' });

  it('is what failed within 15 seconds of a kill of PostgreSQL', () => {
    const kills = [
      { target: 'redis' as const, at: 1_000 },
      { target: 'postgres' as const, at: 5_000 },
      { target: 'postgres' as const, at: 30_000 },
    ];
    const [early, excused, late] = [failure(1_100), failure(7_000), failure(60_000)];
    expect(judge(kills, [early, excused, late])).toEqual({
      recoveriesMs: [2_000, 0],
      refusals: 1,
      unexcused: [early, late],
      givenUp: [],
    });
  });
});
