import { NestFastifyApplication } from '@nestjs/platform-fastify';

/** JSON is the only body: of what Nest and Fastify bring beside it, forms would be read as parameters and text as a broken body. */
export function acceptOnlyJson(app: NestFastifyApplication, bodyLimit: number): void {
  const server = app.getHttpAdapter().getInstance();
  const parse = server.getDefaultJsonParser('error', 'error');
  server.removeContentTypeParser('text/plain');
  // Once one parser is registered, Nest adds none of its own.
  app.useBodyParser('application/json', { bodyLimit }, (request, body, done) => {
    void parse(request as never, body.toString(), done);
  });
}
