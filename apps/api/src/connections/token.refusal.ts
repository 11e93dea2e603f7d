import { UnprocessableEntityException } from '@nestjs/common';
import { isLeadConnectorError, LeadConnectorError } from '@app/leadconnector';

const REFUSALS = ['bad-request', 'unauthorized', 'forbidden', 'not-found', 'unprocessable'] as const;

/**
 * What an operator is told whose token LeadConnector refuses: always 422, a fault of the token that was given. A 401 would seem to speak
 * of the operator's own key. Any other failure stays what it is.
 */
export function tokenRefusal(error: unknown): unknown {
  if (!isLeadConnectorError(error, ...REFUSALS)) return error;
  return new UnprocessableEntityException([`token must be one that LeadConnector accepts for this location; it said: ${wordsOf(error)}`]);
}

function wordsOf({ messages, code }: LeadConnectorError): string {
  return messages.length > 0 ? messages.join(' ') : code;
}
