import type { LeadConnectorMessagesError } from '../errors.ts';
import { isStillReading, retryDelayMs } from '../policy/retry-delay.ts';
import type { RetryLimits } from '../policy/retry-delay.ts';
import type { Runtime } from '../runtime.ts';
import type { Layer } from './transport.types.ts';

/** What is about to be tried again, and why. */
export interface Retry {
  /** What went wrong; an UnavailableError may say how far the reading out of LeadConnector is. */
  readonly error: LeadConnectorMessagesError;
  /** Failures in a row so far. */
  readonly failures: number;
  /** How long is waited first. */
  readonly delayMs: number;
}

/** Sends again what may be sent again, within the limits; else the error that came last is the outcome. */
export function retryLayer(limits: RetryLimits, { now, random, sleep }: Runtime, onRetry?: (retry: Retry) => void): Layer {
  return (next) => async (request) => {
    const began = now();
    for (let failures = 0; ;) {
      try {
        // A copy, since a request's body can be read only once.
        return await next(request.clone());
      } catch (error) {
        if (request.signal.aborted) throw error;
        failures = isStillReading(error) ? 0 : failures + 1;
        const delayMs = retryDelayMs({ method: request.method, error, failures, elapsedMs: now() - began }, limits, random);
        if (delayMs === null) throw error;
        onRetry?.({ error: error as LeadConnectorMessagesError, failures, delayMs });
        await sleep(delayMs, request.signal);
      }
    }
  };
}
