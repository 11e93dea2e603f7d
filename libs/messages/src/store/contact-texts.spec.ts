import { ContactFields, renderContactFields } from '../model/contact';
import { ContactTexts } from './contact-texts';
import { CoverageStore } from './coverage.store';
import { Database } from './database';
import { LeaseStore } from './lease.store';
import { PageStore } from './page.store';
import { openTestStore, TestStore } from '../../../../test/store/test-store';

/** As it ends a message. */
const textOf = (fields: ContactFields) => Buffer.from(`${renderContactFields(fields)}},`);
const ada = { fullName: 'Ada', contactName: 'Ada', companyName: null, email: null, phone: '+1' };

describe('ContactTexts', () => {
  let testStore: TestStore;
  let database: Database;

  beforeAll(async () => {
    testStore = await openTestStore();
    database = testStore.database;
  });

  afterAll(async () => {
    await testStore.close();
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
      return texts.read(locationId, contactsVersion, ['c1', 'unknown', null]);
    };

    expect(await read('loc1')).toEqual(new Map());
    await save('Ada', 1);
    expect(await read('loc1')).toEqual(new Map([['c1', textOf(ada)]]));
    await save('Ada Lovelace', 2);
    expect(await read('loc1')).toEqual(new Map([['c1', textOf({ ...ada, fullName: 'Ada Lovelace' })]]));
    expect(await read('loc2')).toEqual(new Map());
  });
});
