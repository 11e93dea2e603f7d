import { NestFastifyApplication, RouteConfig } from '@nestjs/platform-fastify';

/** What a route that takes a body is configured with. */
export const WITH_BODY = { takesBody: true } as const;

/** Marks a route that takes a body. */
export const TakesBody = (): MethodDecorator => RouteConfig(WITH_BODY);

/**
 * No other route sees a body, as none of GET does: clients send an empty one in chunks where they know no length, and of no type. What comes is
 * thrown away as it comes.
 */
export function ignoreOtherBodies(app: NestFastifyApplication): void {
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRequest', ({ raw: { headers }, routeOptions }, _reply, done) => {
      const { takesBody = false } = routeOptions.config as Partial<typeof WITH_BODY>;
      if (!takesBody) for (const name of OF_BODIES) delete headers[name];
      done();
    });
}

/** What says that there is a body to read. */
const OF_BODIES = ['content-type', 'content-length', 'transfer-encoding'];
