import { Purge } from '@app/messages';
import { MAIN_LOCATION_ID, MAIN_TOKEN, OTHER_LOCATION_ID, OTHER_TOKEN } from '../../apps/sandbox/src/create-sandbox';
import { Answer } from '../harness/test-api';
import { ConnectionsStage, serviceOf, setConnectionsStage } from './connections.stage';

const CONNECTION = `/locations/${MAIN_LOCATION_ID}/connection`;
const DAY_MS = 86_400_000;

describe('a purge', () => {
  let stage: ConnectionsStage;

  beforeEach(async () => {
    stage = await setConnectionsStage({ PURGE_AFTER_UNINSTALL: String(DAY_MS) });
    await connect(MAIN_LOCATION_ID, MAIN_TOKEN);
    await connect(OTHER_LOCATION_ID, OTHER_TOKEN);
  });

  afterEach(() => stage.close());

  const connect = (locationId: string, token: string) =>
    stage.admin('PUT', `/locations/${locationId}/connection`, { type: 'private-integration', token });
  const search = (locationId: string, token: string, headers: Record<string, string> = {}) =>
    stage.api.get(`/messages/search?locationId=${locationId}&type=TYPE_CALL,TYPE_SMS,TYPE_EMAIL&includeContact=true&limit=1000`, {
      token,
      headers,
    });
  const idsOf = ({ body }: Answer) => (body.messages.messages as { id: string }[]).map(({ id }) => id);

  /** Every table that has the column, by the catalogue. */
  const tables = async () =>
    (
      await stage.query<{ name: string }>(
        `select table_name as name from information_schema.columns
          where table_schema = 'public' and column_name = 'location_id' order by table_name`,
      )
    ).map(({ name }) => name);

  /** How many rows a location has, table by table. */
  const census = async (locationId: string): Promise<Record<string, number>> => {
    const counts: Record<string, number> = {};
    for (const name of await tables()) {
      const [row] = await stage.query<{ count: number }>(`select count(*)::int as count from ${name} where location_id = $1`, [locationId]);
      if (row && row.count > 0) counts[name] = row.count;
    }
    return counts;
  };

  /** A row in each table, of values that are right by their types alone. */
  const fillEveryTable = async (locationId: string) => {
    for (const name of await tables()) {
      const columns = await stage.query<{ column: string; type: string }>(
        `select column_name as column, udt_name as type from information_schema.columns
          where table_schema = 'public' and table_name = $1 and is_nullable = 'NO' and column_default is null and is_identity = 'NO'
            and column_name <> 'location_id'`,
        [name],
      );
      const values = columns.map(({ type }) => `${VALUES[type] ?? "'x'"}::${type}`);
      const names = ['location_id', ...columns.map(({ column }) => `"${column}"`)];
      await stage.query(
        `insert into ${name} (${names.join()}) values (${["'" + locationId + "'", ...values].join()}) on conflict do nothing`,
      );
    }
  };

  it('removes every row of the location from every table of the catalogue, counts them, and touches no other location', async () => {
    await search(MAIN_LOCATION_ID, MAIN_TOKEN);
    await search(OTHER_LOCATION_ID, OTHER_TOKEN);
    await fillEveryTable(MAIN_LOCATION_ID);
    const [before, others] = [await census(MAIN_LOCATION_ID), await census(OTHER_LOCATION_ID)];
    expect(Object.keys(before)).toEqual(await tables());
    const { status, body } = await stage.admin('DELETE', `${CONNECTION}?purge=true`);
    const { locations: _, ...removed } = before;
    expect({ status, body }).toEqual({
      status: 200,
      body: { locationId: MAIN_LOCATION_ID, deleted: true, purged: removed, traceId: expect.any(String) },
    });
    // What is left: the counters, and that it's to be looked at again.
    expect(await census(MAIN_LOCATION_ID)).toEqual({ locations: 1, purges: 1 });
    expect(await census(OTHER_LOCATION_ID)).toEqual(others);
    const [left] = await stage.query<Record<string, unknown>>('select * from locations where location_id = $1', [MAIN_LOCATION_ID]);
    expect(left).toMatchObject({ stored: '0', lease_holder: null });
    expect((await stage.admin('DELETE', `${CONNECTION}?purge=true`)).body).toMatchObject({ deleted: false, purged: { purges: 1 } });
    expect((await stage.admin('DELETE', `/locations/unheard-of/connection?purge=true`)).body).toMatchObject({ deleted: false, purged: {} });
    expect(await census('unheard-of')).toEqual({});
  });

  it('leaves nothing that is told to anybody: no row, no page kept in memory, no ETag of before', async () => {
    // Twice, so that the page is kept.
    const first = await search(MAIN_LOCATION_ID, MAIN_TOKEN);
    await search(MAIN_LOCATION_ID, MAIN_TOKEN);
    expect((await search(MAIN_LOCATION_ID, MAIN_TOKEN, { 'if-none-match': first.headers.get('etag') ?? '' })).status).toBe(304);
    await stage.admin('DELETE', `${CONNECTION}?purge=true`);
    const gone = new Set(idsOf(first).slice(0, 50));
    gone.forEach((id) => stage.sandbox.world.deleteMessage(id));
    for (const contact of stage.sandbox.world.contacts.values())
      if (contact.locationId === MAIN_LOCATION_ID) stage.sandbox.world.updateContact(contact.id, { email: 'new@example.com' });
    const again = await search(MAIN_LOCATION_ID, MAIN_TOKEN, { 'if-none-match': first.headers.get('etag') ?? '' });
    expect([again.status, again.headers.get('etag') === first.headers.get('etag')]).toEqual([200, false]);
    expect(idsOf(again)).toEqual(idsOf(first).filter((id) => !gone.has(id)));
  });

  it("is followed by users' names at once, read again whoever proved the right to them just before", async () => {
    const named = async () => {
      const { body } = await stage.api.get(
        `/messages/search?locationId=${MAIN_LOCATION_ID}&type=TYPE_CALL,TYPE_SMS&includeUser=true&limit=1000`,
      );
      return (body.messages.messages as { id: string; userName: string | null }[]).map(({ id, userName }) => [id, userName]);
    };
    const before = await named();
    await stage.admin('DELETE', `${CONNECTION}?purge=true`);
    expect(await named()).toEqual(before);
    await stage.admin('DELETE', `${CONNECTION}?purge=true`);
    expect(await named()).toEqual(before);
    expect(new Set(before.map(([, name]) => name === null))).toEqual(new Set([false, true]));
  });

  it('never lets a number of a change come twice', async () => {
    await search(MAIN_LOCATION_ID, MAIN_TOKEN);
    const numbers = () =>
      stage.query<{ change_seq: string; contacts_version: string; users_version: string; lease_fence: string }>(
        'select change_seq, contacts_version, users_version, lease_fence from locations where location_id = $1',
        [MAIN_LOCATION_ID],
      );
    const [before] = await numbers();
    await stage.admin('DELETE', `${CONNECTION}?purge=true`);
    const [after] = await numbers();
    expect(after).toEqual(Object.fromEntries(Object.entries(before ?? {}).map(([name, number]) => [name, String(BigInt(number) + 1n)])));
  });

  it('wins against a walk under way, which stores nothing any more', async () => {
    // The walk has a page in hand, and learns the conversations of its messages.
    stage.sandbox.faults.next({ path: '/conversations/search' }, { kind: 'slow', ms: 1_000 });
    const searching = search(MAIN_LOCATION_ID, MAIN_TOKEN);
    while (!stage.sandbox.requests.some(({ path }) => path === '/conversations/search'))
      await new Promise((resolve) => setImmediate(resolve));
    // From now on the token is worth nothing: what is stored after this was in hand before.
    stage.sandbox.world.revokeToken(MAIN_TOKEN);
    expect((await stage.admin('DELETE', `${CONNECTION}?purge=true`)).body).toMatchObject({ deleted: true });
    expect((await searching).status).toBeGreaterThanOrEqual(400);
    expect(Object.keys(await census(MAIN_LOCATION_ID))).toEqual(['locations', 'purges']);
  });

  it('after an uninstallation comes in its time, and not when the location is connected anew before', async () => {
    await search(MAIN_LOCATION_ID, MAIN_TOKEN);
    await search(OTHER_LOCATION_ID, OTHER_TOKEN);
    await serviceOf(stage.api).uninstalled(MAIN_LOCATION_ID);
    await serviceOf(stage.api).uninstalled(OTHER_LOCATION_ID);
    expect(await serviceOf(stage.api).list()).toEqual([]);
    const [due] = await stage.query<{ ms: number }>(
      'select extract(epoch from max(due_at) - clock_timestamp())::float8 * 1000 as ms from purges',
    );
    expect(Math.abs((due?.ms ?? 0) - DAY_MS)).toBeLessThan(60_000);
    await stage.upkeep();
    expect(Object.keys(await census(MAIN_LOCATION_ID))).toContain('messages');
    await connect(OTHER_LOCATION_ID, OTHER_TOKEN);
    const kept = await census(OTHER_LOCATION_ID);
    await stage.query(`update purges set due_at = clock_timestamp() - interval '1 second'`);
    const another = await stage.startAnotherApi();
    await Promise.all([stage.upkeep(), stage.upkeep(another)]);
    expect([await census(MAIN_LOCATION_ID), await census(OTHER_LOCATION_ID)]).toEqual([{ locations: 1 }, kept]);
    expect(kept).not.toHaveProperty('purges');
  });

  it('is looked after once more, for who had the credential in hand, and called off by a new connection', async () => {
    await stage.admin('DELETE', `${CONNECTION}?purge=true`);
    await search(MAIN_LOCATION_ID, MAIN_TOKEN);
    expect(await stage.api.app.get(Purge).nextDue()).toBeNull();
    await stage.query(`update purges set due_at = clock_timestamp()`);
    expect([await stage.api.app.get(Purge).nextDue(), await census(MAIN_LOCATION_ID)]).toEqual([MAIN_LOCATION_ID, { locations: 1 }]);
    await connect(MAIN_LOCATION_ID, MAIN_TOKEN);
    await stage.admin('DELETE', `${CONNECTION}?purge=true`);
    await connect(MAIN_LOCATION_ID, MAIN_TOKEN);
    expect(await census(MAIN_LOCATION_ID)).toEqual({ connections: 1, locations: 1 });
  });

  it('removes all or nothing', async () => {
    await search(MAIN_LOCATION_ID, MAIN_TOKEN);
    const before = await census(MAIN_LOCATION_ID);
    await stage.query(`create function refuse() returns trigger language plpgsql as $$ begin raise exception 'planted'; end $$`);
    await stage.query('create trigger refuse before delete on messages for each row execute function refuse()');
    expect((await stage.admin('DELETE', `${CONNECTION}?purge=true`)).status).toBe(500);
    expect(await census(MAIN_LOCATION_ID)).toEqual(before);
  });
});

/** A value of each type; anything else is a text. */
const VALUES: Readonly<Record<string, string>> = {
  timestamptz: "'2026-01-01T00:00:00Z'",
  int2: '0',
  int4: '0',
  int8: '0',
  bool: 'false',
  bytea: "'\\x00'",
  jsonb: "'{}'",
};
