import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { MAIN_LOCATION_ID, MAIN_TOKEN, OTHER_LOCATION_ID, OTHER_TOKEN } from '../../apps/sandbox/src/create-sandbox';
import { createTestDatabase, TEMPLATE, TestDatabase } from '../harness/test-database';
import { ADMIN_TOKEN, setWebhookStage, WebhookStage } from '../webhooks/stage.fixture';
import { ChangeStore, migrate } from './harness/internals';
import { createPartitionedDatabase, partition } from './harness/partition';

const PARTITIONS = 16;
const KEYS = Buffer.alloc(32, 1).toString('base64');
const CITUS = join(__dirname, '../../deploy/postgresql/citus.sql');

describe('a store that is partitioned by location', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createPartitionedDatabase(PARTITIONS);
  });

  afterAll(() => database.drop());

  it('has every table that has a location in as many partitions as were asked for, with its keys, indexes and defaults', async () => {
    const tables = await ask<{ name: string; kind: string; partitions: number }>(database.url, TABLES);
    expect(tables.length).toBeGreaterThan(15);
    expect(new Set(tables.map(({ kind, partitions }) => `${kind}${partitions}`))).toEqual(new Set([`p${PARTITIONS}`]));
    const whole = await schemaOf(undefined);
    // Drawn from a sequence of the table's either way.
    const number = (name: string) => name.startsWith('webhook_events.sequence');
    const parts = await schemaOf(database.url);
    expect(parts.filter((line) => !number(line))).toEqual(whole.filter((line) => !number(line)));
    expect(parts.find(number)).toContain('nextval');
  });

  it('is as it was when it is partitioned or migrated again, and takes what a later version adds', async () => {
    const before = await schemaOf(database.url);
    await partition(database.url, PARTITIONS);
    await migrate(database.url);
    expect(await schemaOf(database.url)).toEqual(before);
    await ask(database.url, 'alter table messages add column later text not null default 5; create index on messages (location_id, later)');
    await ask(database.url, 'alter table messages drop column later');
    expect(await schemaOf(database.url)).toEqual(before);
  });

  it('makes no statistics of locations, so that a new one is read by the right index', async () => {
    const kept = await ask<{ target: number }>(
      database.url,
      `select distinct attstattarget as target from pg_attribute a join pg_class t on t.oid = attrelid
        where attname = 'location_id' and t.relkind in ('r', 'p') and t.relnamespace = current_schema()::regnamespace`,
    );
    expect(kept).toEqual([{ target: 0 }]);
  });

  it('keeps all rows of one that was in use, and counts on', async () => {
    const used = await setWebhookStage({ environment: { BACKGROUND_SYNC: 'off', ENCRYPTION_KEYS: KEYS } });
    try {
      const { id } = used.sandbox.world.addMessage({
        type: 1,
        messageType: 'TYPE_CALL',
        status: 'completed',
        conversationId: 'cnv-before',
      });
      await used.shown(id);
      await used.deliver();
      const before = await ask(used.databaseUrl, COUNTS);
      await partition(used.databaseUrl, PARTITIONS);
      expect(await ask(used.databaseUrl, COUNTS)).toEqual(before);
      const [{ last = '' } = {}] = await ask<{ last: string }>(used.databaseUrl, `select max(sequence)::text as last from webhook_events`);
      const [{ next = '' } = {}] = await ask<{ next: string }>(
        used.databaseUrl,
        `insert into webhook_events (location_id, event_key, type) values ('loc', 'key', 'X') returning sequence::text as next`,
      );
      expect(BigInt(next)).toBe(BigInt(last) + 1n);
    } finally {
      await used.close();
    }
  });

  it('keeps all rows when their owner runs it, from whom policies hide them', async () => {
    const owned = await createTestDatabase('empty');
    const owner = new URL(owned.url);
    const name = owner.pathname.slice(1);
    [owner.username, owner.password] = [name, 'of-the-test'];
    await ask(owned.url, `create role ${name} login password 'of-the-test'; grant create, usage on schema public to ${name}`);
    try {
      await migrate(owner.toString());
      await ask(owned.url, `insert into coverage (location_id, channel) select 'loc' || n, 'messages' from generate_series(1, 100) as n`);
      const count = () => ask<{ count: number }>(owned.url, 'select count(*)::int as count from coverage');
      expect(await ask(owner.toString(), 'select from coverage')).toEqual([]);
      await partition(owner.toString(), 4);
      expect(await count()).toEqual([{ count: 100 }]);
      await migrate(owner.toString());
      expect(await ask(owner.toString(), 'select from coverage')).toEqual([]);
      expect(await count()).toEqual([{ count: 100 }]);
    } finally {
      await ask(owned.url, `drop owned by ${name} cascade; drop role ${name}`);
      await owned.drop();
    }
  });

  describe('under the service', () => {
    let stage: WebhookStage;

    beforeAll(async () => {
      const template = process.env[TEMPLATE];
      process.env[TEMPLATE] = new URL(database.url).pathname.slice(1);
      stage = await setWebhookStage({
        environment: { BACKGROUND_SYNC: 'off', ENCRYPTION_KEYS: KEYS },
        sandbox: { otherMessages: 60 },
      }).finally(() => {
        if (template === undefined) delete process.env[TEMPLATE];
        else process.env[TEMPLATE] = template;
      });
    });

    afterAll(() => stage.close());

    const get = (path: string, query: Record<string, string>, location = MAIN_LOCATION_ID, token = MAIN_TOKEN) =>
      stage.api.get(`${path}?${new URLSearchParams({ locationId: location, ...query }).toString()}`, { token });
    const TYPE = { type: 'TYPE_CALL,TYPE_SMS', limit: '1000' };
    const idsOf = (body: { messages: { messages: { id: string }[] } }) => body.messages.messages.map(({ id }) => id);

    it('walks, searches, counts, exports, follows changes and words, and takes events', async () => {
      const { body } = await get('/messages/search', { ...TYPE, includeContact: 'true', includeTotal: 'true' });
      expect({ complete: body.complete, count: body.messages.messages.length }).toEqual({ complete: true, count: body.total });
      const other = await get('/messages/search', TYPE, OTHER_LOCATION_ID, OTHER_TOKEN);
      expect(other.body.messages.messages.length).toBeGreaterThan(0);
      const named = (body.messages.messages as { id: string; fullName: string | null }[]).find(({ fullName }) => fullName !== null);
      const words = await get('/messages/search', { ...TYPE, query: named?.fullName ?? '', includeTotal: 'true' });
      expect(idsOf(words.body)).toContain(named?.id);
      const counted = { type: TYPE.type, groupBy: 'user' };
      expect((await get('/messages/stats', counted)).status).toBe(200);
      expect((await get('/conversations/messages/export', { limit: '100' })).status).toBe(200);
      const { body: changes } = await get('/messages/changes', { since: 'beginning', limit: '100' });
      expect(changes.changes).toHaveLength(100);
      const { id } = stage.sandbox.world.addMessage({ type: 1, messageType: 'TYPE_CALL', status: 'completed', conversationId: 'cnv-new' });
      await stage.deliver();
      expect(await stage.shown(id)).toMatchObject({ id });
    });

    it('knows how far the changes of several locations are', async () => {
      const states = await stage.api.app.get(ChangeStore).states([MAIN_LOCATION_ID, OTHER_LOCATION_ID]);
      expect([...states.keys()].sort()).toEqual([MAIN_LOCATION_ID, OTHER_LOCATION_ID].sort());
    });

    it('has the rows of its two locations in partitions of their own', async () => {
      const rows = await ask<{ locations: string[] }>(
        stage.databaseUrl,
        `select array_agg(distinct location_id) as locations from messages group by tableoid order by 1`,
      );
      expect(rows.map(({ locations }) => locations)).toEqual([[MAIN_LOCATION_ID], [OTHER_LOCATION_ID]].sort());
    });

    it('purges one location, from all tables, and leaves the other one as it is', async () => {
      const others = await ask(
        stage.databaseUrl,
        `select id, rendered from messages where location_id = '${OTHER_LOCATION_ID}' order by id`,
      );
      const path = `${stage.api.url}/locations/${MAIN_LOCATION_ID}/connection`;
      const headers = { authorization: `Bearer ${ADMIN_TOKEN}`, 'content-type': 'application/json' };
      await fetch(path, { method: 'PUT', headers, body: JSON.stringify({ type: 'private-integration', token: MAIN_TOKEN }) });
      const purged = await fetch(`${path}?purge=true`, { method: 'DELETE', headers: { authorization: headers.authorization } });
      expect(purged.status).toBe(200);
      const left = await ask(stage.databaseUrl, `select id from messages where location_id = '${MAIN_LOCATION_ID}'`);
      expect(left).toEqual([]);
      const after = await ask(
        stage.databaseUrl,
        `select id, rendered from messages where location_id = '${OTHER_LOCATION_ID}' order by id`,
      );
      expect(after).toEqual(others);
    });
  });

  it('is distributed by commands that name each table of the schema once, by its location where it has one', async () => {
    const text = readFileSync(CITUS, 'utf8').replace(/^--.*$/gm, '');
    const named = [...text.matchAll(/create_(reference|distributed)_table\('(\w+)'(, 'location_id')?/g)].map(
      ([, how, table, by]) => `${table} ${how}${by ?? ''}`,
    );
    const tables = await ask<{ line: string }>(
      database.url,
      `select relname || case when exists (select from pg_attribute where attrelid = t.oid and attname = 'location_id' and not attisdropped)
                              then ' distributed, ''location_id''' else ' reference' end as line
         from pg_class t
        where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p') and not relispartition and relname <> 'kysely_migration'`,
    );
    expect(named.sort()).toEqual(tables.map(({ line }) => line).sort());
  });
});

async function ask<Row>(url: string, text: string): Promise<Row[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text)).rows as Row[];
  } finally {
    await client.end();
  }
}

const TABLES = `
  select relname as name, relkind as kind, (select count(*)::int from pg_inherits where inhparent = t.oid) as partitions
    from pg_class t join pg_attribute a on attrelid = t.oid and attname = 'location_id'
   where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p') and not relispartition`;
const COUNTS = `
  select 'messages' as name, count(*)::int, md5(string_agg(m::text, ' ' order by id)) from messages m
   union all select 'contacts', count(*)::int, md5(string_agg(c::text, ' ' order by id)) from contacts c
   union all select 'webhook_events', count(*)::int, md5(string_agg(e::text, ' ' order by event_key)) from webhook_events e
   union all select 'locations', count(*)::int, md5(string_agg(l::text, ' ' order by location_id)) from locations l`;

/** Columns, constraints and indexes, a line each; of a database that was only migrated without one. */
async function schemaOf(url: string | undefined): Promise<readonly string[]> {
  if (url === undefined) {
    const fresh = await createPartitionedDatabase(0);
    return schemaOf(fresh.url).finally(() => fresh.drop());
  }
  const rows = await ask<{ line: string }>(
    url,
    `select t.relname || '.' || a.attname || ' ' || format_type(atttypid, atttypmod) || ' ' || attnotnull || ' ' || coalesce(collname, '') || ' '
            || coalesce(pg_get_expr(adbin, adrelid), '') as line
       from pg_attribute a join pg_class t on t.oid = attrelid left join pg_attrdef d on adrelid = t.oid and adnum = attnum
       left join pg_collation c on c.oid = attcollation
      where t.relnamespace = current_schema()::regnamespace and relkind in ('r', 'p') and not relispartition and attnum > 0 and not attisdropped
      union all
     select conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(c.oid)
       from pg_constraint c join pg_class t on t.oid = conrelid
      where relnamespace = current_schema()::regnamespace and not relispartition
      union all
     select replace(pg_get_indexdef(indexrelid), ' ON ONLY ', ' ON ')
       from pg_index join pg_class t on t.oid = indrelid where relnamespace = current_schema()::regnamespace and not relispartition
      order by line`,
  );
  return rows.map(({ line }) => line);
}
