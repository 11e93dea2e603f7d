import { NestFastifyApplication } from '@nestjs/platform-fastify';

/**
 * Lets connections end with the request that is in flight on them once the server is to stop. Those that are idle are closed anyway;
 * one that was kept alive for a next request would hold the process up until its time-out.
 */
export function closeConnectionsWhenStopping(app: NestFastifyApplication): void {
  const server = app.getHttpAdapter().getInstance();
  let isStopping = false;
  server.addHook('preClose', (done) => {
    isStopping = true;
    done();
  });
  server.addHook('onSend', (_request, reply, payload, done) => {
    if (isStopping) void reply.header('Connection', 'close');
    done(null, payload);
  });
}
