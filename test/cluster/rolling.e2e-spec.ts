import { runRolling } from './harness/rolling';
import { describeWithCluster } from './programs';

/** The full size is `npm run harness:rolling`. */
describeWithCluster('rolling restarts under load', () => {
  it('would be caught if processes were killed', async () => {
    const plan = { api: 2, workers: 0, restarts: 10, perSecond: 100, messages: 300, planted: 'killed', untilFailures: true } as const;
    const { failures } = await runRolling(plan);
    expect(failures).not.toEqual([]);
  }, 180_000);

  it('lose no request and no event', async () => {
    const { failures, lost, badEnds, acknowledged, events } = await runRolling({
      ...{ api: 2, workers: 1, restarts: 1, perSecond: 30, messages: 300 },
    });
    expect({ failures, lost, badEnds, acknowledged }).toEqual({ failures: [], lost: 0, badEnds: [], acknowledged: events });
    expect(events).toBeGreaterThan(0);
  }, 180_000);
});
