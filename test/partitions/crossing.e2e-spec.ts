import { TestDatabase } from '../harness/test-database';
import { crossingsOf, faultsOf, PARTITIONS } from './every-statement';
import { createPartitionedDatabase } from './harness/partition';
import { isOf, namesInSource } from './source-names';

const ONE = 'loc-one';
const NAME = 'planted';

describe('the check that nothing crosses locations', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createPartitionedDatabase(PARTITIONS);
  });

  afterAll(() => database.drop());

  /** What is said against a statement of this text. */
  const faults = async (text: string, values: readonly unknown[] = [ONE], name = NAME) =>
    faultsOf(await crossingsOf([{ name, text, values }], database.url));

  const crosses = [`${NAME} crosses locations`];

  it.each<[string, string, unknown[]]>([
    ['reads all rows', 'select id from messages where id = $1', [ONE]],
    ['joins by something else', 'select m.id from messages m join contacts c on c.id = m.contact_id where m.location_id = $1', [ONE]],
    ['has it in a subquery alone', 'select 1 where exists (select from users where name = $1)', [ONE]],
    ['changes all rows', 'update conversations set assigned_to = null where assigned_to = $1', [ONE]],
    ['removes all rows', 'delete from messages where id = $1', [ONE]],
    ['reads two locations', 'select id from messages where location_id = any($1::text[])', [['loc-one', 'loc-two', 'loc-3', 'loc-4']]],
    [
      'compares one with another',
      `select id from messages where location_id = $1 union all select id from contacts where location_id = 'loc-two'`,
      [ONE],
    ],
    [
      'writes where it does not read',
      `insert into users (location_id, id, observed_at) select 'loc-two', id, now() from contacts where location_id = $1`,
      [ONE],
    ],
    ['writes for whoever it finds', 'insert into purges (location_id, due_at) select unnest($1::text[]), now()', [['loc-one']]],
    ['writes what it computes', `insert into purges (location_id, due_at) values (lower($1) || clock_timestamp(), now())`, [ONE]],
  ])('finds one that %s', async (_, text, values) => {
    expect(await faults(text, values)).toEqual(crosses);
  });

  it('lets through what keeps to one location, joined by it', async () => {
    const text = `
      select m.id from messages m left join contacts c on c.location_id = m.location_id and c.id = m.contact_id
       where m.location_id = $1 and exists (select from locations l where l.location_id = $1)`;
    expect(await faults(text)).toEqual([]);
    expect(await faults('insert into purges (location_id, due_at) values ($1, now()) on conflict do nothing')).toEqual([]);
  });

  it('lets nothing that is listed read a location’s own records', async () => {
    expect(await faults('select location_id from purges', [], 'purge.next-due')).toEqual([]);
    const text = 'select p.location_id from purges p join messages m using (location_id)';
    expect(await faults(text, [], 'purge.next-due')).toEqual(['purge.next-due crosses locations, and reads messages']);
  });

  it('lets searches by words ask all partitions for the words of one location, and nothing else', async () => {
    const text = (query: string, filter: string) =>
      `select id from (select location_id, id from message_words where words @@ '${query}'::tsquery offset 0) as w where ${filter}`;
    const found = (query: string, filter = 'location_id = $1', name = 'text-search.find.asc.1') => faults(text(query, filter), [ONE], name);
    expect(await found(`''abcdone'' & ''abcdtwo''`)).toEqual([]);
    expect(await found(`''abcdone'' & ''wxyztwo''`)).toEqual(['text-search.find.asc.1 crosses locations']);
    expect(await found(`''abcdone''`, 'id = $1')).toEqual(['text-search.find.asc.1 crosses locations']);
    expect(await found(`''abcdone''`, 'location_id = $1', NAME)).toEqual([`${NAME} asks for words of message_words in all partitions`]);
  });

  it('knows the statements of the source by their names', () => {
    const names = namesInSource();
    expect(names.length).toBeGreaterThan(150);
    expect(names).toEqual(expect.arrayContaining(['messages.insert', 'search.page.${shapeName(shape)}', 'token.${table}.read']));
    expect(isOf('search.page.asc.2.contact', 'search.page.${shapeName(shape)}')).toBe(true);
    expect(isOf('search.pages', 'search.page.${shapeName(shape)}')).toBe(false);
    expect(isOf('messages.insert', 'messages.replace')).toBe(false);
  });
});
