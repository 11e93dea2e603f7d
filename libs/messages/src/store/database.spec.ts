import { createTestDatabase, TestDatabase } from '../../../../test/harness/test-database';
import { MessagesError } from '../errors';
import { Database, Queryable } from './database';

const statement = (text: string) => ({ name: '', text, reach: 'all-locations' }) as const;

describe('Database', () => {
  let testDatabase: TestDatabase;
  let database: Database;

  beforeAll(async () => {
    testDatabase = await createTestDatabase();
    database = new Database({ connectionString: testDatabase.url });
    await database.query(statement('create table notes (id int primary key)'), []);
  });

  afterAll(async () => {
    await database.close();
    await testDatabase.drop();
  });

  const notes = () => database.query<{ id: number }>(statement('select id from notes order by id'), []);

  it('commits a transaction whose work resolves', async () => {
    const result = await database.transaction('all-locations', async (transaction) => {
      await transaction.query(statement('insert into notes values (1)'), []);
      return 'done';
    });
    expect([result, await notes()]).toEqual(['done', [{ id: 1 }]]);
  });

  it('rolls back a transaction whose work rejects, and passes the error on', async () => {
    const work = database.transaction('all-locations', async (transaction) => {
      await transaction.query(statement('insert into notes values (2)'), []);
      throw new Error('our fault');
    });
    await expect(work).rejects.toThrow('our fault');
    expect(await notes()).toEqual([{ id: 1 }]);
  });

  it('waits for the disk where it must, and only there', async () => {
    const commit = async (transaction: Queryable) =>
      transaction.query<{ wait: string }>(statement(`select current_setting('synchronous_commit') as wait`), []);
    const [alone] = await commit(database);
    expect([
      await database.transaction('all-locations', commit),
      await database.durableTransaction('all-locations', commit),
      alone,
    ]).toEqual([[{ wait: 'off' }], [alone], alone]);
    expect(alone).not.toEqual({ wait: 'off' });
    await expect(database.durableTransaction('all-locations', () => Promise.reject(new Error('our fault')))).rejects.toThrow('our fault');
  });

  it('leaves faults in statements what they are', async () => {
    await expect(database.query(statement('select * from nothing'), [])).rejects.toMatchObject({ code: '42P01' });
    await expect(database.query(statement('insert into notes values (1)'), [])).rejects.toMatchObject({ code: '23505' });
  });

  it('calls a connection that the server ends store-unavailable, and goes on with another', async () => {
    const work = database.transaction('all-locations', async (transaction) => {
      await transaction.query(statement('insert into notes values (3)'), []);
      const [row] = await transaction.query<{ pid: number }>(statement('select pg_backend_pid() as pid'), []);
      await database.query(statement('select pg_terminate_backend($1)'), [row?.pid]);
      await transaction.query(statement('select 1'), []);
    });
    await expect(work).rejects.toMatchObject({ name: 'MessagesError', code: 'store-unavailable' });
    expect(await notes()).toEqual([{ id: 1 }]);
  });

  it('reads text as the bytes that the server sends', async () => {
    const rows = await database.queryBytes(statement("select $1::text, null::text, to_char($2::timestamptz, 'J')"), ['é漢', '-infinity']);
    expect(rows).toEqual([[Buffer.from('é漢'), null, null]]);
  });

  it('calls a connection of such a read that the server ends store-unavailable, and goes on with another', async () => {
    const read = () => database.queryBytes(statement('select pg_backend_pid()::text'), []);
    const [[pid] = []] = await read();
    await database.query(statement('select pg_terminate_backend($1)'), [pid?.toString()]);
    // Whether the loss shows before the next read or in it, is the network's affair.
    const outcome = await read().catch((error: unknown) => error);
    if (outcome instanceof Error) expect(outcome).toMatchObject({ name: 'MessagesError', code: 'store-unavailable' });
    expect(await read()).toHaveLength(1);
  });

  it.each(['postgresql://nobody@127.0.0.1:1/nowhere', 'postgresql://root@127.0.0.1:1/x?sslmode=disable'])(
    'calls a server that can’t be reached store-unavailable: %s',
    async (connectionString) => {
      const unreachable = new Database({ connectionString });
      const failures = await Promise.allSettled([
        unreachable.query(statement('select 1'), []),
        unreachable.transaction('all-locations', () => Promise.resolve()),
        unreachable.queryBytes(statement('select 1'), []),
      ]);
      for (const failure of failures) {
        expect(failure).toMatchObject({ status: 'rejected', reason: { code: 'store-unavailable' } });
        expect((failure as PromiseRejectedResult).reason).toBeInstanceOf(MessagesError);
      }
      await unreachable.close();
    },
  );
});
