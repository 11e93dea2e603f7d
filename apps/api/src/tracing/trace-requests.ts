import { context, SpanStatusCode } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ServerResponse } from 'node:http';
import { RoutedRequest, routeOf } from '../http/route';
import { traceOf } from './request-trace';

/** Makes a request's trace the active one in everything that is done for it, so that statements and calls upstream belong to it. */
export function traceRequests(app: NestFastifyApplication): void {
  // Also where no spans are exported: upstream is told the trace in any case. A second one in this process changes nothing.
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  const server = app.getHttpAdapter().getInstance();
  server.addHook('onRequest', (request, reply, done) => {
    const { span, context: traced } = traceOf(request);
    if (span.isRecording()) reply.raw.once('close', () => endSpan(request, reply.raw));
    context.with(traced, done);
  });
  // A body is read in the events of its connection, which know nothing of the request.
  server.addHook('preValidation', (request, _reply, done) => context.with(traceOf(request).context, done));
}

/** The path's template, and no path: ids of contacts and messages stand in paths, and anything in that of no route. */
function endSpan(request: RoutedRequest, answer: ServerResponse): void {
  const { span } = traceOf(request);
  const route = routeOf(request);
  if (route !== null) span.updateName(`${request.method} ${route}`).setAttribute('http.route', route);
  span.setAttribute('http.response.status_code', answer.statusCode);
  if (answer.statusCode >= 500 || !answer.writableFinished) span.setStatus({ code: SpanStatusCode.ERROR });
  span.end();
}
