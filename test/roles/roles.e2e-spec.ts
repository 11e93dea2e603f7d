import { randomBytes } from 'node:crypto';
import { createSandbox, MAIN_LOCATION_ID as LOCATION, MAIN_TOKEN, Sandbox } from '../../apps/sandbox/src/create-sandbox';
import { changesPath } from '../changes/feed.client';
import { ApiProcess, endProcess, startApiProcess } from '../faults/api-process.fixture';
import { expectTruth, searchPath } from '../faults/search.fixture';
import { createTestDatabase, TestDatabase } from '../harness/test-database';
import { HAS_PGBOUNCER, startPgBouncer } from '../harness/test-pgbouncer';
import { TEST_REDIS_URL } from '../harness/test-redis';

const OPERATOR = 'the-operator-of-these-processes';
const LONG_MS = 180_000;
const CALL = { type: 1, messageType: 'TYPE_CALL', status: 'completed', meta: { call: { duration: 53, status: 'completed' } } };

interface Way {
  readonly url: string;
  stop(): Promise<void>;
}

const WAYS: readonly (readonly [how: string, isThere: boolean, open: (url: string) => Promise<Way>])[] = [
  ['over one database', true, (url) => Promise.resolve({ url, stop: () => Promise.resolve() })],
  ['through a PgBouncer in transaction mode', HAS_PGBOUNCER, startPgBouncer],
];

const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';

describe.each(WAYS)('two processes that serve and one that works, %s', (_how, isThere, open) => {
  const itThere = isThere ? it : it.skip;
  let sandbox: Sandbox;
  let database: TestDatabase;
  let way: Way;
  let processes: ApiProcess[] = [];

  beforeEach(async () => {
    processes = [];
    sandbox = await createSandbox({
      messages: 1_200,
      rateLimit: false,
      indexDelayMs: 0,
      webhooks: { missingMessageIdRate: 0, concurrency: 4 },
    });
    database = await createTestDatabase('empty');
    way = await open(database.url);
  }, LONG_MS);

  afterEach(async () => {
    await Promise.all(processes.map((one) => endProcess(one)));
    await way.stop();
    await sandbox.close();
    await database.drop();
  }, LONG_MS);

  const start = async (role: string, encryptionKeys: string): Promise<ApiProcess> => {
    const one = await startApiProcess({
      ...{ ROLE: role, DATABASE_URL: way.url, ...(TEST_REDIS_URL !== undefined && { REDIS_URL: TEST_REDIS_URL }) },
      ...{ LEADCONNECTOR_BASE_URL: sandbox.url, ADMIN_TOKEN: OPERATOR, ENCRYPTION_KEYS: encryptionKeys },
      ...{ WEBHOOK_PUBLIC_KEYS: sandbox.webhooks.publicKey, SEARCH_MAX_AGE_MS: '86400000' },
    });
    processes.push(one);
    return one;
  };

  itThere(
    'do together what one does: what one is told, another applies, and a third answers',
    async () => {
      const keys = randomBytes(32).toString('base64');
      // All at once, on an empty database: one of them makes the tables.
      const [told, asked, worker] = (await Promise.all(['api', 'api', 'worker'].map((role) => start(role, keys)))) as [
        ApiProcess,
        ApiProcess,
        ApiProcess,
      ];
      // Cold, then warm, and as a stream to its end.
      for (let round = 0; round < 2; round += 1) await expectTruth({ api: asked, sandbox });
      const stream = await fetch(told.url + searchPath(), {
        headers: { authorization: `Bearer ${MAIN_TOKEN}`, accept: 'application/x-ndjson' },
      });
      expect(JSON.parse((await stream.text()).trim().split('\n').at(-1) ?? '')).toMatchObject({ complete: true });

      const connected = await fetch(`${told.url}/locations/${LOCATION}/connection`, {
        method: 'PUT',
        headers: { authorization: `Bearer ${OPERATOR}`, 'content-type': 'application/json' },
        body: JSON.stringify({ type: 'private-integration', token: MAIN_TOKEN }),
      });
      expect(connected.status).toBe(200);
      // By the worker alone: nobody asks for it.
      while ((await asked.get(`/locations/${LOCATION}/sync`)).body.complete !== true);

      const { next } = (await asked.get(changesPath(LOCATION, { since: 'now' }))).body as { next: string };
      const waiting = asked.get(changesPath(LOCATION, { since: next, wait: 60 }));
      const { id } = sandbox.world.addMessage({ ...CALL, conversationId: 'cnv-of-the-roles' });
      sandbox.webhooks.sendTo(`${told.url}/webhooks/leadconnector`);
      await sandbox.webhooks.deliverDue();
      const { status, body } = await waiting;
      expect({ status, ids: (body.changes as { id: string }[]).map((change) => change.id) }).toEqual({ status: 200, ids: [id] });
      expect(sandbox.webhooks.answeredBy.get(id)).toEqual(expect.any(String));
      // It may have been walked a moment before the event was applied.
      const shown = async () =>
        ((await asked.get(`/conversations/messages/${id}`)).body as { message?: { userId?: string } }).message?.userId;
      while ((await shown()) !== sandbox.webhooks.answeredBy.get(id));

      const refused = await fetch(`${worker.url}${searchPath()}`, {
        headers: { authorization: `Bearer ${MAIN_TOKEN}`, traceparent: `00-${TRACE_ID}-00f067aa0ba902b7-01` },
      });
      expect({ status: refused.status, body: await refused.json() }).toEqual({
        status: 404,
        body: {
          ...{ statusCode: 404, error: 'Not Found', code: 'not-found', traceId: TRACE_ID },
          message: `Cannot GET ${searchPath()}`,
        },
      });
      for (const path of ['/docs', '/openapi.json', '/webhooks/leadconnector', '/connections'])
        expect({ path, status: (await fetch(worker.url + path)).status }).toEqual({ path, status: 404 });
      for (const path of ['/health/live', '/health/ready']) expect((await worker.get(path)).status).toBe(200);
      for (const one of processes) expect(await endProcess(one, 'SIGTERM')).toBe(0);
    },
    LONG_MS,
  );
});
