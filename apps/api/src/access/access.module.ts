import { CacheModule } from '@nestjs/cache-manager';
import { Module } from '@nestjs/common';
import { InstallationKeys } from '@app/messages';
import { CacheableMemory } from 'cacheable';
import { Keyv } from 'keyv';
import { ACCESS_KEY } from './access-key';
import { AcceptancesModule } from './acceptances.module';
import { AccessService } from './access.service';

/** Verdicts kept at most, the least recently used dropped first. */
const VERDICTS = 20_000;

@Module({
  imports: [AcceptancesModule, CacheModule.register({ stores: [new Keyv({ store: new CacheableMemory({ lruSize: VERDICTS }) })] })],
  providers: [
    AccessService,
    { provide: ACCESS_KEY, useFactory: (keys: InstallationKeys) => keys.get('access'), inject: [InstallationKeys] },
  ],
  exports: [AccessService],
})
export class AccessModule {}
