import { openTestStore, TestStore } from '../../../../test/store/test-store';
import { QueryResultRow } from 'pg';

describe('what the planner knows of locations', () => {
  let store: TestStore;
  const run = <Row extends QueryResultRow>(text: string): Promise<Row[]> => store.owner.query<Row>({ text });

  beforeAll(async () => {
    store = await openTestStore();
  });

  afterAll(() => store.close());

  it('is nothing, in every table: a new one needs `alter column location_id set statistics 0`', async () => {
    const tables = await run<{ name: string }>(`
      select t.relname as name from pg_class t join pg_attribute c on c.attrelid = t.oid
       where t.relnamespace = current_schema()::regnamespace and t.relkind in ('r', 'p') and c.attname = 'location_id' and c.attstattarget is distinct from 0`);
    expect(tables).toEqual([]);
  });

  it('lets it read the messages of a new location by the right index, though all others are of a few large ones', async () => {
    await run(`
      insert into messages (location_id, id, date_updated, date_added, change_seq, user_id_source, attribution_length, message_type, rendered)
      select 'large ' || n % 3, md5(n::text), now() - n * interval '1 s', now() - n * interval '1 s', n, 5, 0, 'TYPE_SMS', repeat('x', 200)
        from generate_series(1, 50000) as n`);
    await run('analyze messages');
    const indexOf = async (condition: string): Promise<string | undefined> => {
      const plan = await run<{ 'QUERY PLAN': string }>(
        `explain (costs off) select rendered from messages where location_id = 'new' and ${condition}`,
      );
      return /using (\w+)/.exec(plan.map((row) => row['QUERY PLAN']).join('\n'))?.[1];
    };
    expect({
      message: await indexOf(`id = 'a'`),
      messages: await indexOf(`id = any(array['a', 'b'])`),
      changes: await indexOf(`change_seq > 5 order by change_seq limit 100`),
      page: await indexOf(`message_type = 'TYPE_SMS' and (date_updated, id) > (now(), 'a') order by date_updated, id limit 100`),
    }).toEqual({ message: 'messages_pkey', messages: 'messages_pkey', changes: 'messages_by_change', page: 'messages_by_type' });
  });
});
