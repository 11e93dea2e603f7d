import { NestFastifyApplication } from '@nestjs/platform-fastify';
import { IncomingMessage, Server, ServerResponse } from 'node:http';
import { Socket } from 'node:net';

/** What was sent just before the server was to stop may still be on its way. */
const GRACE_MS = 500;

/**
 * Lets connections end with the request that is in flight on them once the server is to stop. Those that are idle are closed anyway; one
 * that was kept alive for a next request would hold the process up until its time-out, and so would one on which nothing was ever sent.
 */
export function closeConnectionsWhenStopping(app: NestFastifyApplication): void {
  const fastify = app.getHttpAdapter().getInstance();
  const connections = new Connections(fastify.server);
  let isStopping = false;
  fastify.addHook('preClose', (done) => {
    isStopping = true;
    const timer = setInterval(() => connections.closeUnused(), GRACE_MS);
    fastify.server.once('close', () => clearInterval(timer));
    done();
  });
  fastify.addHook('onSend', (_request, reply, payload, done) => {
    if (isStopping) void reply.header('Connection', 'close');
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

  private count(socket: Socket, by: number): void {
    const requests = this.inFlight.get(socket);
    if (requests !== undefined) this.inFlight.set(socket, requests + by);
  }
}
