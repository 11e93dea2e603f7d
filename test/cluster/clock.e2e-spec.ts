import { runClock } from './harness/clock';
import { hasProgram } from './harness/redis.server';
import { describeWithCluster } from './programs';

const HOURS = 7_200;
const itWithFaketime = hasProgram('faketime') ? it : it.skip;

/** The full size is `npm run harness:clock`. */
describeWithCluster('clocks that are moved by two hours while processes run', () => {
  itWithFaketime(
    'harm no lease, no cursor, no event and no caller',
    async () => {
      const { sent, ...report } = await runClock({ perSecond: 20, seconds: 1, messages: 300 });
      const seenSeconds = [
        [HOURS, -HOURS, HOURS],
        [-HOURS, HOURS, -HOURS],
        [0, 0, 0],
      ];
      expect(report).toEqual({ failures: [], lost: 0, unheeded: 0, seenSeconds, faults: [] });
      expect(sent).toBeGreaterThan(0);
    },
    120_000,
  );
});
