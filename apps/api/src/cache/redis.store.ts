import KeyvRedis from '@keyv/redis';
import { KeyvStoreAdapter } from 'keyv';
import { Redis } from '../redis/redis';
import { RedisClient } from '../redis/redis.connection';
import { SealedText } from './sealed-text';

/** A Keyv store in Redis that nobody waits for in vain: what can't be read is not there, and writes are not waited for. */
export class RedisStore implements KeyvStoreAdapter {
  readonly opts = {};
  readonly namespace = undefined;
  private adapter: KeyvRedis<string> | undefined;

  constructor(
    private readonly redis: Redis,
    private readonly sealed: SealedText,
    private readonly prefix: string,
  ) {}

  /** What was stored under the key; undefined when nothing was, it can't be read, or it isn't ours. */
  async get<Value>(key: string): Promise<Value | undefined> {
    const text = await this.attempt((keyv) => keyv.get<string>(key));
    if (typeof text !== 'string') return undefined;
    try {
      // Keyv reads the text that it has written.
      return this.sealed.open(key, text) as Value;
    } catch {
      return undefined;
    }
  }

  set(key: string, value: string, ttl?: number): boolean {
    void this.attempt((keyv) => keyv.set(key, this.sealed.seal(key, value), ttl));
    return true;
  }

  async delete(key: string): Promise<boolean> {
    return (await this.attempt((keyv) => keyv.delete(key))) ?? false;
  }

  /** Nothing is cleared here: the keys are shared with other processes, and end by themselves. */
  clear(): Promise<void> {
    return Promise.resolve();
  }

  on(): this {
    return this;
  }

  private attempt<T>(command: (keyv: KeyvRedis<string>) => Promise<T>): Promise<T | undefined> {
    return this.redis.run((client) => command(this.adapterOf(client))).catch(() => undefined);
  }

  private adapterOf(client: RedisClient): KeyvRedis<string> {
    this.adapter ??= new KeyvRedis(client, { namespace: this.prefix, keyPrefixSeparator: ':', throwOnErrors: true });
    return this.adapter;
  }
}
