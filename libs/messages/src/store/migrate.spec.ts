import { createTestDatabase } from '../../../../test/harness/test-database';
import { Database } from './database';
import { migrate } from './migrate';
import { MIGRATIONS } from './migrations';

describe('migrate', () => {
  it('runs each migration once when several processes start together, and nothing when they start again', async () => {
    const testDatabase = await createTestDatabase();
    const database = new Database({ connectionString: testDatabase.url });
    await Promise.all(Array.from({ length: 4 }, () => migrate(testDatabase.url)));
    await migrate(testDatabase.url);
    const ran = await database.query<{ name: string }>({ name: '', text: 'select name from kysely_migration order by name' }, []);
    expect(ran.map(({ name }) => name)).toEqual(Object.keys(MIGRATIONS).sort());
    await database.close();
    await testDatabase.drop();
  });

  it('fails when the server can’t be reached', async () => {
    await expect(migrate('postgresql://nobody@127.0.0.1:1/nowhere')).rejects.toThrow('ECONNREFUSED');
  });
});
