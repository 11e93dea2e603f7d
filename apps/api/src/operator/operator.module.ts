import { DynamicModule, Module } from '@nestjs/common';
import { LeadConnectorClient } from '@app/leadconnector';
import { Figures } from '@app/messages';
import { CacheModule } from '../cache/cache.module';
import { CacheStatistics } from '../cache/cache.statistics';
import { Metrics } from '../metrics/metrics';
import { METRICS } from '../metrics/metrics.token';
import { OperatorServer } from './operator.server';

/** What is for the operator and not for callers. */
@Module({})
export class OperatorModule {
  static for(metrics: Metrics | null): DynamicModule {
    const measured = (figures: Figures, statistics: CacheStatistics, client: LeadConnectorClient): Metrics | null => {
      metrics?.measure({ figures, statistics, client });
      return metrics;
    };
    return {
      module: OperatorModule,
      imports: [CacheModule],
      providers: [{ provide: METRICS, useFactory: measured, inject: [Figures, CacheStatistics, LeadConnectorClient] }, OperatorServer],
      exports: [METRICS],
    };
  }
}
