import { DynamicModule, Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { LeadConnectorModule } from '@app/leadconnector';
import { MessagesModule } from '@app/messages';
import { LoggerModule } from 'nestjs-pino';
import { AccessModule } from './access/access.module';
import { Verdicts } from './access/verdicts';
import { VerdictsModule } from './access/verdicts.module';
import { CacheModule } from './cache/cache.module';
import { ChangesController } from './changes/changes.controller';
import { ConnectionsController } from './connections/connections.controller';
import { ConversationsController } from './conversations/conversations.controller';
import { ConversationsModule } from './conversations/conversations.module';
import { EnvironmentModule } from './config/environment.module';
import { Environment } from './config/environment';
import { duties } from './config/duties';
import { HealthController } from './health/health.controller';
import { Draining } from './http/draining';
import { loggerOptions } from './http/logger';
import { Stopping } from './http/stopping';
import { Metrics } from './metrics/metrics';
import { OAuthController } from './oauth/oauth.controller';
import { oauthOptions } from './oauth/oauth.options';
import { oauthStateProvider } from './oauth/oauth.state';
import { OperatorModule } from './operator/operator.module';
import { Redis } from './redis/redis';
import { RedisModule } from './redis/redis.module';
import { RedisScripts } from './redis/redis.scripts';
import { REDIS, REDIS_PREFIX } from './redis/redis.token';
import { SearchController } from './search/search.controller';
import { StatsController } from './stats/stats.controller';
import { SyncModule } from './sync/sync.module';
import { WebhooksModule } from './webhooks/webhooks.module';

const CONTROLLERS = [SearchController, StatsController, ChangesController, ConversationsController, ConnectionsController, OAuthController];

@Module({})
export class AppModule {
  /** The whole service for this environment. */
  static for(environment: Environment): DynamicModule {
    const isServing = environment.ROLE !== 'worker';
    const metrics = environment.OPERATOR_PORT === undefined ? null : new Metrics();
    return {
      module: AppModule,
      imports: [
        EnvironmentModule.for(environment),
        LoggerModule.forRoot(loggerOptions(environment.LOG_LEVEL)),
        RedisModule,
        LeadConnectorModule.registerAsync({
          isGlobal: true,
          imports: [VerdictsModule],
          inject: [Verdicts, REDIS, REDIS_PREFIX],
          useFactory: (verdicts: Verdicts, redis: Redis | null, prefix: string) => ({
            baseUrl: environment.LEADCONNECTOR_BASE_URL,
            version: environment.LEADCONNECTOR_VERSION,
            onAccepted: (call) => verdicts.note(call),
            onExchange: (exchange) => metrics?.upstream.onExchange(exchange),
            sharedBudget: redis && { redis: new RedisScripts(redis), keyPrefix: `${prefix}:budget:` },
          }),
        }),
        MessagesModule.register({
          isGlobal: true,
          databaseUrl: environment.DATABASE_URL,
          dataDir: environment.DATA_DIR,
          databaseIsPrepared: environment.DATABASE_PREPARED_STATEMENTS && environment.DATABASE_PREPARED_STATEMENTS === 'on',
          databaseTimeoutMs: environment.DATABASE_TIMEOUT_MS,
          settlingLagMs: environment.SETTLING_LAG_MS,
          searchMaxAgeMs: environment.SEARCH_MAX_AGE_MS,
          searchWaitMs: environment.SEARCH_WAIT_MS,
          leaseMs: environment.SYNC_LEASE_MS,
          searchCacheBytes: environment.SEARCH_CACHE_BYTES,
          ...duties(environment),
          backgroundConcurrency: environment.BACKGROUND_CONCURRENCY,
          tombstoneRetentionMs: environment.TOMBSTONE_RETENTION_MS,
          eventRetentionMs: environment.WEBHOOK_RETENTION_MS,
          locationUsers: environment.LOCATION_USERS,
          encryptionKeys: environment.ENCRYPTION_KEYS ?? [],
          oauth: oauthOptions(environment),
          purgeAfterUninstallMs: environment.PURGE_AFTER_UNINSTALL,
          observer: metrics?.observer,
        }),
        CacheModule,
        AccessModule,
        ...(isServing ? [ConversationsModule, SyncModule, WebhooksModule] : []),
        OperatorModule.for(metrics),
        TerminusModule.forRoot({ errorLogStyle: 'json', logger: false }),
      ],
      controllers: [HealthController, ...(isServing ? CONTROLLERS : [])],
      providers: [oauthStateProvider, Stopping, Draining],
    };
  }
}
