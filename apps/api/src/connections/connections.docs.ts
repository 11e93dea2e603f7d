import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiParam, ApiResponse } from '@nestjs/swagger';
import { OperatorDocs } from '../admin/admin.docs';
import { BodyErrorDocs, failure, TRACE_HEADERS } from '../http/error.docs';
import { idSchema, QueryDocs, RequestIdDocs, SchemaObject } from '../openapi/parameter.docs';
import { ConnectionAnswerSchema, ConnectionDeletionSchema, ConnectionListSchema } from './connections.schema';

const EXAMPLE_LOCATION = 've9EPM428h8vShlRW1KT';

/** The body with which a location is connected. */
export const NEW_CONNECTION_SCHEMA: SchemaObject = {
  type: 'object',
  description: 'A credential to store.',
  required: ['type', 'token'],
  additionalProperties: false,
  properties: {
    type: { type: 'string', enum: ['private-integration'], description: 'What kind of credential it is.' },
    token: { type: 'string', pattern: '^[A-Za-z0-9._~+/-]{1,8192}=*$', description: 'The token.' },
  },
  example: { type: 'private-integration', token: 'pit-00000000-0000-0000-0000-000000000000' },
};

function connectionDocs(
  operationId: string,
  summary: string,
  description: string,
  type: new () => object,
  answer: string,
): MethodDecorator {
  return applyDecorators(
    ApiOperation({ operationId, tags: ['Connections'], summary, description }),
    RequestIdDocs(),
    ApiResponse({ status: 200, description: answer, type, headers: TRACE_HEADERS }),
    OperatorDocs(),
  );
}

function LocationParam(): MethodDecorator {
  return ApiParam({ name: 'locationId', description: 'The location.', schema: idSchema(EXAMPLE_LOCATION) });
}

export function ListConnectionsDocs(): MethodDecorator {
  return applyDecorators(
    connectionDocs(
      'listConnections',
      'The connected locations',
      'By id of the location, page by page.',
      ConnectionListSchema,
      'A page of them.',
    ),
    QueryDocs({
      limit: { description: 'How many.', schema: { type: 'integer', minimum: 1, maximum: 1000, default: 100 } },
      after: { description: 'The location after which the page begins: nextAfter of the page before.', schema: idSchema(EXAMPLE_LOCATION) },
    }),
  );
}

export function GetConnectionDocs(): MethodDecorator {
  return applyDecorators(
    connectionDocs('getConnection', "A location's connection", 'Its secret is never told.', ConnectionAnswerSchema, 'It is there.'),
    LocationParam(),
  );
}

export function PutConnectionDocs(): MethodDecorator {
  return applyDecorators(
    connectionDocs(
      'putConnection',
      'Connect a location with a Private Integration Token',
      'LeadConnector is asked first whether it accepts the token for this location. The token is stored encrypted, in the place of any credential before. A purge that was to come is called off.',
      ConnectionAnswerSchema,
      'It is stored.',
    ),
    LocationParam(),
    ApiBody({ required: true, schema: { $ref: '#/components/schemas/NewConnection' } }),
    failure({
      status: 400,
      description: 'The Authorization header was given twice, or the body is no JSON.',
      message: 'The body must be a JSON object with the parameters as its fields.',
    }),
    failure({
      status: 409,
      description: 'The service has no key to encrypt it with.',
      message: 'Connections need ENCRYPTION_KEYS to be set: base64 of 32 random bytes.',
      code: 'encryption-key-missing',
    }),
    BodyErrorDocs(),
    failure({
      status: 422,
      description: 'Parameters are not understood, or LeadConnector does not accept the token for this location.',
      message: ['token must be one that LeadConnector accepts for this location; it said: Invalid JWT'],
    }),
    failure({
      status: 502,
      description: 'LeadConnector answered with an error; nothing was stored.',
      message: 'LeadConnector: GET /conversations/messages/export: server-error 500',
      code: 'server-error',
    }),
    failure({
      status: 504,
      description: 'LeadConnector did not answer in time; nothing was stored.',
      message: 'LeadConnector: GET /conversations/messages/export: response timeout',
      code: 'timeout',
    }),
  );
}

export function DeleteConnectionDocs(): MethodDecorator {
  return applyDecorators(
    connectionDocs(
      'deleteConnection',
      'Disconnect a location',
      'It is not synced any more. With purge=true everything that is stored of it is removed as well, at once; walks under way store nothing more.',
      ConnectionDeletionSchema,
      'It is not there any more.',
    ),
    LocationParam(),
    QueryDocs({
      purge: { description: 'Whether to remove all that is stored of the location.', schema: { type: 'boolean', default: false } },
    }),
  );
}
