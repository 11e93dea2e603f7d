import { fight } from './harness/battle';

/** The small size of `npm run harness:webhooks`. */
describe('events under fire', () => {
  it.each(['ack-before-write', 'dedupe-in-memory'] as const)(
    'shows a planted bug: %s',
    async (plant) => {
      const { faults } = await fight({ events: 300, kills: 2, plant });
      expect(faults).not.toEqual([]);
    },
    120_000,
  );

  it('loses nothing, doubles nothing and believes nothing forged through kills of the process and a crash of the database', async () => {
    const { faults, kills, answers } = await fight({ events: 300, kills: 3 });
    expect({ faults, kills }).toEqual({ faults: [], kills: 4 });
    expect(Object.keys(answers).every((status) => ['0', '200', '401', '429'].includes(status))).toBe(true);
  }, 120_000);
});
