import { applyDecorators } from '@nestjs/common';
import { ApiSecurity } from '@nestjs/swagger';
import { failure } from '../http/error.docs';

/** The name of the security scheme in the contract. */
export const OPERATOR = 'operator';

/** What every route of the operator's has: its key, the refusals without it, and that the route may not be there. */
export function OperatorDocs(): MethodDecorator {
  return applyDecorators(
    ApiSecurity(OPERATOR),
    failure({
      status: 400,
      description: 'The Authorization header was given twice.',
      message: 'The Authorization header must be given once; given 2 times.',
    }),
    failure({ status: 401, description: "No key, or not the operator's.", message: "This is not the operator's key." }),
    failure({ status: 404, description: 'There is no such thing, or the service has no ADMIN_TOKEN.', message: 'Cannot GET /connections' }),
    failure({
      status: 422,
      description: 'Parameters are missing, unknown or not understood: every fault at once.',
      message: ['limit must be a whole number from 1 to 1000; given "ten"'],
    }),
    failure({ status: 500, description: 'A fault of ours.', message: 'Something went wrong on our side.' }),
    failure({
      status: 503,
      description: 'The store is not reachable, or the service is stopping.',
      message: 'The store can not be reached.',
      code: 'store-unavailable',
    }),
  );
}
