import { Module } from '@nestjs/common';
import { CacheModule } from '../cache/cache.module';
import { TokenLocations } from './token-locations';
import { Verdicts } from './verdicts';

/** Apart from AccessModule, since the client, which it needs, tells the verdicts of the calls that were accepted. */
@Module({ imports: [CacheModule], providers: [TokenLocations, Verdicts], exports: [TokenLocations, Verdicts] })
export class VerdictsModule {}
