import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels, ApiHeader, ApiOperation, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import { failure, LocationErrorDocs, TRACE_HEADERS } from '../http/error.docs';
import { rateLimitHeaderDocs } from '../http/rate-limit.docs';
import { varyOn } from '../http/vary';
import { header } from '../openapi/header.docs';
import { DocumentedParameter, idSchema, QueryDocs, RequestIdDocs, MaxAgeDocs } from '../openapi/parameter.docs';
import { MAX_LIMIT, MAX_WAIT_SECONDS } from './changes.parameters';
import { ChangesAnswerSchema, ChangeSchema } from './changes.schema';

const PARAMETERS: Readonly<Record<string, DocumentedParameter>> = {
  locationId: {
    required: true,
    description: 'The location whose changes are followed.',
    schema: { ...idSchema('ve9EPM428h8vShlRW1KT'), example: 've9EPM428h8vShlRW1KT' },
  },
  since: {
    required: true,
    description:
      'The position after which changes are wanted: next of the answer before. `beginning` brings every message that there is, and then what changes; `now` only what changes from now on.',
    schema: { type: 'string', pattern: '^(now|beginning|[A-Za-z0-9_-]{20,1024})$', example: 'beginning' },
  },
  limit: { description: 'Changes an answer.', schema: { type: 'integer', minimum: 1, maximum: MAX_LIMIT, default: 100 } },
  type: {
    description:
      'Only changes of messages of these types, comma separated or repeated; all without. A position is none of the types: a type that is added later is followed from then on.',
    schema: {
      type: 'array',
      items: { type: 'string', pattern: '^(TYPE_)?[A-Za-z0-9_]{1,64}$' },
      minItems: 1,
      maxItems: 50,
      examples: [['TYPE_CALL', 'TYPE_SMS']],
    },
  },
  includeContact: {
    description:
      "Add the contact's fullName, contactName, companyName, email and phone to each message. A contact that changes is no change of its messages.",
    schema: { type: 'boolean', default: false },
  },
  wait: {
    description: 'While there is no change, wait for one for this many seconds before answering that there is none.',
    schema: { type: 'integer', minimum: 0, maximum: MAX_WAIT_SECONDS, default: 0 },
  },
};

const EVENT_DATA = {
  'x-event-data': { oneOf: [{ $ref: getSchemaPath(ChangeSchema) }, { $ref: '#/components/schemas/Error' }] },
};

/** The contract of the change feed. */
export function ChangesDocs(): MethodDecorator {
  return applyDecorators(
    ApiExtraModels(ChangesAnswerSchema),
    ApiOperation({
      operationId: 'followChanges',
      tags: ['Messages'],
      summary: "Follow a location's changes",
      description:
        'Every message that was added, changed or deleted after a position, in the order in which it was stored, each as it is now: a message that changed again meanwhile comes once, at the place of its last change. Who stores what it gets and then keeps next ends with exactly what there is, however often it begins again from there. With Accept: text/event-stream the same comes as a stream that goes on until one side ends it; the id of each event is the position after it.',
    }),
    QueryDocs(PARAMETERS),
    MaxAgeDocs(),
    ApiHeader({
      name: 'Last-Event-ID',
      required: false,
      description: 'Of a stream that broke off: the id of the last event. It is used in the place of since.',
      schema: { type: 'string', examples: ['bm90LWEtcmVhbC1wb3NpdGlvbg'] },
    }),
    RequestIdDocs(),
    ApiResponse({
      status: 200,
      description: 'What changed.',
      content: {
        'application/json': { schema: { $ref: getSchemaPath(ChangesAnswerSchema) } },
        // What a stream carries, OpenAPI 3.1 has no words for: the data of each event.
        'text/event-stream': { schema: { type: 'string' }, ...EVENT_DATA },
      },
      headers: {
        'Cache-Control': header('Always no-store: the next answer is another.', 'no-store'),
        Vary: header(
          'What the answer depends on; where pages of other origins are let in, on Origin, too.',
          varyOn('Authorization', 'Accept'),
        ),
        'X-Accel-Buffering': header('Of a stream: always no, so that no proxy holds it back.', 'no', false),
        ...rateLimitHeaderDocs(true),
        ...TRACE_HEADERS,
      },
    }),
    LocationErrorDocs(),
    failure({
      status: 410,
      description: 'What changed after the position is not known any more: it is too old, or the rows of the location were removed.',
      message:
        'The changes after this position are not known any more: begin again with since=beginning, and replace your copy with what it brings.',
      code: 'position-gone',
    }),
  );
}
