import { runSecrets } from './harness/secrets';
import { describeWithCluster } from './programs';

/** The full size is `npm run harness:secrets`. */
describeWithCluster('secrets that the service is given', () => {
  it('would be caught in a log', async () => {
    const { found } = await runSecrets({ secrets: 5, planted: 'as-request-id' });
    expect(found).toContainEqual(expect.stringContaining('is in the log of api-1'));
  }, 120_000);

  it('are in no log, metric, answer, table or key', async () => {
    const { found, planted, places } = await runSecrets({ secrets: 40 });
    expect({ found, planted }).toEqual({ found: [], planted: 40 });
    for (const place of ['the log of api-1', 'the log of worker-1', 'the database', 'Redis', 'answers'])
      expect(places[place]).toBeGreaterThan(0);
  }, 120_000);
});
