import { ApiError, BrokenStreamError, ConnectionError, RateLimitedError, TimeoutError, UnavailableError } from '../errors.ts';

export interface RetryLimits {
  /** How often a request is sent in all when it fails again and again; 1 never repeats it. Default 5. */
  readonly maxAttempts: number;
  /** A wait that would end later than this after the call began isn't begun. Default 15 minutes. */
  readonly maxWaitMs: number;
}

export const DEFAULT_RETRY: RetryLimits = { maxAttempts: 5, maxWaitMs: 900_000 };
export const NO_RETRY: RetryLimits = { maxAttempts: 1, maxWaitMs: 0 };

export interface FailedAttempt {
  readonly method: string;
  readonly error: unknown;
  /** Failures in a row, this one included; 0 when the service is only not done yet. */
  readonly failures: number;
  /** Since the call began. */
  readonly elapsedMs: number;
}

const BASE_MS = 500;
const CAP_MS = 8_000;
/** Of which a second one changes nothing (RFC 9110, 9.2.2). */
const IDEMPOTENT = new Set(['GET', 'HEAD', 'PUT', 'DELETE']);

/**
 * How long to wait before the next attempt; null when there should be none. `Retry-After` is the least; on top comes exponential backoff
 * with full jitter, so that callers that failed together don't come back together.
 */
export function retryDelayMs(attempt: FailedAttempt, { maxAttempts, maxWaitMs }: RetryLimits, random: () => number): number | null {
  const { method, error, failures, elapsedMs } = attempt;
  if (!IDEMPOTENT.has(method) || !isPassing(error) || Math.max(failures, 1) >= maxAttempts) return null;
  const askedMs = error instanceof ApiError ? (error.retryAfterMs ?? 0) : 0;
  const backoffMs = random() * Math.min(CAP_MS, BASE_MS * 2 ** Math.max(failures - 1, 0));
  const delayMs = Math.round(askedMs + backoffMs);
  return elapsedMs + delayMs > maxWaitMs ? null : delayMs;
}

/** The service reads the window out of LeadConnector meanwhile: to ask again is to wait for it, not to repeat a failure. */
export function isStillReading(error: unknown): boolean {
  return error instanceof UnavailableError && error.progress !== null;
}

function isPassing(error: unknown): boolean {
  return [RateLimitedError, UnavailableError, ConnectionError, TimeoutError, BrokenStreamError].some((kind) => error instanceof kind);
}
