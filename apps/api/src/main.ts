import './heap';
import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Logger } from 'nestjs-pino';
import { AppModule } from './app.module';
import { Environment, EnvironmentError, readEnvironment } from './config/environment';
import { readTracing } from './config/tracing.environment';
import { configureApp, createAdapter } from './configure-app';
import { shutDownOnSignals } from './shutdown';
import { startFaults } from './start-faults';
import { migrateStore } from './migrate-store';

async function main(environment: Environment): Promise<void> {
  const faults = await startFaults(environment);
  if (faults.length > 0) return refuse(faults);
  const tracing = readTracing();
  const endTracing = tracing && (await import('./tracing/span.export')).exportSpans(tracing);
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.for(environment), createAdapter(), {
    bufferLogs: true,
    abortOnError: false,
  });
  await configureApp(app);
  shutDownOnSignals(app);
  // When the last request is answered.
  if (endTracing) app.getHttpAdapter().getInstance().addHook('onClose', endTracing);
  await app.listen(environment.PORT, environment.HOST);
  app.get(Logger).log(`Listening on ${await app.getUrl()}`, 'Main');
}

/** Before anything is begun. */
function refuse(faults: readonly string[]): never {
  console.error(`The service can not start:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
  process.exit(1);
}

/** With the argument `migrate` the schema is all that is seen to: an owner of the tables does so before processes that aren't are started. */
const isMigration = process.argv[2] === 'migrate';

/** What can't work is told at once with what isn't even right. */
async function begin(): Promise<void> {
  try {
    const environment = readEnvironment();
    await (isMigration ? migrateStore(environment) : main(environment));
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error;
    const { message } = isMigration ? error : error.and(await startFaults(error.valid));
    console.error(message);
    process.exit(1);
  }
}

begin().catch((error: unknown) => {
  console.error('The service could not start:', error);
  process.exit(1);
});
