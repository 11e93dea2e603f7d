import { INestApplication } from '@nestjs/common';
import { DocumentBuilder, OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { withNullTypes } from './nullable';

const DESCRIPTION = `Every call and SMS of a LeadConnector location by update date, each with the user who handled it and the contact it was with.

Callers send their own LeadConnector token; LeadConnector itself decides which locations it may read. Unknown parameters are errors, and every fault of a request is reported at once.`;

/** The contract, from the code. The committed openapi.json is the same text; a check fails when they differ. */
export function createOpenApiDocument(app: INestApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('LeadConnector messages')
    .setDescription(DESCRIPTION)
    .setVersion('0.1.0')
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .addServer('/', 'Where this document is served')
    .addTag('Messages', 'Calls, SMS and other messages of a location')
    .addTag('Sync', 'How far the copy of a location is')
    .addTag('Health', 'Probes')
    .addBearerAuth(
      {
        type: 'http',
        scheme: 'bearer',
        description:
          "A LeadConnector token of the location: a Private Integration Token or an OAuth access token, with the scopes conversations/message.readonly and conversations.readonly (contacts.readonly adds the contacts' assignees as evidence).",
      },
      'leadconnector',
    )
    .addSecurityRequirements('leadconnector')
    .build();
  return withNullTypes(SwaggerModule.createDocument(app, config));
}
