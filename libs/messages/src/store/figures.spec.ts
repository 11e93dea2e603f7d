import { Database } from './database';
import { EventDeadLetterStore } from './event-dead-letter.store';
import { Figures } from './figures';
import { openTestStore, TestStore } from '../../../../test/store/test-store';

const run = ({ owner }: TestStore, text: string): Promise<unknown> => owner.query({ text });

describe('Figures', () => {
  let testStore: TestStore;
  let database: Database;
  let figures: Figures;

  beforeEach(async () => {
    testStore = await openTestStore();
    database = testStore.database;
    figures = new Figures(database, new EventDeadLetterStore(database));
  });

  afterEach(() => testStore.close());

  it('say nothing of an empty store but that nothing is in it', async () => {
    expect(await figures.read()).toEqual({
      coverage: [],
      events: { waiting: 0, oldestWaitingMs: null, dead: 0 },
      background: { active: 0, failing: 0, 'needs-reauthorization': 0, stopped: 0 },
    });
  });

  it('tell how old the copies are: connected ones from their connection on, those of e-mail and of stopped locations apart', async () => {
    const ago = (seconds: number) => `clock_timestamp() - interval '${seconds} seconds'`;
    await run(
      testStore,
      `insert into coverage (location_id, channel, as_of) values
         ('fresh', 'messages', ${ago(100)}), ('fresh', 'email', ${ago(9_000_000)}), ('late', 'messages', ${ago(5_000)}),
         ('stopped', 'messages', ${ago(70_000)}), ('asked', 'messages', ${ago(80_000)}), ('begun', 'messages', null)`,
    );
    await run(
      testStore,
      `insert into connections (location_id, type, created_at) values
         ('fresh', 'oauth', ${ago(90_000)}), ('late', 'oauth', ${ago(90_000)}), ('stopped', 'oauth', ${ago(90_000)}),
         ('unread', 'oauth', ${ago(300)})`,
    );
    await run(testStore, `insert into background (location_id, stopped_at) values ('stopped', clock_timestamp())`);
    await run(testStore, `insert into background (location_id, parked_at) values ('late', clock_timestamp())`);
    await run(testStore, `insert into background (location_id, failures) values ('fresh', 2), ('unread', 0)`);
    const { coverage, background } = await figures.read();
    const rounded = coverage.map((one) => ({
      ...one,
      medianSeconds: Math.floor(one.medianSeconds / 100) * 100,
      p95Seconds: Math.floor(one.p95Seconds / 100) * 100,
      oldestSeconds: Math.floor(one.oldestSeconds / 100) * 100,
    }));
    expect(new Set(rounded)).toEqual(
      new Set([
        { isConnected: true, locations: 3, medianSeconds: 300, p95Seconds: 4_500, oldestSeconds: 5_000, stale: 1 },
        { isConnected: false, locations: 2, medianSeconds: 75_000, p95Seconds: 79_500, oldestSeconds: 80_000, stale: 2 },
      ]),
    );
    expect(background).toEqual({ active: 1, failing: 1, 'needs-reauthorization': 1, stopped: 1 });
  });

  it('tell how many connections are in use and waited for', async () => {
    expect(figures.connections()).toEqual({
      statements: { max: expect.any(Number), busy: 0, waiting: 0 },
      pages: { max: 10, busy: 0, waiting: 0 },
    });
    const reads = Array.from({ length: 12 }, () => database.queryBytes({ name: '', text: `select 'a'`, reach: 'all-locations' }, []));
    expect(figures.connections().pages).toEqual({ max: 10, busy: 10, waiting: 2 });
    await Promise.all(reads);
    expect(figures.connections().pages).toEqual({ max: 10, busy: 0, waiting: 0 });
  });
});
