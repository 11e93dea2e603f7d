import { NestFastifyApplication } from '@nestjs/platform-fastify';
import { IncomingMessage } from 'node:http';
import { RoutedRequest, routeOf } from './route';

/** What became of an answer. */
export interface Answered {
  readonly status: number;
  /** Whether all of it left; otherwise its connection was broken off, by whichever side. */
  readonly isWhole: boolean;
  readonly durationMs: number;
}

interface Begun {
  readonly at: number;
  readonly bytesBefore: number;
  readonly request: RoutedRequest;
}

const BEGUN = new WeakMap<IncomingMessage, Begun>();

/** Notes when each request came. To be registered before whatever asks about that. */
export function noteRequests(app: NestFastifyApplication): void {
  const server = app.getHttpAdapter().getInstance();
  server.addHook('onRequest', (request, _reply, done) => {
    BEGUN.set(request.raw, { at: performance.now(), bytesBefore: request.raw.socket.bytesWritten, request });
    done();
  });
}

/** Calls back when an answer is over: sent, or broken off, also when it's one that Fastify didn't send. */
export function whenAnswered(app: NestFastifyApplication, listener: (request: RoutedRequest, answered: Answered) => void): void {
  const server = app.getHttpAdapter().getInstance();
  server.addHook('onRequest', (request, reply, done) => {
    reply.raw.once('close', () => {
      const { statusCode: status, writableFinished: isWhole } = reply.raw;
      listener(request, { status, isWhole, durationMs: performance.now() - (BEGUN.get(request.raw)?.at ?? performance.now()) });
    });
    done();
  });
}

/** The route and the bytes on the wire, head included, of the answer so far; for logs. */
export function factsOf(request: IncomingMessage): { readonly route: string | null; readonly bytes: number } {
  const begun = BEGUN.get(request);
  return { route: begun ? routeOf(begun.request) : null, bytes: begun ? request.socket.bytesWritten - begun.bytesBefore : 0 };
}
