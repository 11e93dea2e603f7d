import { DynamicModule, Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { LeadConnectorModule } from '@app/leadconnector';
import { MessagesModule } from '@app/messages';
import { LoggerModule } from 'nestjs-pino';
import { Acceptances } from './access/acceptances';
import { AcceptancesModule } from './access/acceptances.module';
import { AccessModule } from './access/access.module';
import { EnvironmentModule } from './config/environment.module';
import { Environment } from './config/environment';
import { HealthController } from './health/health.controller';
import { loggerOptions } from './http/logger';
import { SearchController } from './search/search.controller';
import { SyncController } from './sync/sync.controller';

@Module({})
export class AppModule {
  /** The whole service for this environment. */
  static for(environment: Environment): DynamicModule {
    return {
      module: AppModule,
      imports: [
        EnvironmentModule.for(environment),
        LoggerModule.forRoot(loggerOptions(environment.LOG_LEVEL)),
        LeadConnectorModule.registerAsync({
          isGlobal: true,
          imports: [AcceptancesModule],
          inject: [Acceptances],
          useFactory: (acceptances: Acceptances) => ({
            baseUrl: environment.LEADCONNECTOR_BASE_URL,
            version: environment.LEADCONNECTOR_VERSION,
            onAccepted: (call) => acceptances.note(call),
          }),
        }),
        MessagesModule.register({
          isGlobal: true,
          databaseUrl: environment.DATABASE_URL,
          dataDir: environment.DATA_DIR,
          settlingLagMs: environment.SETTLING_LAG_MS,
          searchMaxAgeMs: environment.SEARCH_MAX_AGE_MS,
          searchWaitMs: environment.SEARCH_WAIT_MS,
          leaseMs: environment.SYNC_LEASE_MS,
          locationUsers: environment.LOCATION_USERS,
        }),
        AccessModule,
        TerminusModule.forRoot({ errorLogStyle: 'json', logger: false }),
      ],
      controllers: [SearchController, SyncController, HealthController],
    };
  }
}
