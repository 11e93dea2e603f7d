import { Module } from '@nestjs/common';
import { InstallationKeys } from '@app/messages';
import { CACHE_SECRET } from './cache-secret';

@Module({
  providers: [{ provide: CACHE_SECRET, useFactory: (keys: InstallationKeys) => keys.get('cache'), inject: [InstallationKeys] }],
  exports: [CACHE_SECRET],
})
export class CacheSecretModule {}
