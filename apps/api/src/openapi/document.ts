import { INestApplication } from '@nestjs/common';
import { DocumentBuilder, OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { NEW_CONNECTION_SCHEMA } from '../connections/connections.docs';
import { errorSchemas } from '../http/error-schemas';
import { SEARCH_PARAMETERS_SCHEMA } from '../search/search.docs';
import { WEBHOOK_PATHS, WEBHOOK_SCHEMAS } from '../webhooks/webhook.docs';
import { OPERATOR } from '../admin/admin.docs';
import { withRealExamples } from './real-examples';
import { withNullTypes } from './nullable';
import { withSharedParts } from './shared-parts';

const REQUEST_SCHEMAS = { SearchParameters: SEARCH_PARAMETERS_SCHEMA, NewConnection: NEW_CONNECTION_SCHEMA };

const DESCRIPTION = `Every call and SMS of a LeadConnector location by update date, each with the user who handled it and the contact it was with.

Callers send their own LeadConnector token; LeadConnector itself decides which locations it may read. Unknown parameters are errors, and every fault of a request is reported at once.

Every error has a code, by which programs tell what is wrong. Expect fields, codes and other values that are not described here: they may be added at any time. What is to go is marked as deprecated at least six months before.`;

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
    .addTag('Conversations', "LeadConnector's own reads, at its paths and in its shapes")
    .addTag('Sync', 'How far the copy of a location is')
    .addTag('Webhooks', "LeadConnector's events, and those that could not be applied")
    .addTag('Connections', 'Stored credentials, with which locations are synced without being asked')
    .addTag('Health', 'Probes')
    .addBearerAuth(
      {
        type: 'http',
        scheme: 'bearer',
        // Nest says JWT unless told otherwise; Private Integration Tokens aren't, and nobody here looks into a token.
        bearerFormat: undefined,
        description:
          "A LeadConnector token of the location: a Private Integration Token or an OAuth access token, with the scopes conversations/message.readonly and conversations.readonly (contacts.readonly adds the contacts' assignees as evidence). In the demo: pit-sandbox-main.",
      },
      'leadconnector',
    )
    .addBearerAuth(
      {
        type: 'http',
        scheme: 'bearer',
        bearerFormat: undefined,
        description: "The operator's key, ADMIN_TOKEN. Without it these routes do not exist.",
      },
      OPERATOR,
    )
    .addSecurityRequirements('leadconnector')
    .build();
  const document = SwaggerModule.createDocument(app, config);
  const schemas = { ...document.components?.schemas, ...errorSchemas(), ...WEBHOOK_SCHEMAS, ...REQUEST_SCHEMAS };
  return withSharedParts(
    withNullTypes(
      withRealExamples({
        ...document,
        paths: { ...document.paths, ...WEBHOOK_PATHS },
        components: { ...document.components, schemas },
      }),
    ),
  );
}
