import { NestFastifyApplication, FastifyAdapter } from '@nestjs/platform-fastify';
import { IncomingMessage } from 'node:http';
import { Logger } from 'nestjs-pino';
import { ErrorFilter } from './http/error.filter';
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
  });
}

/** What main and the tests share: logs, errors, trace ids, the contract's pages. */
export function configureApp(app: NestFastifyApplication): NestFastifyApplication {
  app.useLogger(app.get(Logger));
  app.useGlobalFilters(new ErrorFilter());
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRequest', (request, reply, done) => {
      void reply.header('X-Trace-Id', request.id).header('X-Request-Id', request.id);
      done();
    });
  serveOpenApi(app);
  app.enableShutdownHooks(['SIGTERM', 'SIGINT']);
  return app;
}
