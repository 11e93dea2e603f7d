import 'reflect-metadata';
import { Test } from '@nestjs/testing';
import { LeadConnectorModule } from '@app/leadconnector';
import { BackgroundLoop, ConnectionService, MessagesModule } from '@app/messages';
import { LeaseStore } from '../../../libs/messages/src/store/lease.store';
import { plant } from './planted';
import { SyncProcessOptions } from './sync-process.options';

/** The background sync of one location, and nothing else: what is killed and paused. Its options come as JSON in the first argument. */
async function main(options: SyncProcessOptions): Promise<void> {
  const credential = { locationId: options.locationId, token: options.token };
  const connections: Partial<ConnectionService> = {
    credentialOf: () => Promise.resolve(credential),
    reportUnauthorized: () => Promise.resolve(null),
    isConnected: () => Promise.resolve(true),
    list: () => Promise.resolve([{ locationId: options.locationId, status: 'active', type: 'private-integration' }]),
  };
  const builder = Test.createTestingModule({
    imports: [
      LeadConnectorModule.register({ isGlobal: true, baseUrl: options.upstreamUrl, rateLimit: { max: 100_000, intervalMs: 10_000 } }),
      MessagesModule.register({
        isGlobal: true,
        databaseUrl: options.databaseUrl,
        dataDir: '',
        leaseMs: options.leaseMs,
        settlingLagMs: options.settlingLagMs,
        backgroundSync: true,
      }),
    ],
  })
    .overrideProvider(ConnectionService)
    .useValue(connections);
  const module = await (options.planted ? plant(options.planted, builder) : builder).compile();
  // As the embedded store does when it starts: nobody else uses this database.
  if (options.isAlone) await module.get(LeaseStore).releaseAll();
  await module.init();
  process.stdout.write('ready\n');
  // The timer's first look is some time away.
  await module
    .get(BackgroundLoop)
    .runOnce()
    .catch(() => undefined);
}

main(JSON.parse(process.argv[2] ?? '{}') as SyncProcessOptions).catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exitCode = 1;
});
