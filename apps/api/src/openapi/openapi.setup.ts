import { NestFastifyApplication } from '@nestjs/platform-fastify';
import { SwaggerModule } from '@nestjs/swagger';
import { createOpenApiDocument } from './document';

/** Serves the contract at /openapi.json and a page to try it at /docs, which loads nothing from other hosts. */
export function serveOpenApi(app: NestFastifyApplication): void {
  SwaggerModule.setup('docs', app, () => createOpenApiDocument(app), {
    jsonDocumentUrl: 'openapi.json',
    raw: ['json'],
    customSiteTitle: 'LeadConnector messages',
    customCss: '.swagger-ui .topbar { display: none }',
    // The validator would be asked at another host.
    swaggerOptions: { validatorUrl: null, displayRequestDuration: true, defaultModelsExpandDepth: 0 },
  });
}
