import { NestFastifyApplication, FastifyAdapter } from '@nestjs/platform-fastify';
import { IncomingMessage } from 'node:http';
import { Logger } from 'nestjs-pino';
import { closeConnectionsWhenStopping } from './http/closing-connections';
import { compressAnswers } from './http/compression';
import { acceptOnlyJson } from './http/body-parser';
import { ErrorFilter } from './http/error.filter';
import { answerFrameworkError } from './http/framework-error';
import { sendRateLimits } from './http/rate-limit.headers';
import { traceIdOf } from './http/trace-id';
import { serveOpenApi } from './openapi/openapi.setup';

/** A search's parameters fit in a few KiB. */
const BODY_BYTES = 64 * 1024;

/** The HTTP server under the app. */
export function createAdapter(): FastifyAdapter {
  return new FastifyAdapter({
    bodyLimit: BODY_BYTES,
    genReqId: ({ headers }: IncomingMessage) => traceIdOf(headers),
    routerOptions: { maxParamLength: 256 },
    frameworkErrors: answerFrameworkError,
    // What comes on an open connection while the service is stopping is served like what came before: upstream gives up an event that it
    // gets a 503 for, and the store is there until the last request is answered.
    return503OnClosing: false,
  });
}

/** What main and the tests share: logs, errors, trace ids, the contract's pages. */
export function configureApp(app: NestFastifyApplication): NestFastifyApplication {
  app.useLogger(app.get(Logger));
  app.useGlobalFilters(new ErrorFilter());
  acceptOnlyJson(app, BODY_BYTES);
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRequest', (request, reply, done) => {
      void reply.header('X-Trace-Id', request.id).header('X-Request-Id', request.id);
      done();
    });
  sendRateLimits(app);
  compressAnswers(app);
  closeConnectionsWhenStopping(app);
  serveOpenApi(app);
  // Otherwise the process ends itself by the signal again, which supervisors take for a failure.
  app.enableShutdownHooks(['SIGTERM', 'SIGINT'], { useProcessExit: true });
  return app;
}
