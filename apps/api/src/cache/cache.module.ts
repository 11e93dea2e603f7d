import { CacheModule as NestCacheModule } from '@nestjs/cache-manager';
import { Global, Module } from '@nestjs/common';
import { LOOKUP_CACHE } from '@app/messages';
import { REDIS, REDIS_PREFIX } from '../redis/redis.token';
import { CACHE_SECRET } from './cache-secret';
import { CacheSecretModule } from './cache-secret.module';
import { CacheStatistics } from './cache.statistics';
import { cacheStores } from './cache.stores';
import { lookupCache } from './lookup-cache';
import { ReadCache } from './read-cache';

/** Global for the domain's look-ups, which know nothing of this module. */
@Global()
@Module({
  imports: [
    CacheSecretModule,
    NestCacheModule.registerAsync({
      imports: [CacheSecretModule],
      inject: [CACHE_SECRET, REDIS, REDIS_PREFIX],
      useFactory: cacheStores,
    }),
  ],
  providers: [ReadCache, CacheStatistics, { provide: LOOKUP_CACHE, useFactory: lookupCache, inject: [ReadCache] }],
  exports: [ReadCache, CacheStatistics, CacheSecretModule, LOOKUP_CACHE],
})
export class CacheModule {}
