import { randomUUID } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import { connectTestRedis, describeWithRedis, TEST_REDIS_URL, TestRedis } from '../../../../test/harness/test-redis';
import { Redis } from '../redis/redis';
import { createTestCache, CREDENTIAL, TestCache } from './read-cache.fixture';

const TTL_MS = 5_000;

describeWithRedis('the cache of reads over Redis', () => {
  let now: number;
  let prefix: string;
  let redis: Redis;
  let view: TestRedis;
  let one: TestCache;
  let other: TestCache;
  let loads: number;

  const shareBy = ({ cache }: TestCache, options = {}) =>
    cache.share(cache.keyOf(CREDENTIAL, 'export'), TTL_MS, () => Promise.resolve({ answer: ++loads }), options);
  /** Commands of one connection are answered in their order: what was written before is there then. */
  const written = () => turn().then(() => redis.run((client) => client.ping()));

  beforeEach(async () => {
    now = 1_000_000;
    loads = 0;
    prefix = `test:${randomUUID()}`;
    redis = await Redis.open(TEST_REDIS_URL ?? '');
    view = await connectTestRedis();
    [one, other] = [createTestCache({ now: () => now }, redis, prefix), createTestCache({ now: () => now }, redis, prefix)];
  });

  afterEach(async () => {
    await view.clear(prefix);
    view.close();
    await redis.onApplicationShutdown();
  });

  it('gives one process what another has asked for, with its age', async () => {
    await shareBy(one);
    await written();
    now += 2_000;
    expect(await shareBy(other)).toEqual({ value: { answer: 1 }, ageMs: 2_000, hit: true });
    now += 3_000;
    expect(await shareBy(other)).toEqual({ value: { answer: 2 }, ageMs: 0, hit: false });
  });

  it('keeps what came from there in memory, as old as it is', async () => {
    await shareBy(one);
    await written();
    now += 1_000;
    await shareBy(other);
    await view.clear(prefix);
    now += 3_999;
    expect(await shareBy(other)).toEqual({ value: { answer: 1 }, ageMs: 4_999, hit: true });
    now += 1;
    expect(await shareBy(other)).toMatchObject({ value: { answer: 2 }, hit: false });
  });

  it('finds what another process has asked for since, though it has an older answer itself', async () => {
    await shareBy(one);
    now += 3_000;
    await shareBy(other, { refresh: true });
    await written();
    now += 3_000;
    expect(await shareBy(one)).toEqual({ value: { answer: 2 }, ageMs: 3_000, hit: true });
  });

  it('brings back large answers in any script to the letter', async () => {
    const value = { text: 'Größe 📞 "quoted" \u2028 :base64: '.repeat(20_000), none: null, list: [1, 'two', { three: [] }] };
    const key = one.cache.keyOf(CREDENTIAL, 'export');
    await one.cache.share(key, TTL_MS, () => Promise.resolve(value));
    await written();
    expect(await other.cache.share(key, TTL_MS, () => Promise.reject(new Error('not asked')))).toEqual({ value, ageMs: 0, hit: true });
  });

  it('goes by itself there, at the end of its time', async () => {
    await shareBy(one);
    await written();
    const texts = await view.textsUnder(prefix);
    expect(texts).toHaveLength(1);
    expect(texts[0]?.leftMs).toBeGreaterThan(0);
    expect(texts[0]?.leftMs).toBeLessThanOrEqual(TTL_MS);
  });
});
