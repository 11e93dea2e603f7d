import { Module } from '@nestjs/common';
import { AccessService } from './access.service';
import { VerdictsModule } from './verdicts.module';

@Module({ imports: [VerdictsModule], providers: [AccessService], exports: [AccessService] })
export class AccessModule {}
