import { LeadConnectorError, LeadConnectorFailure } from '../errors';
import { shouldRetry } from './should-retry';

const CALL = { method: 'GET', path: '/things' };

/** Failure, worth it on an idempotent endpoint, worth it on another. */
const TABLE: readonly [LeadConnectorFailure, boolean, boolean][] = [
  [{ code: 'rate-limited', source: 'upstream', retryAfterMs: 1 }, true, true],
  [{ code: 'rate-limited', source: 'local', retryAfterMs: 1 }, false, false],
  [{ code: 'server-error', status: 500 }, true, false],
  [{ code: 'server-error', status: 501 }, false, false],
  [{ code: 'server-error', status: 502 }, true, false],
  [{ code: 'server-error', status: 503 }, true, false],
  [{ code: 'server-error', status: 504 }, true, false],
  [{ code: 'network', errno: 'ECONNRESET' }, true, false],
  [{ code: 'timeout', phase: 'connect' }, true, false],
  [{ code: 'timeout', phase: 'response' }, true, false],
  [{ code: 'timeout', phase: 'call' }, false, false],
  [{ code: 'invalid-response', reason: 'truncated' }, true, false],
  [{ code: 'invalid-response', reason: 'not-json' }, true, false],
  [{ code: 'invalid-response', reason: 'wrong-shape' }, false, false],
  [{ code: 'invalid-response', reason: 'too-large' }, false, false],
  [{ code: 'bad-request' }, false, false],
  [{ code: 'unauthorized' }, false, false],
  [{ code: 'forbidden' }, false, false],
  [{ code: 'not-found' }, false, false],
  [{ code: 'unprocessable' }, false, false],
  [{ code: 'unexpected-status', status: 302 }, false, false],
  [{ code: 'circuit-open', retryAfterMs: 1 }, false, false],
  [{ code: 'aborted' }, false, false],
  [{ code: 'stalled-paging' }, false, false],
];

describe('shouldRetry', () => {
  it.each(TABLE)('%j: idempotent %s, else %s', (failure, idempotent, otherwise) => {
    const error = new LeadConnectorError(failure, CALL);
    expect([shouldRetry(error, true), shouldRetry(error, false)]).toEqual([idempotent, otherwise]);
  });

  it('leaves faults of the program alone', () => {
    expect(shouldRetry(new TypeError('bug'), true)).toBe(false);
  });
});
