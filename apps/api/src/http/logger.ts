import { Params } from 'nestjs-pino';
import { FastifyReply, FastifyRequest } from 'fastify';
import { IncomingMessage } from 'node:http';
import { factsOf } from './answered';
import { requestIdOf } from './request-id';

/** Wherever they should appear in a logged object after all. */
const REDACTED = ['token', 'authorization', 'phone', 'email', 'body', 'fullName', 'contactName'].flatMap((name) => [
  name,
  `*.${name}`,
  `*.*.${name}`,
  `*.*.*.${name}`,
]);

/** Structured logs, one line a request: its method, route and path without the query, never a header or a body. */
export function loggerOptions(level: string): Params {
  return {
    pinoHttp: {
      level,
      genReqId: (request) => request.id,
      redact: { paths: REDACTED, censor: '[redacted]' },
      customProps: (request) => ({ traceId: request.id, requestId: requestIdOf(request.headers) ?? undefined }),
      // Probes come every few seconds, from everywhere.
      customLogLevel: ({ url }) => (url?.startsWith('/health/') ? 'debug' : 'info'),
      customSuccessObject: withFacts,
      customErrorObject: (request, _response, _error, logged: object) => withFacts(request, _response, logged),
      serializers: {
        req: ({ method, url }: FastifyRequest) => ({ method, path: url.split('?')[0] }),
        res: ({ statusCode }: FastifyReply) => ({ statusCode }),
        err: ({ name, message, code, stack }: Error & { code?: unknown }) => ({ type: name, message, code, stack }),
      },
    },
  };
}

function withFacts(request: IncomingMessage, _response: unknown, logged: object): object {
  return { ...logged, ...factsOf(request) };
}
