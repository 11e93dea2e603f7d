import { createTestDatabase, TestDatabase } from '../../../../test/harness/test-database';
import { MessagesError } from '../errors';
import { Database } from './database';

const statement = (text: string) => ({ name: '', text });

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
    const result = await database.transaction(async (transaction) => {
      await transaction.query(statement('insert into notes values (1)'), []);
      return 'done';
    });
    expect([result, await notes()]).toEqual(['done', [{ id: 1 }]]);
  });

  it('rolls back a transaction whose work rejects, and passes the error on', async () => {
    const work = database.transaction(async (transaction) => {
      await transaction.query(statement('insert into notes values (2)'), []);
      throw new Error('our fault');
    });
    await expect(work).rejects.toThrow('our fault');
    expect(await notes()).toEqual([{ id: 1 }]);
  });

  it('leaves faults in statements what they are', async () => {
    await expect(database.query(statement('select * from nothing'), [])).rejects.toMatchObject({ code: '42P01' });
    await expect(database.query(statement('insert into notes values (1)'), [])).rejects.toMatchObject({ code: '23505' });
  });

  it('calls a connection that the server ends store-unavailable, and goes on with another', async () => {
    const work = database.transaction(async (transaction) => {
      await transaction.query(statement('insert into notes values (3)'), []);
      const [row] = await transaction.query<{ pid: number }>(statement('select pg_backend_pid() as pid'), []);
      await database.query(statement('select pg_terminate_backend($1)'), [row?.pid]);
      await transaction.query(statement('select 1'), []);
    });
    await expect(work).rejects.toMatchObject({ name: 'MessagesError', code: 'store-unavailable' });
    expect(await notes()).toEqual([{ id: 1 }]);
  });

  it.each(['postgresql://nobody@127.0.0.1:1/nowhere', 'postgresql://root@127.0.0.1:1/x?sslmode=disable'])(
    'calls a server that can’t be reached store-unavailable: %s',
    async (connectionString) => {
      const unreachable = new Database({ connectionString });
      const failures = await Promise.allSettled([
        unreachable.query(statement('select 1'), []),
        unreachable.transaction(() => Promise.resolve()),
      ]);
      for (const failure of failures) {
        expect(failure).toMatchObject({ status: 'rejected', reason: { code: 'store-unavailable' } });
        expect((failure as PromiseRejectedResult).reason).toBeInstanceOf(MessagesError);
      }
      await unreachable.close();
    },
  );
});
