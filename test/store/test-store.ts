import { createTestDatabase } from '../harness/test-database';
import { Database } from '../../libs/messages/src/store/database';
import { migrate } from '../../libs/messages/src/store/migrate';

/** A store of a test file's own, empty and migrated. */
export interface TestStore {
  readonly url: string;
  readonly database: Database;
  close(): Promise<void>;
}

export async function openTestStore(): Promise<TestStore> {
  const testDatabase = await createTestDatabase();
  const { url } = testDatabase;
  // Nothing to do, where the database is a copy of a migrated one.
  await migrate(url);
  const database = new Database({ connectionString: url });
  return {
    url,
    database,
    close: async () => {
      await database.close();
      await testDatabase.drop();
    },
  };
}
