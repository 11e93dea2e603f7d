import { Logger } from '@nestjs/common';
import { createCache } from 'cache-manager';
import { Clock } from '@app/messages';
import { Redis } from '../redis/redis';
import { CacheStatistics } from './cache.statistics';
import { cacheStores } from './cache.stores';
import { ReadCache } from './read-cache';

export const SECRET = Buffer.alloc(32, 7);
export const CREDENTIAL = { locationId: 'loc1', token: 'pit-of-the-test' };

/** A cache of one process, with what it counts. */
export interface TestCache {
  readonly cache: ReadCache;
  readonly statistics: CacheStatistics;
}

/** Several of the same Redis and prefix are processes of one installation. */
export function createTestCache(clock: Clock, redis: Redis | null = null, prefix = 'test'): TestCache {
  Logger.overrideLogger(false);
  const statistics = new CacheStatistics();
  const stores = cacheStores(SECRET, redis, prefix) as Parameters<typeof createCache>[0];
  return { statistics, cache: new ReadCache(createCache(stores), SECRET, clock, statistics) };
}

/** A load that is over when it's told to. */
export class HeldLoad<T> {
  calls = 0;
  readonly signals: AbortSignal[] = [];
  private readonly settle: { resolve: (value: T) => void; reject: (error: Error) => void }[] = [];

  readonly load = (signal: AbortSignal): Promise<T> => {
    this.calls += 1;
    this.signals.push(signal);
    return new Promise((resolve, reject) => this.settle.push({ resolve, reject }));
  };

  /** Ends the nth load, the first being 0. */
  finish(value: T, nth = 0): void {
    this.settle[nth]?.resolve(value);
  }

  fail(error: Error, nth = 0): void {
    this.settle[nth]?.reject(error);
  }
}
