import { Client, QueryResultRow } from 'pg';
import { createTestDatabase } from '../harness/test-database';
import { Database } from '../../libs/messages/src/store/database';
import { migrate } from '../../libs/messages/src/store/migrate';
import { workingAs } from '../../libs/messages/src/store/wall/service-role';

/** A store of a test file's own, empty and migrated. */
export interface TestStore {
  readonly url: string;
  /** As the service has it: behind the wall between locations. */
  readonly database: Database;
  /** What the test itself puts in and looks at, whosever it is. */
  readonly owner: Owner;
  close(): Promise<void>;
}

/** Runs statements as who owns the tables. */
export interface Owner {
  query<Row extends QueryResultRow>(statement: { readonly text: string }, values?: readonly unknown[]): Promise<Row[]>;
}

export async function openTestStore(): Promise<TestStore> {
  const testDatabase = await createTestDatabase();
  const { url } = testDatabase;
  // Nothing to do, where the database is a copy of a migrated one.
  await migrate(url);
  const database = new Database({ connectionString: url }, await workingAs(url));
  const client = new Client({ connectionString: url });
  await client.connect();
  return {
    url,
    database,
    owner: {
      query: async <Row extends QueryResultRow>({ text }: { readonly text: string }, values: readonly unknown[] = []) =>
        (await client.query<Row>(text, [...values])).rows,
    },
    close: async () => {
      await client.end();
      await database.close();
      await testDatabase.drop();
    },
  };
}
