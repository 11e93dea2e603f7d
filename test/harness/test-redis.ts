import { createClient } from '@keyv/redis';

/** The Redis that tests may use: the one of TEST_REDIS_URL. Without it, what needs a real one is reported as skipped. */
export const TEST_REDIS_URL = process.env.TEST_REDIS_URL;

/** Asked for when it's called: harnesses read this file as well, and have no tests. */
export const describeWithRedis = (...given: Parameters<jest.Describe>): void =>
  (TEST_REDIS_URL === undefined ? describe.skip : describe)(...given);

export interface StoredText {
  readonly key: string;
  readonly text: string;
  /** How long it still stays; negative for one that stays forever. */
  readonly leftMs: number;
}

/** The test's own view of the Redis. */
export interface TestRedis {
  /** Everything under the prefix that is a text. */
  textsUnder(prefix: string): Promise<readonly StoredText[]>;
  /** Removes everything under the prefix. */
  clear(prefix: string): Promise<void>;
  close(): void;
}

export async function connectTestRedis(): Promise<TestRedis> {
  const client = createClient({ url: TEST_REDIS_URL });
  await client.connect();
  const keysUnder = async (prefix: string): Promise<string[]> => {
    const keys: string[] = [];
    for await (const batch of client.scanIterator({ MATCH: `${prefix}*`, COUNT: 1_000 })) keys.push(...batch);
    return keys;
  };
  return {
    textsUnder: async (prefix) => {
      const texts: StoredText[] = [];
      for (const key of await keysUnder(prefix)) {
        if ((await client.type(key)) !== 'string') continue;
        texts.push({ key, text: (await client.get(key)) ?? '', leftMs: await client.pTTL(key) });
      }
      return texts;
    },
    clear: async (prefix) => {
      const keys = await keysUnder(prefix);
      if (keys.length > 0) await client.unlink(keys);
    },
    close: () => client.destroy(),
  };
}
