import { NestFastifyApplication } from '@nestjs/platform-fastify';
import { IncomingMessage, Server, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { Logger } from 'nestjs-pino';
import { Environment } from '../config/environment';
import { ENVIRONMENT } from '../config/environment.token';
import { Draining } from './draining';

/** What was sent just before the server was to stop may still be on its way. */
const GRACE_MS = 500;
/** Of the time that there is to stop, the part in which answers may end by themselves: the store has to be closed after them. */
const SHARE_FOR_ANSWERS = 0.8;

/**
 * Lets connections end with the request in flight on them from the moment the service is to stop soon, so that callers come back by another one, maybe to
 * another process. Once the server is to stop, those that are idle are closed: one that was kept alive for a next request would hold the process up
 * until its time-out, and so would one on which nothing was ever sent. What has arrived by then is read first, by an immediate: timers that are overdue
 * since the process stood still would come before it.
 */
export function closeConnectionsWhenStopping(app: NestFastifyApplication): void {
  const fastify = app.getHttpAdapter().getInstance();
  const connections = new Connections(fastify.server);
  const draining = app.get(Draining);
  const { SHUTDOWN_DELAY_MS, SHUTDOWN_TIMEOUT_MS } = app.get<Environment>(ENVIRONMENT);
  const patienceMs = (SHUTDOWN_TIMEOUT_MS - SHUTDOWN_DELAY_MS) * SHARE_FOR_ANSWERS;
  fastify.addHook('preClose', (done) => {
    draining.begin();
    const timer = setInterval(() => setImmediate(() => connections.closeUnused()), GRACE_MS);
    const end = setTimeout(() => {
      app.get(Logger).warn(`${connections.cut()} requests that did not end were cut off`, 'Shutdown');
    }, patienceMs);
    fastify.server.once('close', () => {
      clearInterval(timer);
      clearTimeout(end);
    });
    done();
  });
  fastify.addHook('onSend', (_request, reply, payload, done) => {
    if (draining.hasBegun) void reply.header('Connection', 'close');
    done(null, payload);
  });
}

/** The open connections of a server, and how many requests are in flight on each. */
class Connections {
  private readonly inFlight = new Map<Socket, number>();

  constructor(server: Server) {
    server.on('connection', (socket: Socket) => {
      this.inFlight.set(socket, 0);
      socket.once('close', () => this.inFlight.delete(socket));
    });
    server.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
      this.count(socket, 1);
      response.once('close', () => this.count(socket, -1));
    });
  }

  closeUnused(): void {
    for (const [socket, requests] of this.inFlight) if (requests === 0) socket.destroy();
  }

  /** @returns how many requests were in flight */
  cut(): number {
    const counts = [...this.inFlight.values()];
    for (const socket of this.inFlight.keys()) socket.destroy();
    return counts.reduce((sum, count) => sum + count, 0);
  }

  private count(socket: Socket, by: number): void {
    const requests = this.inFlight.get(socket);
    if (requests !== undefined) this.inFlight.set(socket, requests + by);
  }
}
