import { LeadConnectorErrorCode } from '@app/leadconnector';
import { MessagesErrorCode } from '@app/messages';

/** How an error is answered. */
export interface ErrorStatus {
  readonly status: number;
  /** Where waiting helps: after how many seconds. */
  readonly retryAfterSeconds?: number;
  /** Whether upstream's own message is passed on. */
  readonly passesMessage?: boolean;
}

/**
 * Every error of the domain and of upstream. Upstream's refusals pass through as such; that it can't answer is our 502, 503 or 504, so
 * that a caller can tell its own faults from upstream's.
 */
export const ERROR_STATUS: Readonly<Record<LeadConnectorErrorCode | MessagesErrorCode, ErrorStatus>> = {
  'bad-request': { status: 400, passesMessage: true },
  unauthorized: { status: 401, passesMessage: true },
  forbidden: { status: 403, passesMessage: true },
  'not-found': { status: 404, passesMessage: true },
  unprocessable: { status: 422, passesMessage: true },
  'rate-limited': { status: 503, retryAfterSeconds: 10 },
  'server-error': { status: 502, retryAfterSeconds: 5 },
  'unexpected-status': { status: 502 },
  network: { status: 502, retryAfterSeconds: 5 },
  timeout: { status: 504, retryAfterSeconds: 5 },
  'invalid-response': { status: 502, retryAfterSeconds: 5 },
  aborted: { status: 503, retryAfterSeconds: 1 },
  'stalled-paging': { status: 502, retryAfterSeconds: 5 },
  'cursor-invalid': { status: 400 },
  'cursor-of-other-query': { status: 400 },
  'last-message-unknown': { status: 400 },
  'sync-incomplete': { status: 503, retryAfterSeconds: 5 },
  'upstream-unusable': { status: 502, retryAfterSeconds: 30 },
  'lease-lost': { status: 503, retryAfterSeconds: 1 },
  'store-unavailable': { status: 503, retryAfterSeconds: 2 },
  stopping: { status: 503, retryAfterSeconds: 1 },
};
