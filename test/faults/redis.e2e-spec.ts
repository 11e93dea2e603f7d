import { setTimeout as delay } from 'node:timers/promises';
import { Redis } from '../../apps/api/src/redis/redis';
import { REDIS, REDIS_PREFIX } from '../../apps/api/src/redis/redis.token';
import { MAIN_TOKEN, RecordedRequest } from '../../apps/sandbox/src/create-sandbox';
import { startTcpProxy, TcpProxy } from '../harness/tcp-proxy';
import { connectTestRedis, describeWithRedis, TEST_REDIS_URL, TestRedis } from '../harness/test-redis';
import { TestApi } from '../harness/test-api';
import { expectError, searchPath } from './search.fixture';
import { FaultStage, LOCATION, setStage } from './stage.fixture';
import { isAccessQuestion } from './upstream-requests.fixture';

/** Any other value would have a walk ask upstream too, which refuses the token by itself. */
const FROM_STORE = { headers: { 'cache-control': 'max-age=86400' } };

const redisOf = (api: TestApi): Redis => api.app.get<Redis>(REDIS, { strict: false });
const questionsTo = ({ sandbox }: FaultStage): RecordedRequest[] => sandbox.requests.filter(isAccessQuestion);
const search = (api: TestApi, token = MAIN_TOKEN) => api.get(searchPath(), { ...FROM_STORE, token });

/** Resolves when the API's Redis answers again; it's asked for that, since an API that nobody uses doesn't look. */
async function untilAnswering(api: TestApi): Promise<void> {
  const answers = () =>
    redisOf(api)
      .run((client) => client.ping())
      .then(
        () => true,
        () => false,
      );
  while (!(await answers())) await delay(10);
}

const expectNotConnected = (api: TestApi) =>
  expect(redisOf(api).run((client) => client.ping())).rejects.toThrow('Redis is unavailable: not-connected.');

describeWithRedis('several processes with one Redis', () => {
  let stage: FaultStage;
  let other: TestApi;
  let proxy: TcpProxy;
  let redis: TestRedis;
  let prefix: string;

  beforeEach(async () => {
    redis = await connectTestRedis();
    proxy = await startTcpProxy(TEST_REDIS_URL);
    stage = await setStage({ sandbox: { messages: 200 }, environment: { REDIS_URL: proxy.url } });
    other = await stage.startAnotherApi();
    prefix = stage.api.app.get<string>(REDIS_PREFIX, { strict: false });
    // Starting the second holds this process up, with the proxy in it: the first may take its Redis for one that hangs.
    for (const api of [stage.api, other]) await untilAnswering(api);
    expect((await search(stage.api)).status).toBe(200);
    stage.sandbox.clearRequests();
  });

  afterEach(async () => {
    await stage.close();
    await proxy.close();
    await redis.clear(prefix);
    redis.close();
  });

  it('ask upstream about a token once between them', async () => {
    for (const api of [other, stage.api, other]) expect((await search(api)).status).toBe(200);
    expect(questionsTo(stage)).toEqual([]);
    stage.clock.advance(60_000);
    for (const api of [other, stage.api, other]) expect((await search(api)).status).toBe(200);
    expect(questionsTo(stage)).toHaveLength(1);
  });

  it('refuse a revoked token within 60 s, each of them, whoever asked and however warm their caches are', async () => {
    stage.clock.advance(30_000);
    expect((await search(other)).status).toBe(200);
    stage.sandbox.world.revokeToken(MAIN_TOKEN);
    stage.clock.advance(29_999);
    for (const api of [stage.api, other]) expect((await search(api)).status).toBe(200);
    stage.clock.advance(1);
    for (const api of [other, stage.api]) expectError(await search(api), 401, 'Invalid JWT');
    expect(questionsTo(stage)).toHaveLength(1);
  });

  it('remember a refusal for 5 s, and take the acceptance that follows', async () => {
    expectError(await search(stage.api, 'pit-late'), 401, 'Invalid JWT');
    stage.sandbox.world.addToken({ token: 'pit-late', locationIds: [LOCATION] });
    stage.clock.advance(4_999);
    expectError(await search(other, 'pit-late'), 401, 'Invalid JWT');
    expect(questionsTo(stage)).toHaveLength(1);
    stage.clock.advance(1);
    for (const api of [other, stage.api]) expect((await search(api, 'pit-late')).status).toBe(200);
    expect(questionsTo(stage)).toHaveLength(2);
  });

  it('leave in it neither a token nor a word that can be read, and nothing without an end', async () => {
    expectError(await search(stage.api, 'pit-unknown'), 401, 'Invalid JWT');
    await untilAnswering(stage.api);
    const texts = await redis.textsUnder(`${prefix}:cache`);
    expect(texts).toHaveLength(2);
    for (const { key, text, leftMs } of texts) {
      expect(leftMs).toBeGreaterThan(0);
      expect(leftMs).toBeLessThanOrEqual(60_000);
      expect(key).toMatch(new RegExp(`^${prefix}:cache:access-messages:${LOCATION}:[\\w-]{43}$`));
      for (const what of [key, text, Buffer.from(text, 'base64').toString('latin1')])
        expect(what).not.toMatch(/pit-|Invalid JWT|unauthorized|askedAt/);
    }
  });

  it('believe nothing that somebody else has written there', async () => {
    const [stored] = await redis.textsUnder(`${prefix}:cache`);
    const { key, text } = stored ?? { key: '', text: '' };
    stage.sandbox.world.revokeToken(MAIN_TOKEN);
    stage.clock.advance(60_000);
    expectError(await search(stage.api), 401, 'Invalid JWT');
    stage.clock.advance(5_000);
    await redisOf(stage.api).run((client) => client.set(key, `${text.slice(0, -8)}AAAAAAA=`));
    expectError(await search(other), 401, 'Invalid JWT');
  });

  it('answer as ever when it hangs, and wait for one command in all', async () => {
    proxy.hang();
    // Each needs a verdict that nobody has.
    for (let count = 0; count < 20; count += 1) expectError(await search(stage.api, `pit-unknown-${count}`), 401, 'Invalid JWT');
    await expect(redisOf(stage.api).run((client) => client.ping())).rejects.toThrow('Redis is unavailable: suspended.');
    // The first command, and the PINGs by which two connections and a probe look after themselves.
    expect(proxy.arrivals).toBeLessThanOrEqual(1 + 3);
    stage.clock.advance(60_000);
    for (const api of [stage.api, other]) expect((await search(api)).status).toBe(200);
  });

  it('answer as ever when it is killed, and share again when it is back', async () => {
    proxy.cut();
    stage.clock.advance(60_000);
    for (const api of [stage.api, other, stage.api, other]) expect((await search(api)).status).toBe(200);
    expect(questionsTo(stage)).toHaveLength(2);

    proxy.pass();
    await Promise.all([stage.api, other].map(untilAnswering));
    stage.clock.advance(60_000);
    for (const api of [stage.api, other]) expect((await search(api)).status).toBe(200);
    expect(questionsTo(stage)).toHaveLength(3);
  });

  it('answer as ever when it has forgotten everything', async () => {
    await redis.clear(prefix);
    for (const api of [stage.api, other]) expect((await search(api)).status).toBe(200);
    expect(questionsTo(stage).length).toBeLessThanOrEqual(1);
  });
});

describe('a Redis that is of no use', () => {
  it('is not waited for when it takes connections and never answers', async () => {
    const proxy = await startTcpProxy(undefined, 'hang');
    const stage = await setStage({ sandbox: { messages: 50 }, environment: { REDIS_URL: proxy.url } });
    try {
      for (let count = 0; count < 5; count += 1) expect((await search(stage.api)).status).toBe(200);
      expect(questionsTo(stage)).toHaveLength(1);
      await expectNotConnected(stage.api);
    } finally {
      await stage.close();
      await proxy.close();
    }
  });

  it('is not waited for when it refuses connections', async () => {
    const proxy = await startTcpProxy(undefined);
    await proxy.close();
    const stage = await setStage({ sandbox: { messages: 50 }, environment: { REDIS_URL: proxy.url } });
    try {
      for (let count = 0; count < 5; count += 1) expect((await search(stage.api)).status).toBe(200);
      expect(questionsTo(stage)).toHaveLength(1);
      await expectNotConnected(stage.api);
    } finally {
      await stage.close();
    }
  });
});
