import { compileSyncProcess } from './harness/compile';
import { runKills } from './harness/kills';

/** The full size is `npm run harness:kills`. */
describe('a sync process that is killed again and again over a faulty upstream', () => {
  const entry = compileSyncProcess();

  it('would be caught if it saved what a page proves before its rows', async () => {
    const { differences } = await runKills({ entry, kills: 60, messages: 3_000, seed: 7, planted: 'checkpoint-before-rows' });
    expect(differences[0]).toMatch(/^lost: |^stored is /);
  }, 180_000);

  it('loses nothing, stores nothing twice, and fetches one page again per kill at most', async () => {
    const report = await runKills({ entry, kills: 10, messages: 4_000, seed: 11, planted: null });
    expect(report).toMatchObject({ kills: 10, differences: [] });
    expect(report.completed).toBeGreaterThan(0);
    expect(report.fetchedAgainAtMost).toBeLessThanOrEqual(1);
  }, 180_000);
});
