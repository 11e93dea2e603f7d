import { isLeadConnectorError, LeadConnectorError } from '../errors';
import { backoffMs } from '../policy/backoff';
import { shouldRetry } from '../policy/should-retry';
import { Runtime } from '../runtime';
import { Layer } from './transport.types';

/**
 * Sends again what is worth it, at most `maxAttempts` times in all. After a 429 it doesn't wait itself: the rate limit below
 * has paused the location, and holds this request back among the others, in turn.
 */
export function retryLayer<Response>(maxAttempts: number, { clock, random, sleep }: Runtime): Layer<Response> {
  return (next) => async (request) => {
    let fault: LeadConnectorError | undefined;
    for (let attempt = 1; ; attempt++) {
      try {
        return await next(request);
      } catch (error) {
        // What opened the circuit says more than that it is open.
        if (fault && isLeadConnectorError(error, 'circuit-open')) throw fault;
        if (attempt >= maxAttempts || !shouldRetry(error, request.idempotent)) throw error;
        const waitMs = isLeadConnectorError(error, 'rate-limited') ? 0 : Math.max(backoffMs(attempt, random), askedFor(error));
        // The true fault says more than the time-out of the call that waiting would end in.
        if (clock.monotonic() + waitMs >= request.deadline) throw error;
        if (waitMs > 0) await sleep(waitMs, request.signal);
        if (isLeadConnectorError(error)) fault = error;
      }
    }
  };
}

function askedFor(error: unknown): number {
  return isLeadConnectorError(error, 'server-error') ? (error.retryAfterMs ?? 0) : 0;
}
