import { createTestDatabase, TestDatabase } from '../../../../test/harness/test-database';
import { renderContactFields } from '../model/contact';
import { ContactTexts } from './contact-texts';
import { CoverageStore } from './coverage.store';
import { Database } from './database';
import { LeaseStore } from './lease.store';
import { migrate } from './migrate';
import { PageStore } from './page.store';

const ada = { fullName: 'Ada', contactName: 'Ada', companyName: null, email: null, phone: '+1' };

describe('ContactTexts', () => {
  let testDatabase: TestDatabase;
  let database: Database;

  beforeAll(async () => {
    testDatabase = await createTestDatabase();
    await migrate(testDatabase.url);
    database = new Database({ connectionString: testDatabase.url });
  });

  afterAll(async () => {
    await database.close();
    await testDatabase.drop();
  });

  it('shows a contact as it is now, kept in memory or not, whichever process changed it', async () => {
    const lease = await new LeaseStore(database).acquire('loc1', 'another process', 60_000);
    if (!lease) throw new Error('The lease is taken.');
    const save = (fullName: string, observedAt: number) =>
      new PageStore(database).saveDirectory(
        lease,
        { conversations: [], contacts: [{ id: 'c1', fields: { ...ada, fullName } }] },
        observedAt,
        [],
      );
    const texts = new ContactTexts(database);
    const read = async (locationId: string) => {
      const { contactsVersion } = await new CoverageStore(database).read(locationId, ['messages']);
      return texts.read(locationId, contactsVersion, new Set(['c1', 'unknown']));
    };

    expect(await read('loc1')).toEqual(new Map());
    await save('Ada', 1);
    expect(await read('loc1')).toEqual(new Map([['c1', Buffer.from(renderContactFields(ada))]]));
    await save('Ada Lovelace', 2);
    expect(await read('loc1')).toEqual(new Map([['c1', Buffer.from(renderContactFields({ ...ada, fullName: 'Ada Lovelace' }))]]));
    expect(await read('loc2')).toEqual(new Map());
  });
});
