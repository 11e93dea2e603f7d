import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels, ApiOperation, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import { GROUP_KEYS } from '@app/messages';
import { LocationErrorDocs, PAGE_HEADERS } from '../http/error.docs';
import {
  DocumentedParameter,
  idSchema,
  momentSchema,
  QueryDocs,
  RequestIdDocs,
  IfNoneMatchDocs,
  MaxAgeDocs,
} from '../openapi/parameter.docs';
import { StatsAnswerSchema, StatsUserSchema } from './stats.schema';

const PARAMETERS: Readonly<Record<string, DocumentedParameter>> = {
  locationId: {
    required: true,
    description: 'The location whose messages are counted.',
    schema: { ...idSchema('ve9EPM428h8vShlRW1KT'), example: 've9EPM428h8vShlRW1KT' },
  },
  type: {
    required: true,
    description: "One or more of LeadConnector's message types, comma separated or repeated. The TYPE_ prefix may be left out.",
    schema: {
      type: 'array',
      items: { type: 'string', pattern: '^(TYPE_)?[A-Za-z0-9_]{1,64}$' },
      minItems: 1,
      maxItems: 50,
      example: ['TYPE_CALL'],
    },
  },
  startDate: {
    description:
      'Only messages created (dateAdded, not dateUpdated) at this moment or later: epoch milliseconds, ISO 8601 with an offset, or a date, which begins at its midnight in the time zone.',
    schema: momentSchema('2025-10-01', 1759276800000),
  },
  endDate: {
    description: 'Only messages created (dateAdded) up to this moment, which is included; a date is included to its end in the time zone.',
    schema: momentSchema('2025-10-31', 1761868800000),
  },
  timezone: {
    description: 'The time zone of days, by its name in the IANA database.',
    schema: { type: 'string', default: 'UTC', examples: ['Europe/Berlin'] },
  },
  groupBy: {
    description:
      'What to count by, comma separated; without it, only the total. With user, the token needs the scope users.readonly, and each user has name and e-mail address.',
    schema: {
      type: 'array',
      items: { type: 'string', enum: [...GROUP_KEYS] },
      minItems: 1,
      maxItems: GROUP_KEYS.length,
      uniqueItems: true,
      examples: [['user', 'day']],
    },
  },
  allowPartial: {
    description: 'Answer soon with what is there, marked complete: false, rather than wait for what is missing.',
    schema: { type: 'boolean', default: false },
  },
  userId: {
    description: 'Only messages of this user, or `none` for those that belong to nobody.',
    schema: idSchema('usr1AbCdEfGhIjKlMnOp'),
  },
  direction: { description: 'Only messages of this direction.', schema: { type: 'string', enum: ['inbound', 'outbound'] } },
  status: {
    description: 'Only messages of this status.',
    schema: { type: 'string', pattern: '^[A-Za-z0-9_-]{1,64}$', examples: ['completed'] },
  },
};

/** The contract of reports. */
export function StatsDocs(): MethodDecorator {
  return applyDecorators(
    ApiExtraModels(StatsAnswerSchema, StatsUserSchema),
    ApiOperation({
      operationId: 'countMessages',
      tags: ['Messages'],
      summary: 'Count messages by user, day, direction and status',
      description:
        'Counts of messages by the date of their creation (dateAdded): when the call or the text happened. The search is by dateUpdated, so the same dates given there may find other messages. Of calls (types that end in _CALL): how many were answered and missed, and how long people talked. What is missing of the copy is read from LeadConnector first.',
    }),
    QueryDocs(PARAMETERS),
    MaxAgeDocs(),
    IfNoneMatchDocs(),
    RequestIdDocs(),
    ApiResponse({
      status: 200,
      description: 'The report.',
      content: { 'application/json': { schema: { $ref: getSchemaPath(StatsAnswerSchema) } } },
      headers: PAGE_HEADERS,
    }),
    ApiResponse({ status: 304, description: 'The report is the one that the caller has. asOf may have moved on.', headers: PAGE_HEADERS }),
    LocationErrorDocs(),
  );
}
