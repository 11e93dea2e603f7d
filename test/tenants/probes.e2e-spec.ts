import { TEST_REDIS_URL } from '../harness/test-redis';
import { withoutFilters } from './harness/filters';
import { PLANTED_FAULTS } from './harness/planted';
import { runProbes } from './harness/probes';
import { ProbeReport } from './harness/tally';
import { isHole } from './harness/verdict';

const SEED = 20_261_128;
const MOST_TO_FIND = 2_000;

/** Without their condition, and with nothing behind it, statements about one location's state would only fail. */
const isPlainRead = (text: string) => text.includes('from messages') && !text.includes('locations');

/** The full size is `npm run harness:probes`. */
/** A fifth of it on a machine that does nothing else. */
jest.setTimeout(180_000);

describe('the wall between tenants', () => {
  it.each(PLANTED_FAULTS)('is probed well enough to find what is planted in it: %s', async (planted) => {
    const { findings } = await runProbes({ probes: MOST_TO_FIND, seed: SEED, planted });
    expect(findings.some(isHole)).toBe(true);
  });

  it('has no hole: whoever probes it sees nothing of any other location, and whoever asks for his own gets it', async () => {
    const { seed, probes, findings, controls } = await runProbes({ probes: 1_500, seed: SEED, apis: 2, redisUrl: TEST_REDIS_URL });
    expect({ seed, probes, findings }).toEqual({ seed: SEED, probes: 1_500, findings: [] });
    expect(controls.withRows).toBe(controls.asked);
    expect(Object.values(controls.byRoute).filter((rows) => rows === 0)).toEqual([]);
  });

  it('stands twice: without a condition on the location in any statement, nothing of another location is seen either', async () => {
    let report: ProbeReport | undefined;
    const removed = await withoutFilters(async () => {
      report = await runProbes({ probes: 900, seed: SEED });
    });
    expect(removed).toBeGreaterThan(60);
    expect(report?.findings).toEqual([]);
    expect(report?.controls.withRows).toBe(report?.controls.asked);
  });

  it('would be open then but for the store: with its policies off, the same probes see what isn’t theirs', async () => {
    let findings: ProbeReport['findings'] = [];
    await withoutFilters(async () => {
      ({ findings } = await runProbes({ probes: MOST_TO_FIND, seed: SEED, isWallDown: true }));
    }, isPlainRead);
    expect(findings.some(isHole)).toBe(true);
  });
});
