import { REDIS_PREFIX } from '../../apps/api/src/redis/redis.token';
import { createSandbox, MAIN_LOCATION_ID, MAIN_TOKEN, Sandbox } from '../../apps/sandbox/src/create-sandbox';
import { startTcpProxy, TcpProxy } from '../harness/tcp-proxy';
import { startTestApi, TestApi } from '../harness/test-api';
import { createTestDatabase, TestDatabase } from '../harness/test-database';
import { connectTestRedis, describeWithRedis, TEST_REDIS_URL, TestRedis } from '../harness/test-redis';

/** Upstream's own limit and its own clock are at work here, and the service's real client. */
describeWithRedis('the rate budget of two processes with one Redis', () => {
  let sandbox: Sandbox;
  let database: TestDatabase;
  let proxy: TcpProxy;
  let redis: TestRedis;
  let apis: TestApi[];

  beforeEach(async () => {
    sandbox = await createSandbox({ messages: 200 });
    database = await createTestDatabase();
    proxy = await startTcpProxy(TEST_REDIS_URL);
    redis = await connectTestRedis();
    apis = [];
  });

  afterEach(async () => {
    const prefix = apis[0]?.app.get<string>(REDIS_PREFIX, { strict: false }) ?? 'nothing';
    await Promise.all(apis.map((api) => api.close()));
    await sandbox.close();
    await database.drop();
    await proxy.close();
    await redis.clear(prefix);
    redis.close();
  });

  const startTwo = async (redisUrl = ''): Promise<void> => {
    for (let count = 0; count < 2; count += 1)
      apis.push(
        await startTestApi({
          databaseUrl: database.url,
          upstreamUrl: sandbox.url,
          token: MAIN_TOKEN,
          environment: { REDIS_URL: redisUrl, READ_TIMEOUT_MS: '9000' },
        }),
      );
    // The verdict on the token, and the first word with a Redis that knows nothing and so waits a little for processes that remember.
    expect(await readAtOnce(apis.length)).toEqual({ 200: apis.length });
  };

  /** As many reads as given, each by another process than the one before, none like another; how many had which status. */
  const readAtOnce = async (count: number): Promise<Record<number, number>> => {
    const statuses: Record<number, number> = {};
    const read = async (index: number): Promise<void> => {
      const path = `/conversations/messages/export?locationId=${MAIN_LOCATION_ID}&limit=${10 + index}`;
      const { status } = (await apis[index % 2]?.get(path, { headers: { 'cache-control': 'no-cache' } })) ?? { status: 0 };
      statuses[status] = (statuses[status] ?? 0) + 1;
    };
    await Promise.all(Array.from({ length: count }, (_, index) => read(index)));
    return statuses;
  };
  const refusedByUpstream = () => sandbox.requests.filter(({ status }) => status === 429).length;

  it('is spent by both together: what each alone would send is too much, and upstream never says so', async () => {
    // Without the proxy: it runs in this process, and a burst holds it up for longer than Redis is waited for.
    await startTwo(TEST_REDIS_URL);
    const { 200: answered = 0, 429: later = 0, ...others } = await readAtOnce(160);
    expect(others).toEqual({});
    expect(answered + later).toBe(160);
    expect(refusedByUpstream()).toBe(0);
    // How much of it a process has in its first seconds is told in docs/decisions/0008.
    expect(answered).toBeGreaterThanOrEqual(20);
    expect(answered).toBeLessThanOrEqual(95);
  });

  it('is kept when Redis is lost, with nothing for callers to see but that they wait', async () => {
    await startTwo(proxy.url);
    proxy.cut();
    const { 200: answered = 0, 429: later = 0, ...others } = await readAtOnce(160);
    expect(others).toEqual({});
    expect(answered).toBeGreaterThan(0);
    expect(answered + later).toBe(160);
    expect(refusedByUpstream()).toBe(0);
  });
});
