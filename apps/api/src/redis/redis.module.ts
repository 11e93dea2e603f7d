import { Global, Module } from '@nestjs/common';
import { InstallationKeys } from '@app/messages';
import { createHash } from 'node:crypto';
import { Environment } from '../config/environment';
import { ENVIRONMENT } from '../config/environment.token';
import { Redis } from './redis';
import { REDIS, REDIS_PREFIX } from './redis.token';

/** Global, so that it closes after everything that may still want to say something to Redis. */
@Global()
@Module({
  providers: [
    {
      provide: REDIS,
      useFactory: ({ REDIS_URL: url }: Environment) => (url === undefined ? null : Redis.open(url)),
      inject: [ENVIRONMENT],
    },
    { provide: REDIS_PREFIX, useFactory: async (keys: InstallationKeys) => prefixOf(await keys.get('redis')), inject: [InstallationKeys] },
  ],
  exports: [REDIS, REDIS_PREFIX],
})
export class RedisModule {}

function prefixOf(key: Buffer): string {
  return `lcm:${createHash('sha256').update(key).digest('hex').slice(0, 16)}`;
}
