import { CacheManagerOptions } from '@nestjs/cache-manager';
import { Keyv } from 'keyv';
import { Redis } from '../redis/redis';
import { MemoryStore } from './memory.store';
import { RedisStore } from './redis.store';
import { SealedText } from './sealed-text';

/** About a thousand pages of messages, or very many verdicts. */
const MEMORY = { entries: 50_000, bytes: 64 * 1024 * 1024 };

/** Nearest first: this process's memory, then the Redis that processes share. */
export function cacheStores(secret: Buffer, redis: Redis | null, prefix: string): CacheManagerOptions {
  const memory = new Keyv({ store: new MemoryStore(MEMORY), useKeyPrefix: false, serialize: undefined, deserialize: undefined });
  if (!redis) return { stores: [memory] };
  const store = new RedisStore(redis, new SealedText(secret), `${prefix}:cache`);
  const json = { serialize: (value: unknown) => JSON.stringify(value), deserialize: JSON.parse as never };
  return { stores: [memory, new Keyv({ store, useKeyPrefix: false, ...json })] };
}
