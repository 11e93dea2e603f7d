import { LeadConnectorErrorCode } from '@app/leadconnector';
import { MessagesErrorCode } from '@app/messages';

/** A code that only upstream's own paths have. */
export type UpstreamPathCode = 'too-many-requests';

/** How an error is answered. */
export interface ErrorStatus {
  readonly status: number;
  /** On upstream's own paths, where it differs: their clients know upstream's answer, and often what to do about it. A code has one status. */
  readonly asUpstream?: { readonly status: number; readonly code: UpstreamPathCode };
  /** Where waiting helps: after how many seconds. */
  readonly retryAfterSeconds?: number;
  /** Whether upstream's own message is passed on. */
  readonly passesMessage?: boolean;
}

/**
 * Every error of the domain and of upstream. Upstream's refusals pass through as such; that it can't answer is our 502, 503 or 504, so
 * that a caller can tell its own faults from upstream's. A spent budget is 429 where it was the caller's request that would have spent
 * it, on upstream's paths; a search that finds it spent has sent upstream nothing too often, so there it's 503.
 */
export const ERROR_STATUS: Readonly<Record<LeadConnectorErrorCode | MessagesErrorCode, ErrorStatus>> = {
  'bad-request': { status: 400, passesMessage: true },
  unauthorized: { status: 401, passesMessage: true },
  forbidden: { status: 403, passesMessage: true },
  'not-found': { status: 404, passesMessage: true },
  unprocessable: { status: 422, passesMessage: true },
  'rate-limited': { status: 503, asUpstream: { status: 429, code: 'too-many-requests' }, retryAfterSeconds: 10 },
  'circuit-open': { status: 503, retryAfterSeconds: 2 },
  'server-error': { status: 502, retryAfterSeconds: 5 },
  'unexpected-status': { status: 502 },
  network: { status: 502, retryAfterSeconds: 5 },
  timeout: { status: 504, retryAfterSeconds: 5 },
  'invalid-response': { status: 502, retryAfterSeconds: 5 },
  aborted: { status: 503, retryAfterSeconds: 1 },
  'stalled-paging': { status: 502, retryAfterSeconds: 5 },
  'cursor-invalid': { status: 400 },
  'cursor-of-other-query': { status: 400 },
  'position-invalid': { status: 400 },
  'position-gone': { status: 410 },
  'last-message-unknown': { status: 400 },
  'sync-incomplete': { status: 503, retryAfterSeconds: 5 },
  'upstream-unusable': { status: 502, retryAfterSeconds: 30 },
  'lease-lost': { status: 503, retryAfterSeconds: 1 },
  // Not 503: it won't pass by itself.
  'encryption-key-missing': { status: 409 },
  'store-unavailable': { status: 503, retryAfterSeconds: 2 },
  stopping: { status: 503, retryAfterSeconds: 1 },
};
