import { ConnectionError, RateLimitedError, ServerError, TimeoutError, UnavailableError } from '../errors.ts';
import { DEFAULT_RETRY, FailedAttempt, NO_RETRY, RetryLimits, retryDelayMs } from './retry-delay.ts';

const CALL = { method: 'GET', path: '/' };
const FAULT = { statusCode: 503, code: null, messages: ['Not now.'], traceId: null, retryAfterMs: null, progress: null };
const PROGRESS = { messagesRead: 1, messagesStored: 1, pages: 1, fraction: null, remainingMs: null };
const UNAVAILABLE = new UnavailableError(CALL, FAULT);
const READING = new UnavailableError(CALL, { ...FAULT, retryAfterMs: 2_000, progress: PROGRESS });

const delayAfter = (attempt: Partial<FailedAttempt>, limits: RetryLimits = DEFAULT_RETRY, random = 0.5): number | null =>
  retryDelayMs({ method: 'GET', error: UNAVAILABLE, failures: 1, elapsedMs: 0, ...attempt }, limits, () => random);

describe('retryDelayMs', () => {
  it('doubles the ceiling of its random wait with each failure, up to 8 seconds', () => {
    const many = { ...DEFAULT_RETRY, maxAttempts: 50 };
    expect([1, 2, 3, 4, 5, 6, 40].map((failures) => delayAfter({ failures }, many))).toEqual([250, 500, 1_000, 2_000, 4_000, 4_000, 4_000]);
    expect(delayAfter({ failures: 4 }, DEFAULT_RETRY, 0)).toBe(0);
  });

  it('never comes back sooner than it was asked to', () => {
    const error = new RateLimitedError(CALL, { ...FAULT, statusCode: 429, retryAfterMs: 7_000 });
    expect([0, 0.5].map((random) => delayAfter({ error }, DEFAULT_RETRY, random))).toEqual([7_000, 7_250]);
  });

  it.each([
    ['a network that fails', new ConnectionError(CALL, new TypeError('fetch failed')), 250],
    ['an answer that is late', new TimeoutError(CALL, 90_000), 250],
    ['a fault of the service', new ServerError(CALL, { ...FAULT, statusCode: 500 }), null],
    ['whatever else', new Error('of the caller'), null],
  ])('after %s', (_, error, expected) => {
    expect(delayAfter({ error })).toBe(expected);
  });

  it.each([
    ['GET', 250],
    ['HEAD', 250],
    ['PUT', 250],
    ['DELETE', 250],
    ['POST', null],
    ['PATCH', null],
  ])('of a %s', (method, expected) => {
    expect(delayAfter({ method })).toBe(expected);
  });

  it('gives up after the last attempt', () => {
    expect([4, 5].map((failures) => delayAfter({ failures }))).toEqual([2_000, null]);
  });

  it('begins no wait that would be too long', () => {
    expect([899_750, 899_751].map((elapsedMs) => delayAfter({ elapsedMs }))).toEqual([250, null]);
  });

  it('waits on while the service reads, which is no failure, within the same time', () => {
    expect([0, 897_751].map((elapsedMs) => delayAfter({ error: READING, failures: 0, elapsedMs }))).toEqual([2_250, null]);
  });

  it('repeats nothing when told so', () => {
    expect([delayAfter({}, NO_RETRY, 0), delayAfter({ error: READING, failures: 0 }, { ...DEFAULT_RETRY, maxAttempts: 1 })]).toEqual([
      null,
      null,
    ]);
  });
});
