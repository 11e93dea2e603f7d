import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { NestFastifyApplication } from '@nestjs/platform-fastify';
import { EventsService } from '@app/messages';
import { createHash, randomUUID } from 'node:crypto';
import { AppModule } from '../../../apps/api/src/app.module';
import { readEnvironment } from '../../../apps/api/src/config/environment';
import { configureApp, createAdapter } from '../../../apps/api/src/configure-app';

/** The API as a process that the harness kills; with HARNESS_PLANT one that has the bug of that name. */
async function main(): Promise<void> {
  const environment = readEnvironment();
  const options = { logger: false, abortOnError: false } as const;
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.for(environment), createAdapter(), options);
  await configureApp(app);
  plant(process.env.HARNESS_PLANT, app.get(EventsService));
  await app.listen(environment.PORT, environment.HOST);
}

function plant(name: string | undefined, events: EventsService): void {
  const accept = events.accept.bind(events);
  const seen = new Set<string>();
  if (name === 'ack-before-write')
    events.accept = (body) => {
      setTimeout(() => void accept(body).catch(() => undefined), 100);
      return Promise.resolve('stored');
    };
  if (name === 'dedupe-in-memory')
    events.accept = (body) => {
      const digest = createHash('sha256').update(body).digest('hex');
      if (seen.has(digest)) return Promise.resolve('known');
      seen.add(digest);
      const event = JSON.parse(body.toString()) as object;
      return accept(Buffer.from(JSON.stringify({ ...event, webhookId: randomUUID() })));
    };
}

main().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exit(1);
});
