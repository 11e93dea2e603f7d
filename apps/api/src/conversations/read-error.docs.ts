import { applyDecorators } from '@nestjs/common';
import { failure } from '../http/error.docs';

/** The errors of upstream's reads: its own refusals as it gives them, and what keeps it from answering. */
export function ReadErrorDocs(): MethodDecorator {
  return applyDecorators(
    failure({
      status: 400,
      description: 'LeadConnector refused the request, the Authorization header was given twice, or the cursor is not of this list.',
      message: 'The cursor belongs to other filters or another sort.',
      code: 'cursor-of-other-query',
    }),
    failure({ status: 401, description: 'No token, or LeadConnector does not accept it.', message: 'Invalid JWT' }),
    failure({
      status: 403,
      description: 'LeadConnector does not accept the token for this location.',
      message: 'The token does not have access to this location.',
    }),
    failure({ status: 404, description: 'LeadConnector does not know what was asked for.', message: 'Message not found' }),
    failure({
      status: 422,
      description: 'Parameters are missing, unknown or not understood, here or by LeadConnector: every fault at once.',
      message: [
        'locationId must be the id of a location: 1 to 128 printable characters without spaces; it is missing',
        'limit must be a whole number from 10 to 500; given 1000',
      ],
    }),
    failure({
      status: 429,
      description: "The location's budget of requests is spent for longer than a request may wait.",
      message: 'LeadConnector: GET /conversations/messages/{messageId}: rate-limited (local), retry after 4200 ms',
      code: 'too-many-requests',
    }),
    failure({ status: 500, description: 'A fault of ours.', message: 'Something went wrong on our side.' }),
    failure({
      status: 502,
      description: 'LeadConnector answered with an error, or with something that is no answer.',
      message: 'LeadConnector: GET /conversations/search: server-error 500',
      code: 'server-error',
    }),
    failure({
      status: 503,
      description:
        'Not now: LeadConnector has failed too often for this location, the list goes on in a copy that is still being read (then with progress), or the service is stopping.',
      message: 'LeadConnector: GET /conversations/search: circuit-open, retry after 5000 ms',
      code: 'circuit-open',
    }),
    failure({
      status: 504,
      description: 'LeadConnector did not answer in time.',
      message: 'LeadConnector: GET /conversations/search: response timeout',
      code: 'timeout',
    }),
  );
}
