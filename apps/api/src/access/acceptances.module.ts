import { Module } from '@nestjs/common';
import { Acceptances } from './acceptances';

@Module({ providers: [Acceptances], exports: [Acceptances] })
export class AcceptancesModule {}
