import { Client } from 'pg';
import { createTestDatabase, TestDatabase } from '../../../../../test/harness/test-database';
import { openTestStore, TestStore } from '../../../../../test/store/test-store';
import { migrate } from '../migrate';
import { Store } from '../store';
import { SERVICE_ROLE, workingAs } from './service-role';

const OTHER_ROWS = `
  insert into messages (location_id, id, date_updated, date_added, change_seq, user_id_source, attribution_length, message_type, rendered)
  values ('theirs', 'secret', now(), now(), 1, 5, 0, 'TYPE_SMS', '{"id":"secret"')`;

describe('the wall between locations in the store', () => {
  let store: TestStore;
  const ours = (text: string) => store.database.query({ name: '', text }, ['ours']);

  beforeAll(async () => {
    store = await openTestStore();
    await store.owner.query({ text: OTHER_ROWS });
    await store.owner.query({ text: `insert into connections (location_id, type) values ('theirs', 'oauth')` });
  });
  afterAll(() => store.close());

  it('stands before every table that has locations, for its owner too', async () => {
    const open = await store.owner.query({
      text: `
        select t.relname from pg_class t join pg_attribute c on c.attrelid = t.oid and c.attname = 'location_id'
         where t.relnamespace = current_schema()::regnamespace and t.relkind in ('r', 'p')
           and not (t.relrowsecurity and t.relforcerowsecurity and exists (select from pg_policy p where p.polrelid = t.oid))`,
    });
    expect(open).toEqual([]);
  });

  it('shows a statement that names no location only rows of its transaction’s, and lets it change no others', async () => {
    expect(await ours(`select id from messages where $1::text is not null`)).toEqual([]);
    expect(await ours(`update messages set rendered = '' where $1::text is not null returning id`)).toEqual([]);
    expect(await ours(`delete from messages where $1::text is not null returning id`)).toEqual([]);
    await expect(
      ours(OTHER_ROWS.replace(`values ('theirs'`, `select 'theirs'`).replace(/\)$/, ` where $1::text is not null`)),
    ).rejects.toThrow('row-level security');
    const read = (locationId: string) =>
      store.database.queryBytes({ name: '', text: 'select id from messages where $1::text is not null' }, [locationId]);
    expect([await read('ours'), await read('theirs')]).toEqual([[], [[Buffer.from('secret')]]]);
    const seen = await store.database.snapshot({ locationId: 'ours' }, (see) => see({ name: '', text: 'select id from messages' }, []));
    expect(seen).toEqual([]);
  });

  it('lets who looks for work see it over all locations, and no message', async () => {
    const all = (text: string) => store.database.query({ name: '', text, reach: 'all-locations' }, []);
    expect(await all('select location_id from connections')).toEqual([{ location_id: 'theirs' }]);
    for (const table of ['messages', 'contacts', 'conversations', 'users', 'event_evidence', 'records_set_aside'])
      expect(await all(`select location_id from ${table}`)).toEqual([]);
  });

  it('shows nothing without a word of whose rows are meant, nor what the transaction before on the same connection meant', async () => {
    const unset = (text: string) => store.database.query({ name: '', text, reach: 'no-location' }, []);
    await Promise.all(Array.from({ length: 10 }, () => store.database.query({ name: '', text: 'select $1::text' }, ['theirs'])));
    for (let count = 0; count < 10; count += 1)
      expect(await unset('select id from messages union all select location_id from connections')).toEqual([]);
  });

  it('takes an id for what it is, whatever is in it', async () => {
    for (const locationId of [
      `theirs' or true --`,
      `x'; set local leadconnector_messages.location_id = 'theirs'; --`,
      '\\',
      `'`,
      'theirs\0',
      '',
    ])
      expect(
        await store.database
          .query({ name: '', text: 'select id from messages where length($1::text) >= 0' }, [locationId])
          .catch((error: unknown) => String(error)),
      ).toEqual(locationId.includes('\0') ? expect.stringContaining('0x00') : []);
  });

  it('can’t be lifted by the service, who owns nothing', async () => {
    for (const text of ['alter table messages disable row level security', 'drop policy of_its_location on messages', 'truncate messages'])
      await expect(store.database.query({ name: '', text, reach: 'no-location' }, [])).rejects.toMatchObject({ code: '42501' });
    const [who] = await store.database.query({ name: '', text: 'select current_user::text as name', reach: 'no-location' }, []);
    expect(who).toEqual({ name: SERVICE_ROLE });
  });

  it('is raised again where it was taken down', async () => {
    await store.owner.query({ text: 'alter table messages no force row level security' });
    await store.owner.query({ text: `revoke select, delete on users from ${SERVICE_ROLE}` });
    await migrate(store.url);
    expect(await ours('select id from messages where $1::text is not null')).toEqual([]);
    expect(await ours('select id from users where $1::text is not null')).toEqual([]);
  });
});

describe('who the service works as', () => {
  let database: TestDatabase;
  let server: Client;
  const password = 'x';
  const roles: string[] = [];

  beforeAll(async () => {
    database = await createTestDatabase('empty');
    server = new Client({ connectionString: database.url });
    await server.connect();
  });
  afterAll(async () => {
    await server.end();
    await database.drop();
    const admin = new Client({ connectionString: process.env.TEST_DATABASE_URL });
    await admin.connect();
    for (const role of roles) await admin.query(`drop role ${role}`);
    await admin.end();
  });

  const makeRole = async (rights: string): Promise<{ name: string; url: string }> => {
    const name = `${new URL(database.url).pathname.slice(1)}_${roles.length}`;
    await server.query(`create role ${name} login password '${password}' ${rights}`);
    roles.push(name);
    const url = new URL(database.url);
    Object.assign(url, { username: name, password });
    return { name, url: url.toString() };
  };

  it('is the role of the service for a superuser and an owner who may take it on, itself for any other, and nobody for who is above policies', async () => {
    const owner = await makeRole('');
    await server.query(`grant create, usage on schema public to ${owner.name}`);
    await migrate(owner.url);
    expect(await workingAs(owner.url)).toEqual({ role: null, isOwner: true });
    // Policies bind an owner as well.
    const opened = await Store.open({ databaseUrl: owner.url, dataDir: '' });
    await server.query(OTHER_ROWS);
    expect(await opened.database.query({ name: '', text: 'select id from messages where $1::text is not null' }, ['ours'])).toEqual([]);
    await opened.close();

    await server.query(`grant ${SERVICE_ROLE} to ${owner.name}`);
    expect(await workingAs(owner.url)).toEqual({ role: SERVICE_ROLE, isOwner: false });
    expect(await workingAs(database.url)).toEqual({ role: SERVICE_ROLE, isOwner: false });

    const member = await makeRole(`in role ${SERVICE_ROLE}`);
    expect(await workingAs(member.url)).toEqual({ role: null, isOwner: false });

    const above = await makeRole('bypassrls');
    await expect(workingAs(above.url)).rejects.toThrow(`create role ${SERVICE_ROLE} nologin; grant ${SERVICE_ROLE} to ${above.name};`);
    await server.query(`drop owned by ${owner.name} cascade`);
  });
});
