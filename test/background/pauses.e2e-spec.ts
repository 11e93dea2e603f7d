import { compileSyncProcess } from './harness/compile';
import { runPauses } from './harness/pauses';

/** The full size is `npm run harness:pauses`. */
describe('three sync processes on one location, paused in turn for longer than the lease', () => {
  const entry = compileSyncProcess();

  it('would be caught if they wrote without a fence', async () => {
    const { staleWrites } = await runPauses({ entry, pauses: 40, seed: 7, planted: 'no-fence' });
    expect(staleWrites).toBeGreaterThan(0);
  }, 180_000);

  it('write nothing stale, never set the change sequence back, and take over from each other', async () => {
    const report = await runPauses({ entry, pauses: 8, seed: 11, planted: null });
    expect(report).toMatchObject({ pauses: 8, staleWrites: 0, setBacks: 0, differences: [] });
    expect(report.takeOvers).toBeGreaterThanOrEqual(2);
  }, 180_000);
});
