import Fastify, { FastifyError, FastifyInstance } from 'fastify';
import { indexPage } from '../routes/index-page';
import { Backend } from '../routes/route';
import { consentPage } from '../oauth/consent-page';
import { oauthRoutes } from '../oauth/oauth.routes';
import { routes } from '../routes/routes';
import { Gate, serve } from './exchange';
import { UpstreamError } from './upstream-error';

/** The HTTP face of a sandbox, not yet listening. Closing it ends every connection at once, answered or not. */
export function createServer(backend: Backend, gate: Gate): FastifyInstance {
  const server = Fastify({ forceCloseConnections: true, bodyLimit: 10_000_000, routerOptions: { ignoreTrailingSlash: true } });
  // OAuth's bodies are forms.
  server.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) =>
    done(null, Object.fromEntries(new URLSearchParams(String(body)))),
  );
  for (const route of [...routes, ...oauthRoutes]) {
    server.route({
      method: route.method,
      url: route.path.replaceAll(/\{(\w+)\}/g, ':$1'),
      // Returning the reply tells Fastify that it was, or never will be, sent here.
      handler: async (request, reply) => {
        await serve(route, backend, gate, request, reply).catch((error: unknown) => {
          if (!gate.closing.aborted) throw error;
          // A delay was cut short: the client gets no answer, as from a server that went down.
          reply.hijack();
          reply.raw.destroy();
        });
        return reply;
      },
    });
  }
  server.get('/', () => indexPage(backend));
  server.get('/oauth/chooselocation', (request, reply) => consentPage(backend, request, reply));
  const refuse = (error: UpstreamError) => ({ ...error.body(), traceId: backend.ids.traceId() });
  server.setNotFoundHandler((request, reply) => {
    const error = new UpstreamError(404, `Cannot ${request.method} ${request.url.split('?', 1)[0]}`);
    return reply.headers(gate.limiter.headers(undefined)).status(404).send(refuse(error));
  });
  server.setErrorHandler((error: FastifyError, _request, reply) => {
    const refused = new UpstreamError(
      error.statusCode ?? 500,
      error.statusCode ? error.message : `The sandbox itself failed: ${error.message}`,
    );
    return reply.headers(gate.limiter.headers(undefined)).status(refused.statusCode).send(refuse(refused));
  });
  return server;
}
