import { createSandbox, MAIN_TOKEN, Sandbox } from '../../apps/sandbox/src/create-sandbox';
import { searchPath } from '../faults/search.fixture';
import { startTestApi, TestApi } from '../harness/test-api';
import { createTestDatabase, TestDatabase } from '../harness/test-database';
import { SlowClients, startSlowClients } from './harness/slow-clients';

/** Those of the service, a hundred times as short. */
const TIMES = { headersTimeout: 150, requestTimeout: 300, connectionsCheckingInterval: 50 };
const OF_EACH = 30;

describe('callers who are slow', () => {
  let database: TestDatabase;
  let sandbox: Sandbox;
  let api: TestApi;
  let slow: SlowClients;

  beforeEach(async () => {
    database = await createTestDatabase();
    sandbox = await createSandbox({ messages: 300, rateLimit: false });
    api = await startTestApi({
      ...{ databaseUrl: database.url, upstreamUrl: sandbox.url, token: MAIN_TOKEN },
      extend: (app) => Object.assign(app.getHttpServer(), TIMES),
    });
    await api.get(searchPath());
    slow = startSlowClients({
      ...{ url: api.url, path: searchPath(), token: MAIN_TOKEN, byteEveryMs: 20 },
      each: { headers: OF_EACH, body: OF_EACH, reads: OF_EACH },
    });
  });
  afterEach(async () => {
    slow.stop();
    await api.close();
    await sandbox.close();
    await database.drop();
  });

  it('are told so and cut off when they send, are served when they read, and hold up nobody', async () => {
    const { body, status } = await api.get(searchPath());
    expect(status).toBe(200);
    await slow.sendersCut;
    const senders = slow.all.filter(({ slowness }) => slowness !== 'reads');
    expect(senders.map(({ received }) => received.split('\r\n')[0])).toEqual(senders.map(() => 'HTTP/1.1 408 Request Timeout'));
    expect((await api.get(searchPath())).body).toEqual({ ...body, traceId: expect.any(String) });
    // A byte each time: as many as there was time for, of an answer that is theirs.
    const readers = slow.all.filter(({ slowness }) => slowness === 'reads');
    expect(readers.filter(({ cutAt }) => cutAt !== null)).toEqual([]);
    for (const { received } of readers) expect('HTTP/1.1 200 OK\r\n'.startsWith(received.slice(0, 17))).toBe(true);
  });
});
