import { applyDecorators } from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';
import { STATUS_CODES } from 'node:http';
import { header } from '../openapi/header.docs';
import { codeOfStatus, ErrorCode } from './error-code';
import { errorSchemaPath } from './error-schemas';
import { rateLimitHeaderDocs } from './rate-limit.docs';
import { varyOn } from './vary';
import { WalkProgressSchema } from './walk-progress.schema';

const TRACE_ID_EXAMPLE = '0b6f1c1e7d1f4c1b9a523f0a3b0d9f11';

/** The headers that tell an answer's trace. */
export const TRACE_HEADERS = {
  'X-Trace-Id': header('The id of the trace of this request, in our logs too.', TRACE_ID_EXAMPLE),
  'X-Request-Id': header("The caller's own, or the same.", TRACE_ID_EXAMPLE),
};

/** The headers of a page of messages, changed or not. */
export const PAGE_HEADERS = {
  ETag: header("Changes exactly when the location's data, the query or complete does.", 'W/"Qm9va3MgYXJlIGJldHRlciB0aGFuIGNyYXdsZXJz"'),
  Age: header('How many seconds ago LeadConnector was last asked for changes; absent when it never was, with allowPartial.', 12, false),
  'Cache-Control': header('Always private, no-cache: another page may be there at any moment.', 'private, no-cache'),
  Vary: header('What the answer depends on; where pages of other origins are let in, on Origin, too.', varyOn('Authorization', 'Accept')),
  ...rateLimitHeaderDocs(true),
  ...TRACE_HEADERS,
};

/** The headers of a probe's answer. */
export const PROBE_HEADERS = {
  'Cache-Control': header('A probe is never cached.', 'no-store'),
  ...TRACE_HEADERS,
};

/** The headers of an error: with a status, those that only it has. */
export function errorHeaders(status: number) {
  return {
    'Cache-Control': header('An error is never cached.', 'no-store'),
    ...(status === 401 && { 'WWW-Authenticate': header('What is wanted: a bearer token.', 'Bearer') }),
    ...((status === 429 || status >= 502) && {
      // Trying again doesn't help against every 502.
      'Retry-After': header('After how many seconds trying again makes sense.', 5, status !== 502),
    }),
    // Who is refused learns nothing of the location; bodies are read before it's known.
    ...(![401, 403, 413, 415].includes(status) && rateLimitHeaderDocs(false)),
    ...TRACE_HEADERS,
  };
}

export interface Failure {
  readonly status: number;
  readonly description: string;
  /** What the answer says; a list of faults with 422. */
  readonly message: string | readonly string[];
  /** Unless the status alone tells it. */
  readonly code?: ErrorCode;
  readonly progress?: WalkProgressSchema;
}

/** One documented error. */
export function failure({ status, description, ...told }: Failure): MethodDecorator {
  const content = { 'application/json': { schema: { $ref: errorSchemaPath(status) }, example: errorExample({ status, ...told }) } };
  return ApiResponse({ status, description, content, headers: errorHeaders(status) });
}

/** The body of an error, as it would be sent. */
export function errorExample({ status, message, code = codeOfStatus(status), progress }: Omit<Failure, 'description'>) {
  return { statusCode: status, message, error: STATUS_CODES[status], code, traceId: TRACE_ID_EXAMPLE, ...(progress && { progress }) };
}

/** The errors of every route that asks LeadConnector whether the token may read the location. */
export function LocationErrorDocs(): MethodDecorator {
  return applyDecorators(
    failure({
      status: 400,
      description: 'LeadConnector refused the request, the Authorization header was given twice, or the cursor is not of this search.',
      message: 'The cursor belongs to other filters or another sort.',
      code: 'cursor-of-other-query',
    }),
    failure({ status: 401, description: 'No token, or LeadConnector does not accept it.', message: 'Invalid JWT' }),
    failure({
      status: 403,
      description: 'LeadConnector does not accept the token for this location.',
      message: 'The token does not have access to this location.',
    }),
    failure({ status: 404, description: 'LeadConnector does not know the location.', message: 'Location not found' }),
    failure({
      status: 422,
      description: 'Parameters are missing, unknown or not understood: every fault at once.',
      message: [
        'locationId must be the id of a location: 1 to 128 printable characters without spaces; it is missing',
        'limit must be a whole number from 1 to 1000; given "ten"',
      ],
    }),
    failure({ status: 500, description: 'A fault of ours.', message: 'Something went wrong on our side.' }),
    failure({
      status: 502,
      description: 'LeadConnector answered with an error, or with something that is no answer.',
      message: 'LeadConnector: GET /conversations/messages/export: server-error 500',
      code: 'server-error',
    }),
    failure({
      status: 503,
      description:
        'Not now: the window is still being read (then with progress), LeadConnector is at its rate limit, the store is not reachable, or the service is stopping.',
      message: 'The window is still being read from LeadConnector.',
      code: 'sync-incomplete',
      progress: { messagesRead: 12500, messagesStored: 12500, pages: 25, fraction: 0.62, remainingMs: 4200 },
    }),
    failure({
      status: 504,
      description: 'LeadConnector did not answer in time.',
      message: 'LeadConnector: GET /conversations/messages/export: response timeout',
      code: 'timeout',
    }),
  );
}

/** The errors of a route that takes a body. */
export function BodyErrorDocs(): MethodDecorator {
  return applyDecorators(
    failure({ status: 413, description: 'The body is larger than 64 KiB.', message: 'Request body is too large' }),
    failure({
      status: 415,
      description: 'The body is no JSON (Content-Type: application/json).',
      message: 'Unsupported Media Type: text/plain',
    }),
  );
}
