import { createHash, randomUUID } from 'node:crypto';
import { connectTestRedis, describeWithRedis, TEST_REDIS_URL, TestRedis } from '../../../../test/harness/test-redis';
import { Redis } from './redis';
import { RedisScripts } from './redis.scripts';

describeWithRedis('scripts in Redis', () => {
  let redis: Redis;
  let view: TestRedis;
  const key = `test:${randomUUID()}`;
  /** Known to no Redis before. */
  const source = `-- ${key}\nredis.call('set', KEYS[1], ARGV[1], 'px', 60000) return {KEYS[1], tonumber(ARGV[2])}`;
  const script = { source, sha1: createHash('sha1').update(source).digest('hex') };

  beforeEach(async () => {
    redis = await Redis.open(TEST_REDIS_URL ?? '');
    view = await connectTestRedis();
  });

  afterEach(async () => {
    await view.clear(key);
    view.close();
    await redis.onApplicationShutdown();
  });

  it('run, whether Redis knows them or not', async () => {
    const scripts = new RedisScripts(redis);
    for (const value of ['first', 'second']) {
      expect(await scripts.run(script, [key], [value, '7'])).toEqual([key, 7]);
      expect((await view.textsUnder(key)).map(({ text }) => text)).toEqual([value]);
    }
  });

  it('fail with what Redis objects', async () => {
    const wrong = { source: 'return redis.call("no-such-command")', sha1: createHash('sha1').update('wrong').digest('hex') };
    await expect(new RedisScripts(redis).run(wrong, [], [])).rejects.toThrow(/unknown/i);
  });
});
