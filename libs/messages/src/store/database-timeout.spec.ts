import { startTcpProxy, TcpProxy } from '../../../../test/harness/tcp-proxy';
import { createTestDatabase, TestDatabase } from '../../../../test/harness/test-database';
import { Database } from './database';
import { Store } from './store';

const statement = (text: string) => ({ name: '', text, reach: 'all-locations' }) as const;
const UNAVAILABLE = { name: 'MessagesError', code: 'store-unavailable' };

describe('a database server that does not answer', () => {
  let testDatabase: TestDatabase;
  let proxy: TcpProxy;
  let database: Database;

  beforeEach(async () => {
    testDatabase = await createTestDatabase();
    proxy = await startTcpProxy(testDatabase.url);
    database = new Database({ connectionString: proxy.url }, { timeoutMs: 1_000 });
  });
  afterEach(async () => {
    await database.close();
    await proxy.close();
    await testDatabase.drop();
  });

  const all = () => [
    database.query(statement('select 1'), []),
    database.queryBytes(statement(`select 'one'`), []),
    database.transaction('all-locations', (transaction) => transaction.query(statement('select 1'), [])),
  ];

  it('is given up after the time-out in everything that asks it, and used again when it answers', async () => {
    await Promise.all(all());
    proxy.hang();
    for (const outcome of await Promise.allSettled(all())) expect(outcome).toMatchObject({ status: 'rejected', reason: UNAVAILABLE });
    proxy.pass();
    await Promise.all(all());
    const { statements, pages } = database.figures();
    expect([statements.busy, pages.busy, database.waitMs]).toEqual([0, 0, 0]);
  });

  it('is given up after one time-out by those that wait for a connection, too', async () => {
    const readAsMany = (count: number) => Array.from({ length: count }, () => database.queryBytes(statement(`select 'one'`), []));
    const { max } = database.figures().pages;
    // Its connection is there when it is asked again.
    await database.query(statement('select 1'), []);
    proxy.hang();
    const held = readAsMany(max);
    const waiting = readAsMany(2 * max);
    await Promise.allSettled(held);
    // For one time-out more: if those that waited began their time only now, half of them would wait still.
    await expect(database.query(statement('select 1'), [])).rejects.toMatchObject(UNAVAILABLE);
    expect(database.figures().pages).toMatchObject({ busy: 0, waiting: 0 });
    for (const outcome of await Promise.allSettled(waiting)) expect(outcome).toMatchObject({ status: 'rejected', reason: UNAVAILABLE });
    proxy.pass();
    await Promise.all(readAsMany(3 * max));
    expect(database.figures().pages).toMatchObject({ busy: 0, waiting: 0 });
  });

  it('ends statements that take too long by itself, but not those that may', async () => {
    await expect(database.query(statement('select pg_sleep(30)'), [])).rejects.toMatchObject(UNAVAILABLE);
    await database.longTransaction('all-locations', (transaction) => transaction.query(statement('select pg_sleep(1.8)'), []));
  });

  it('is not ready', async () => {
    const store = await Store.open({ databaseUrl: proxy.url, dataDir: '' });
    await store.check();
    proxy.hang();
    await expect(store.check()).rejects.toMatchObject(UNAVAILABLE);
    proxy.cut();
    await expect(store.check()).rejects.toMatchObject(UNAVAILABLE);
    proxy.pass();
    await store.check();
    await store.close();
  });
});
