import { applyDecorators } from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';
import { ErrorSchema, UnavailableErrorSchema, ValidationErrorSchema } from './error.schema';

const RETRY_AFTER = {
  'Retry-After': { description: 'After how many seconds trying again makes sense.', schema: { type: 'integer' as const, example: 5 } },
};

/** The headers that tell an answer's trace. */
export const TRACE_HEADERS = {
  'X-Trace-Id': {
    description: 'The id of this request in our logs.',
    schema: { type: 'string' as const, example: '0b6f1c1e-7d1f-4c1b-9a52-3f0a3b0d9f11' },
  },
  'X-Request-Id': { description: 'The same.', schema: { type: 'string' as const, example: '0b6f1c1e-7d1f-4c1b-9a52-3f0a3b0d9f11' } },
};

function failure(
  status: number,
  description: string,
  type: typeof ErrorSchema | typeof ValidationErrorSchema | typeof UnavailableErrorSchema,
  waits = false,
) {
  return ApiResponse({ status, description, type, headers: { ...TRACE_HEADERS, ...(waits && RETRY_AFTER) } });
}

/** The errors of every route that asks LeadConnector whether the token may read the location. */
export function LocationErrorDocs(): MethodDecorator {
  return applyDecorators(
    failure(400, 'LeadConnector refused the request, or the Authorization header was given twice.', ErrorSchema),
    failure(401, 'No token, or LeadConnector does not accept it.', ErrorSchema),
    failure(403, 'LeadConnector does not accept the token for this location.', ErrorSchema),
    failure(404, 'LeadConnector does not know the location.', ErrorSchema),
    failure(422, 'Parameters are missing, unknown or not understood: every fault at once.', ValidationErrorSchema),
    failure(500, 'A fault of ours.', ErrorSchema),
    failure(502, 'LeadConnector answered with an error, or with something that is no answer.', UnavailableErrorSchema, true),
    failure(
      503,
      'Not now: the window is still being read (then with progress), LeadConnector is at its rate limit, the store is not reachable, or the service is stopping.',
      UnavailableErrorSchema,
      true,
    ),
    failure(504, 'LeadConnector did not answer in time.', UnavailableErrorSchema, true),
  );
}

/** The errors of a route that takes a body. */
export function BodyErrorDocs(): MethodDecorator {
  return applyDecorators(
    failure(413, 'The body is larger than 64 KiB.', ErrorSchema),
    failure(415, 'The body is no JSON (Content-Type: application/json).', ErrorSchema),
  );
}
