import { createTestDatabase } from '../../../../test/harness/test-database';
import { Database } from './database';
import { migrate } from './migrate';
import { MIGRATIONS } from './migrations';

describe('migrate', () => {
  it('runs each migration once when several processes start together, and nothing when they start again', async () => {
    const testDatabase = await createTestDatabase('empty');
    const database = new Database({ connectionString: testDatabase.url });
    await Promise.all(Array.from({ length: 4 }, () => migrate(testDatabase.url)));
    await migrate(testDatabase.url);
    const ran = await database.query<{ name: string }>(
      { name: '', reach: 'no-location', text: 'select name from kysely_migration order by name' },
      [],
    );
    expect(ran.map(({ name }) => name)).toEqual(Object.keys(MIGRATIONS).sort());
    await database.close();
    await testDatabase.drop();
  });

  it('reads out of messages that are there already what they tell of calls', async () => {
    const testDatabase = await createTestDatabase('empty');
    await migrate(testDatabase.url);
    const database = new Database({ connectionString: testDatabase.url });
    const run = (text: string, values: readonly unknown[] = []) =>
      database.query<Record<string, unknown>>({ name: '', reach: 'no-location', text }, values);
    // As it was before.
    for (const text of [
      `drop index messages_by_added`,
      `create index messages_by_added on messages (location_id, date_added, id)`,
      `alter table messages drop column call_duration, drop column call_status`,
      `alter table locations drop column users_version`,
      `drop table users`,
      `delete from kysely_migration where name = '0009-users-and-reports'`,
    ])
      await run(text);
    const metas = [
      { call: { duration: 53, status: 'completed' } },
      { call: { duration: '7.5', status: 'busy' } },
      { call: { duration: null, status: null } },
      { call: 'none' },
      { other: { call: { duration: 9 } } },
    ];
    for (const [index, meta] of metas.entries()) {
      // A body that the server's JSON would refuse, and one that looks like what is looked for.
      const rendered = JSON.stringify({ body: '\u0000 \ud800 "call":{"duration":1}', id: `m${index}`, meta }).slice(0, -1);
      await run(
        `insert into messages (location_id, id, date_updated, date_added, change_seq, user_id_source, attribution_length, message_type, status, rendered)
         values ('loc', $1, now(), now(), 1, 5, 0, 'TYPE_CALL', 'completed', $2)`,
        [`m${index}`, rendered],
      );
    }
    await migrate(testDatabase.url);
    const filled = await run('select call_duration, call_status from messages order by id');
    expect(filled.map(({ call_duration: seconds, call_status: status }) => [seconds, status])).toEqual([
      [53, null],
      [8, 'busy'],
      [null, null],
      [null, null],
      [null, null],
    ]);
    await database.close();
    await testDatabase.drop();
  });

  it('fails when the server can’t be reached', async () => {
    await expect(migrate('postgresql://nobody@127.0.0.1:1/nowhere')).rejects.toThrow('ECONNREFUSED');
  });
});
