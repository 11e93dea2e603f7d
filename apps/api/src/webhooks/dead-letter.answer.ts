import { DeadLetter } from '@app/messages';
import { DeadLetterSchema } from './webhooks.schema';

/** A dead letter in the API's words. */
export function toDeadLetter({ at, receivedAt, diedAt, bodyStart, ...rest }: DeadLetter): DeadLetterSchema {
  return {
    id: rest.id,
    locationId: rest.locationId,
    type: rest.type,
    timestamp: at === null ? null : toIso(at),
    receivedAt: toIso(receivedAt),
    diedAt: toIso(diedAt),
    attempts: rest.attempts,
    reason: rest.reason,
    body: bodyStart.toString('utf8'),
    bodyBytes: rest.bodyBytes,
  };
}

function toIso(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
