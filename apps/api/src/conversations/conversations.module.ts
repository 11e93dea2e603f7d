import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module';
import { CacheModule } from '../cache/cache.module';
import { LocationOf } from './location-of';
import { ReadResponder } from './read.responder';
import { ReadingService } from './reading.service';

@Module({
  imports: [AccessModule, CacheModule],
  providers: [LocationOf, ReadingService, ReadResponder],
  exports: [ReadResponder],
})
export class ConversationsModule {}
