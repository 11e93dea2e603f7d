import { measureScaling } from './harness/scaling';
import { runSoak } from './harness/soak';
import { describeWithCluster } from './programs';

/** The full size is `npm run harness:soak`: an hour. */
describeWithCluster('the memory of processes at work', () => {
  it('would be caught growing, while requests are answered', async () => {
    const plan = { api: 1, workers: 0, perSecond: 20, warmUpSeconds: 1, seconds: 8, periodMs: 500, messages: 300 } as const;
    const { failures, sent, processes } = await runSoak({ ...plan, planted: 'leak' });
    expect(failures).toEqual([]);
    expect(sent).toBeGreaterThan(0);
    expect(processes).toEqual([
      { name: 'api-1', mebibytesAnHour: expect.any(Number) as number, rssMebibytes: expect.any(Number) as number },
    ]);
    // A MiB a second is 3,600 an hour.
    expect(processes[0]?.mebibytesAnHour).toBeGreaterThan(500);
  }, 120_000);
});

/** The full size is `npm run bench:scaling`. */
describeWithCluster('the throughput of processes behind the load balancer', () => {
  it('is measured', async () => {
    expect(await measureScaling(1, 1, 300)).toEqual({ processes: 1, answersPerSecond: expect.any(Number) as number });
  }, 120_000);
});
