import { Params } from 'nestjs-pino';
import { FastifyReply, FastifyRequest } from 'fastify';

/** Wherever they should appear in a logged object after all. */
const REDACTED = ['token', 'authorization', 'phone', 'email', 'body', 'fullName', 'contactName'].flatMap((name) => [
  name,
  `*.${name}`,
  `*.*.${name}`,
  `*.*.*.${name}`,
]);

/** Structured logs, one line a request: its method and path without the query, never a header or a body. */
export function loggerOptions(level: string): Params {
  return {
    pinoHttp: {
      level,
      genReqId: (request) => request.id,
      redact: { paths: REDACTED, censor: '[redacted]' },
      customProps: (request) => ({ traceId: request.id }),
      serializers: {
        req: ({ method, url }: FastifyRequest) => ({ method, path: url.split('?')[0] }),
        res: ({ statusCode }: FastifyReply) => ({ statusCode }),
        err: ({ name, message, code, stack }: Error & { code?: unknown }) => ({ type: name, message, code, stack }),
      },
    },
  };
}
