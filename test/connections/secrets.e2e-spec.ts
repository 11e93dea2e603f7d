import { MAIN_LOCATION_ID, MAIN_TOKEN, OTHER_LOCATION_ID, OTHER_TOKEN, SANDBOX_APP } from '../../apps/sandbox/src/create-sandbox';
import { TestApi } from '../harness/test-api';
import { ConnectionsStage, KEYS, serviceOf, setConnectionsStage } from './connections.stage';

const pathOf = (locationId: string) => `/locations/${locationId}/connection`;

describe('stored secrets', () => {
  let stage: ConnectionsStage;

  beforeEach(async () => {
    stage = await setConnectionsStage();
  });

  afterEach(() => stage.close());

  const connect = (locationId: string, token: string, api?: TestApi) =>
    stage.admin('PUT', pathOf(locationId), { type: 'private-integration', token }, api);
  const tokenOf = async (locationId: string, api = stage.api) => (await serviceOf(api).credentialOf(locationId))?.token ?? null;

  /** Every value of every column of every table that could hold a text. */
  const dump = async (): Promise<string> => {
    const columns = await stage.query<{ table: string; column: string; type: string }>(
      `select c.table_name as table, c.column_name as column, c.data_type as type
         from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
        where c.table_schema = 'public' and t.table_type = 'BASE TABLE'`,
    );
    const texts: string[] = [];
    for (const { table, column, type } of columns) {
      // Bytes as the text that they would be, so that one that isn't encrypted is found; and in hex, as a dump shows them.
      const value = type === 'bytea' ? `encode("${column}", 'escape') || ' ' || encode("${column}", 'hex')` : `"${column}"::text`;
      texts.push(
        ...(await stage.query<{ value: string | null }>(`select ${value} as value from "${table}"`)).map((row) => row.value ?? ''),
      );
    }
    return texts.join('\n');
  };

  it('are in no dump of the database in any form, whatever was done with them', async () => {
    await connect(OTHER_LOCATION_ID, OTHER_TOKEN);
    await stage.install(MAIN_LOCATION_ID);
    await stage.makeDue(MAIN_LOCATION_ID);
    await tokenOf(MAIN_LOCATION_ID);
    await stage.admin('DELETE', pathOf(OTHER_LOCATION_ID));
    await stage.install('agency');
    await tokenOf(OTHER_LOCATION_ID);
    const text = await dump();
    const bodies = stage.sandbox.requests.map(({ body }) => (body ?? {}) as Record<string, unknown>);
    const secrets = [
      MAIN_TOKEN,
      OTHER_TOKEN,
      SANDBOX_APP.clientSecret,
      ...stage.sandbox.world.tokens.keys(),
      ...bodies.flatMap(({ refresh_token, code }) => [refresh_token, code]).filter((one) => typeof one === 'string'),
    ];
    expect(secrets.filter((one) => one.startsWith('access-') || one.startsWith('refresh-')).length).toBeGreaterThanOrEqual(5);
    const inAnyForm = secrets.flatMap((one) => [one, Buffer.from(one).toString('hex'), Buffer.from(one).toString('base64').slice(0, -4)]);
    expect(inAnyForm.filter((one) => text.includes(one))).toEqual([]);
    // The hunt finds what is there.
    expect(text).toContain(MAIN_LOCATION_ID);
    await stage.query(`update connections set secret = $1 where location_id = $2`, [Buffer.from(MAIN_TOKEN), MAIN_LOCATION_ID]);
    expect(await dump()).toContain(MAIN_TOKEN);
  });

  it('can’t be moved to another location, nor be taken for another kind', async () => {
    await connect(MAIN_LOCATION_ID, MAIN_TOKEN);
    await connect(OTHER_LOCATION_ID, OTHER_TOKEN);
    await stage.query(
      `update connections c set secret = o.secret, key_id = o.key_id from connections o where c.location_id = $1 and o.location_id = $2`,
      [MAIN_LOCATION_ID, OTHER_LOCATION_ID],
    );
    expect([await tokenOf(MAIN_LOCATION_ID), await tokenOf(OTHER_LOCATION_ID)]).toEqual([null, OTHER_TOKEN]);
    await stage.query(`update connections set type = 'oauth' where location_id = $1`, [OTHER_LOCATION_ID]);
    expect(await tokenOf(OTHER_LOCATION_ID)).toBeNull();
    // Nothing breaks: it's listed, and can be replaced.
    expect((await stage.admin('GET', '/connections')).status).toBe(200);
    await connect(MAIN_LOCATION_ID, MAIN_TOKEN);
    expect(await tokenOf(MAIN_LOCATION_ID)).toBe(MAIN_TOKEN);
  });

  it('are brought under a new first key while all processes go on, and the old one can then be dropped', async () => {
    await connect(MAIN_LOCATION_ID, MAIN_TOKEN);
    await stage.install('agency');
    // First every process learns the new key, then it becomes the first.
    const learnt = await stage.startAnotherApi({ ENCRYPTION_KEYS: `${KEYS[0]},${KEYS[1]}` });
    const rotated = await stage.startAnotherApi({ ENCRYPTION_KEYS: `${KEYS[1]},${KEYS[0]}` });
    const another = await stage.startAnotherApi({ ENCRYPTION_KEYS: `${KEYS[1]},${KEYS[0]}` });
    await Promise.all([stage.upkeep(rotated), stage.upkeep(another)]);
    const remaining = async (api: TestApi) => (await stage.admin('GET', '/connections', undefined, api)).body.underOldKeys as number;
    const secrets = await stage.query<{ count: number }>(
      'select ((select count(secret) from connections) + (select count(secret) from companies))::int as count',
    );
    expect([await remaining(rotated), await remaining(learnt)]).toEqual([0, secrets[0]?.count]);
    for (const api of [learnt, rotated, another]) expect(await tokenOf(MAIN_LOCATION_ID, api)).toBe(MAIN_TOKEN);
    const alone = await stage.startAnotherApi({ ENCRYPTION_KEYS: KEYS[1] });
    expect([await tokenOf(MAIN_LOCATION_ID, alone), typeof (await tokenOf(OTHER_LOCATION_ID, alone))]).toEqual([MAIN_TOKEN, 'string']);
    // A process that was forgotten, and has the old key only, says so and breaks nothing.
    const { body } = await stage.admin('GET', pathOf(MAIN_LOCATION_ID));
    expect([await tokenOf(MAIN_LOCATION_ID), body.status, body.lastFailure]).toEqual([null, 'needs-reauthorization', 'key-missing']);
    expect(await serviceOf(alone).list()).toContainEqual({ locationId: MAIN_LOCATION_ID, status: 'active', type: 'private-integration' });
  });

  it('that change while they are brought under a new key are the changed ones afterwards', async () => {
    await stage.install(MAIN_LOCATION_ID);
    const rotated = await stage.startAnotherApi({ ENCRYPTION_KEYS: `${KEYS[1]},${KEYS[0]}` });
    const learnt = await stage.startAnotherApi({ ENCRYPTION_KEYS: `${KEYS[0]},${KEYS[1]}` });
    const seen = new Set<string | null>();
    for (let round = 0; round < 20; round += 1) {
      await stage.makeDue(MAIN_LOCATION_ID, 'expired');
      const [token] = await Promise.all([tokenOf(MAIN_LOCATION_ID, learnt), stage.upkeep(rotated)]);
      expect(await tokenOf(MAIN_LOCATION_ID, rotated)).toBe(token);
      seen.add(token);
    }
    expect(seen.size).toBe(20);
    expect(seen).not.toContain(null);
  });

  it('whose key is gone are of use again when it is back', async () => {
    await connect(MAIN_LOCATION_ID, MAIN_TOKEN);
    const without = await stage.startAnotherApi({ ENCRYPTION_KEYS: KEYS[2] });
    const { body } = await stage.admin('GET', '/connections', undefined, without);
    expect(body).toMatchObject({
      connections: [{ locationId: MAIN_LOCATION_ID, status: 'needs-reauthorization', lastFailure: 'key-missing' }],
      underOldKeys: 1,
    });
    await stage.upkeep(without);
    expect([await tokenOf(MAIN_LOCATION_ID, without), await tokenOf(MAIN_LOCATION_ID)]).toEqual([null, MAIN_TOKEN]);
  });
});
