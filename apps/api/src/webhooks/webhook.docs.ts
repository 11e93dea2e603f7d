import { OpenAPIObject } from '@nestjs/swagger';
import { errorExample, TRACE_HEADERS } from '../http/error.docs';
import { errorSchemaPath } from '../http/error-schemas';
import { header } from '../openapi/header.docs';
import { SchemaObject } from '../openapi/parameter.docs';
import { WEBHOOK_PATH } from './webhook.route';

const TRACE_ID = '0b6f1c1e7d1f4c1b9a523f0a3b0d9f11';
const CACHE_CONTROL = header('Never cached.', 'no-store');

const refusal = (status: number, description: string, message: string) => ({
  description,
  headers: {
    'Cache-Control': CACHE_CONTROL,
    ...(status === 429 && { 'Retry-After': header('After how many seconds trying again makes sense.', 60) }),
    ...TRACE_HEADERS,
  },
  content: {
    'application/json': {
      schema: { $ref: errorSchemaPath(status) },
      example: errorExample({ status, message }),
    },
  },
});

/** The route of upstream's events, which is no controller's. */
export const WEBHOOK_PATHS: OpenAPIObject['paths'] = {
  [WEBHOOK_PATH]: {
    post: {
      operationId: 'receiveWebhook',
      tags: ['Webhooks'],
      summary: "Takes LeadConnector's events",
      description:
        'Exists where WEBHOOK_PUBLIC_KEYS is set. The signature is over the bytes of the body. 200 means that the event is on disk, or was before, or is of a location or a type that is nothing to us. LeadConnector repeats what is answered 429, and nothing else, so every fault of ours is a 429.',
      security: [],
      parameters: [
        {
          name: 'X-GHL-Signature',
          in: 'header',
          required: true,
          description: 'Ed25519 over the bytes of the body, in base64. Where RSA keys are set, X-WH-Signature may stand in for it.',
          schema: { type: 'string', pattern: '^[A-Za-z0-9+/]{86}==$' },
        },
      ],
      requestBody: {
        required: true,
        description: 'An event, up to 1 MiB; its content type is not looked at.',
        content: {
          'application/json': {
            schema: { $ref: '#/components/schemas/WebhookEvent' },
            example: {
              type: 'InboundMessage',
              locationId: 've9EPM428h8vShlRW1KT',
              messageId: 'msg1AbCdEfGhIjKlMnOp',
              userId: 'usr1AbCdEfGhIjKlMnOp',
              messageType: 'CALL',
              direction: 'inbound',
              dateAdded: '2025-10-30T22:45:46.260Z',
              webhookId: '7a1f6a52-8f0e-4a0e-9a52-0b6f1c1e3f0a',
              timestamp: '2025-10-30T22:47:07.000Z',
            },
          },
        },
      },
      responses: {
        200: {
          description: 'Nothing more is to be done by LeadConnector.',
          headers: { 'Cache-Control': CACHE_CONTROL, ...TRACE_HEADERS },
          content: {
            'application/json': {
              schema: { $ref: '#/components/schemas/WebhookReceipt' },
              example: { status: 'stored', traceId: TRACE_ID },
            },
          },
        },
        401: refusal(401, 'The signature is missing, given twice or does not hold.', 'The signature is missing or does not hold.'),
        404: refusal(404, 'No WEBHOOK_PUBLIC_KEYS are set.', `Cannot POST ${WEBHOOK_PATH}`),
        413: refusal(413, 'The body is larger than 1 MiB.', 'Request body is too large'),
        429: refusal(429, 'The event could not be kept.', 'The event can not be kept right now; send it again.'),
      },
    },
  },
};

/** The bodies of that route. */
export const WEBHOOK_SCHEMAS: Record<string, SchemaObject> = {
  WebhookEvent: { type: 'object', description: 'An event as LeadConnector sends it.', additionalProperties: true },
  WebhookReceipt: {
    type: 'object',
    description: 'What became of an event.',
    required: ['status', 'traceId'],
    properties: {
      status: {
        type: 'string',
        enum: ['stored', 'known', 'ignored'],
        description: 'Kept now, kept before, or nothing to us.',
        example: 'stored',
      },
      traceId: { type: 'string', description: 'The id of this request in our logs.', example: TRACE_ID },
    },
  },
};
