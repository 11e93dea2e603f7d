import { runDiskFull } from './harness/disk-full';
import { mayMount } from './harness/small-disk';
import { describeWithCluster } from './programs';

const itAsRoot = mayMount() ? it : it.skip;

/** The full size is `npm run harness:disk-full`. */
describeWithCluster('a database whose disk is full', () => {
  itAsRoot(
    'is read as before, and takes events again when there is room',
    async () => {
      const { refused, recoveriesMs, ...report } = await runDiskFull({ perSecond: 40, times: 1, seconds: 1, messages: 300 });
      expect(report).toMatchObject({ failedReads: [], givenUp: [], lost: 0 });
      expect(refused).toBeGreaterThan(0);
      expect(Math.max(...recoveriesMs)).toBeLessThanOrEqual(10_000);
    },
    120_000,
  );
});
