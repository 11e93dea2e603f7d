import { isLeadConnectorError } from '../errors';

/** 500, 502, 503 and 504 pass; 501 and its like won't change by asking again. */
const TRANSIENT_STATUSES: ReadonlySet<number> = new Set([500, 502, 503, 504]);

/**
 * Whether the request that failed with `error` should be sent again. A 429 was refused unread, so it may always be; whatever
 * leaves open if upstream acted on the request only when the endpoint is idempotent. A refusal by our own budget or an open
 * circuit sent nothing, and would come again.
 */
export function shouldRetry(error: unknown, idempotent: boolean): boolean {
  if (!isLeadConnectorError(error)) return false;
  switch (error.code) {
    case 'rate-limited':
      return error.source === 'upstream';
    case 'server-error':
      return idempotent && TRANSIENT_STATUSES.has(error.status);
    case 'network':
      return idempotent;
    case 'timeout':
      return idempotent && error.phase !== 'call';
    case 'invalid-response':
      return idempotent && (error.reason === 'truncated' || error.reason === 'not-json');
    default:
      return false;
  }
}
