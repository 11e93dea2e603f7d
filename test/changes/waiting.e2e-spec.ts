import { MAIN_TOKEN } from '../../apps/sandbox/src/create-sandbox';
import { Client } from 'pg';
import { FaultStage, LOCATION, setStage } from '../faults/stage.fixture';
import { TestApi } from '../harness/test-api';
import { Change, changesPath } from './feed.client';
import { nextWaiter } from './harness/waiters';

const SHOWN_MS = 70_000;
const OTHER = 'pit-another-of-the-same-location';

/** The waits are longer than a test may last: only who is woken passes. */
describe('waiting for changes', () => {
  let stage: FaultStage;

  beforeEach(async () => {
    isClosed = false;
    stage = await setStage({ sandbox: { messages: 200 } });
    const main = stage.sandbox.world.tokens.get(MAIN_TOKEN);
    if (!main) throw new Error('The sandbox has no main token.');
    stage.sandbox.world.addToken({ ...main, token: OTHER });
    await stage.api.get(changesPath(LOCATION, { since: 'beginning' }));
  });

  let isClosed: boolean;
  const close = async () => {
    if (!isClosed) await stage.close();
    isClosed = true;
  };
  afterEach(close);

  const now = async (): Promise<string> => (await stage.api.get(changesPath(LOCATION, { since: 'now' }))).body.next as string;
  const walkBy = (api: TestApi) =>
    api.get(`/messages/search?locationId=${LOCATION}&type=TYPE_SMS&limit=1&allowPartial=true`, {
      token: OTHER,
      headers: { 'cache-control': 'no-cache' },
    });
  const poll = async (since: string, wait = 60) => {
    const begun = nextWaiter(stage.api.app);
    const answer = stage.api.get(changesPath(LOCATION, { since, wait }), { headers: { 'cache-control': 'no-cache' } });
    await begun;
    return { answer };
  };

  it('is over as soon as this process stores one', async () => {
    const { answer } = await poll(await now());
    const { id } = stage.sandbox.world.addMessage({ body: 'New' });
    stage.clock.advance(SHOWN_MS);
    await walkBy(stage.api);
    expect((await answer).body.changes as Change[]).toMatchObject([{ action: 'added', id }]);
  });

  it('is over within a second when another process stores one', async () => {
    const another = await stage.startAnotherApi();
    const { answer } = await poll(await now());
    const { id } = stage.sandbox.world.addMessage({ body: 'New' });
    stage.clock.advance(SHOWN_MS);
    await walkBy(another);
    expect((await answer).body.changes as Change[]).toMatchObject([{ action: 'added', id }]);
  });

  /** Runs a statement about the stage's database on its server. */
  const onServer = async (statement: (name: string) => string) => {
    const url = new URL(stage.databaseUrl);
    const name = url.pathname.slice(1);
    url.pathname = '/postgres';
    const client = new Client({ connectionString: url.toString() });
    await client.connect();
    await client.query(statement(name)).finally(() => client.end());
  };
  const endConnections = () =>
    onServer((name) => `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}' and pid <> pg_backend_pid()`);
  const allowConnections = (allowed: boolean) => onServer((name) => `alter database ${name} allow_connections ${allowed}`);

  it('goes on when the connections to the store break meanwhile', async () => {
    const { answer } = await poll(await now());
    await endConnections();
    const { id } = stage.sandbox.world.addMessage({ body: 'New' });
    stage.clock.advance(SHOWN_MS);
    // A walk that finds its connection broken fails; the next one doesn't.
    while ((await walkBy(stage.api)).status !== 200);
    expect((await answer).body.changes as Change[]).toMatchObject([{ action: 'added', id }]);
  });

  it('says so when the store can’t be reached at its end, and goes on from the same position later', async () => {
    const since = await now();
    const { answer } = await poll(since, 1);
    await allowConnections(false);
    await endConnections();
    const failed = await answer;
    expect([failed.status, failed.headers.get('retry-after')]).toEqual([503, '2']);
    await allowConnections(true);
    const { status, body } = await stage.api.get(changesPath(LOCATION, { since }));
    expect([status, body.next]).toEqual([200, since]);
  });

  it('is over when its time is, the position still the same', async () => {
    const since = await now();
    const { answer } = await poll(since, 1);
    expect((await answer).body).toMatchObject({ changes: [], next: since });
  });

  it('is over at once when the service stops, and answered', async () => {
    const since = await now();
    const { answer } = await poll(since);
    await close();
    const { status, body } = await answer;
    expect({ status, body }).toEqual({ status: 200, body: { changes: [], next: since, traceId: expect.any(String) } });
  });

  it('gives nothing to a token that was revoked meanwhile', async () => {
    const { answer } = await poll(await now());
    stage.sandbox.world.revokeToken(MAIN_TOKEN);
    stage.sandbox.world.addMessage({ body: 'New' });
    stage.clock.advance(SHOWN_MS);
    await walkBy(stage.api);
    expect(await answer).toMatchObject({ status: 401, body: { statusCode: 401, error: 'Unauthorized' } });
  });
});
