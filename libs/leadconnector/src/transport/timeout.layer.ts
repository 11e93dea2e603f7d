import { LeadConnectorError } from '../errors';
import { NO_LONGER_NEEDED, Sleep } from '../runtime';
import { Layer } from './transport.types';

/**
 * Ends a request whose answer isn't there whole within `responseTimeoutMs` of its leaving. Waiting for a connection doesn't
 * count: that has a time-out of its own.
 */
export function timeoutLayer<Response>(responseTimeoutMs: number, sleep: Sleep): Layer<Response> {
  return (next) => async (request) => {
    const attempt = new AbortController();
    const timer = new AbortController();
    const onAbort = (): void => attempt.abort(request.signal.reason);
    const onSent = (): void => {
      sleep(responseTimeoutMs, timer.signal).then(
        () => attempt.abort(new LeadConnectorError({ code: 'timeout', phase: 'response' }, request)),
        () => undefined,
      );
    };
    request.signal.throwIfAborted();
    request.signal.addEventListener('abort', onAbort);
    try {
      return await next({ ...request, signal: attempt.signal, onSent });
    } finally {
      request.signal.removeEventListener('abort', onAbort);
      timer.abort(NO_LONGER_NEEDED);
    }
  };
}
