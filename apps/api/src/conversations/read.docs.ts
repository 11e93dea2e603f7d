import { applyDecorators } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiResponse } from '@nestjs/swagger';
import { TRACE_HEADERS } from '../http/error.docs';
import { rateLimitHeaderDocs } from '../http/rate-limit.docs';
import { varyOn } from '../http/vary';
import { header } from '../openapi/header.docs';
import { DocumentedParameter, idSchema, QueryDocs, RequestIdDocs, SchemaObject } from '../openapi/parameter.docs';
import { ReadErrorDocs } from './read-error.docs';
import { ANSWER_SOURCES } from './read.types';

type Schema = SchemaObject | { readonly $ref: string };

/** What tells one of upstream's reads from the others. */
export interface DocumentedRead {
  readonly operationId: string;
  readonly summary: string;
  readonly description: string;
  readonly parameters: Readonly<Record<string, DocumentedParameter>>;
  readonly answer: Schema;
  /** Whether the location is a parameter, rather than something that the answer tells. */
  readonly isLocated: boolean;
}

/** The contract of one of upstream's reads. */
export function ReadDocs({ operationId, summary, description, parameters, answer, isLocated }: DocumentedRead): MethodDecorator {
  return applyDecorators(
    ApiOperation({ operationId, tags: ['Conversations'], summary, description }),
    QueryDocs(parameters, { mayBeEmpty: true }),
    ApiHeader({
      name: 'Version',
      required: false,
      description: "LeadConnector's API version, which its clients send. It is not looked at: the service is configured with one.",
      schema: { type: 'string', examples: ['2021-07-28'] },
    }),
    ApiHeader({
      name: 'Cache-Control',
      required: false,
      description: 'no-cache: ask LeadConnector now. max-age=N: take no answer that is older than this many seconds.',
      schema: { type: 'string', examples: ['no-cache'] },
    }),
    ...(isLocated ? [] : [LocationHeaderDocs()]),
    RequestIdDocs(),
    ApiResponse({ status: 200, description: "LeadConnector's answer.", schema: answer, headers: readHeaders(isLocated) }),
    ReadErrorDocs(),
  );
}

function LocationHeaderDocs(): MethodDecorator {
  return ApiHeader({
    name: 'X-Location-Id',
    required: false,
    description:
      'The location that it belongs to. Without it the location is found out, which may spend from the budgets of several. LeadConnector must accept the token for it.',
    schema: idSchema('ve9EPM428h8vShlRW1KT'),
  });
}

function readHeaders(isLocated: boolean) {
  const servedBy = header('Where the answer comes from: our copy, LeadConnector, or an answer of it that was kept for a moment.', 'store');
  return {
    Age: header('How many seconds ago LeadConnector was asked; absent when it was asked for this request.', 12, false),
    'Cache-Control': header('Always private, no-cache: another answer may be there at any moment.', 'private, no-cache'),
    Vary: header('What the answer depends on; where pages of other origins are let in, on Origin, too.', varyOn('Authorization')),
    'X-Served-By': { ...servedBy, schema: { ...servedBy.schema, enum: [...ANSWER_SOURCES] } },
    'X-Upstream-Trace-Id': header("LeadConnector's own id of the request, where it told one.", '7d1f0b6f-4c1b', false),
    ...rateLimitHeaderDocs(isLocated),
    ...TRACE_HEADERS,
  };
}
