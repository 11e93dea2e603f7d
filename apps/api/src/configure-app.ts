import { NestFastifyApplication, FastifyAdapter } from '@nestjs/platform-fastify';
import { IncomingMessage } from 'node:http';
import { Logger } from 'nestjs-pino';
import { Environment } from './config/environment';
import { ENVIRONMENT } from './config/environment.token';
import { auditExports } from './audit/audit';
import { noteRequests } from './http/answered';
import { closeConnectionsWhenStopping } from './http/closing-connections';
import { compressAnswers } from './http/compression';
import { allowOrigins } from './http/cors';
import { acceptOnlyJson } from './http/body-parser';
import { ignoreOtherBodies } from './http/takes-body';
import { ErrorFilter } from './http/error.filter';
import { answerFrameworkError } from './http/framework-error';
import { sendRateLimits } from './http/rate-limit.headers';
import { boundUnsentAnswers } from './http/unsent-answers';
import { shedRequests } from './overload/shed-requests';
import { requestIdOf } from './http/request-id';
import { measureRequests } from './metrics/measure-requests';
import { serveOpenApi } from './openapi/openapi.setup';
import { beginTrace } from './tracing/request-trace';
import { traceRequests } from './tracing/trace-requests';

/** A search's parameters fit in a few KiB. */
const BODY_BYTES = 64 * 1024;

/**
 * For how long a connection without a request is kept, as each answer says: longer than load balancers do (60 s is usual), so that none of
 * these sends a request on one that is just being closed.
 */
export const KEEP_ALIVE_MS = 75_000;
/** Who sends a request a byte at a time is given up. */
const SLOW_CALLERS = {
  requestTimeout: 30_000,
  keepAliveTimeout: KEEP_ALIVE_MS,
  http: { headersTimeout: 15_000, connectionsCheckingInterval: 5_000 },
};
/** Far more than there is work for, and less than a process may have open. */
const MAX_CONNECTIONS = 10_000;

/** The HTTP server under the app. */
export function createAdapter(): FastifyAdapter {
  return new FastifyAdapter({
    bodyLimit: BODY_BYTES,
    genReqId: (request: IncomingMessage) => beginTrace(request).traceId,
    routerOptions: { maxParamLength: 256 },
    frameworkErrors: answerFrameworkError,
    // What comes on an open connection while the service is stopping is served like what came before: upstream gives up an event that it
    // gets a 503 for, and the store is there until the last request is answered.
    return503OnClosing: false,
    ...SLOW_CALLERS,
  });
}

/** What main and the tests share: logs, errors, trace ids, the contract's pages. */
export async function configureApp(app: NestFastifyApplication): Promise<void> {
  app.useLogger(app.get(Logger));
  app.useGlobalFilters(new ErrorFilter());
  allowOrigins(app);
  noteRequests(app);
  traceRequests(app);
  measureRequests(app);
  auditExports(app);
  acceptOnlyJson(app, BODY_BYTES);
  ignoreOtherBodies(app);
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRequest', (request, reply, done) => {
      void reply.header('X-Trace-Id', request.id).header('X-Request-Id', requestIdOf(request.headers) ?? request.id);
      done();
    });
  app.getHttpServer().maxConnections = MAX_CONNECTIONS;
  boundUnsentAnswers(app.getHttpServer());
  shedRequests(app);
  sendRateLimits(app);
  await compressAnswers(app);
  closeConnectionsWhenStopping(app);
  if (app.get<Environment>(ENVIRONMENT).ROLE !== 'worker') serveOpenApi(app);
}
