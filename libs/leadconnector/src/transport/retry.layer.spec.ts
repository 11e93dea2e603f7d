import { LeadConnectorError, LeadConnectorFailure } from '../errors';
import { ManualRuntime } from '../testing/manual.runtime';
import { aRequest } from '../testing/request.fixture';
import { retryLayer } from './retry.layer';
import { TransportRequest } from './transport.types';

const BAD_GATEWAY: LeadConnectorFailure = { code: 'server-error', status: 502 };

/** Fails as told, one failure an attempt, then answers `ok`. */
function failing(...failures: readonly LeadConnectorFailure[]): {
  attempts: () => number;
  next: (request: TransportRequest) => Promise<string>;
} {
  let attempts = 0;
  const next = (request: TransportRequest): Promise<string> => {
    const failure = failures[attempts++];
    return failure ? Promise.reject(new LeadConnectorError(failure, request)) : Promise.resolve('ok');
  };
  return { attempts: () => attempts, next };
}

describe('retryLayer', () => {
  it('waits longer each time, at random, and gives the answer that comes at last', async () => {
    const runtime = new ManualRuntime();
    const { next } = failing(BAD_GATEWAY, { code: 'network', errno: 'ECONNRESET' }, BAD_GATEWAY);
    const answer = retryLayer(5, runtime)(next)(aRequest());
    await runtime.advance(10_000);
    expect([await answer, runtime.slept]).toEqual(['ok', [125, 250, 500]]);
  });

  it('gives up after the last attempt, with the last error', async () => {
    const runtime = new ManualRuntime();
    const { attempts, next } = failing(BAD_GATEWAY, BAD_GATEWAY, { code: 'server-error', status: 503 });
    const answer = retryLayer(3, runtime)(next)(aRequest());
    const outcome = expect(answer).rejects.toMatchObject({ status: 503 });
    await runtime.advance(10_000);
    await outcome;
    expect(attempts()).toBe(3);
  });

  it('does not wait after a 429: the rate limit below does', async () => {
    const runtime = new ManualRuntime();
    const { next } = failing({ code: 'rate-limited', source: 'upstream', retryAfterMs: 9_000 });
    expect([await retryLayer(5, runtime)(next)(aRequest()), runtime.slept]).toEqual(['ok', []]);
  });

  it('waits at least as long as a server error asks', async () => {
    const runtime = new ManualRuntime();
    const answer = retryLayer(5, runtime)(failing({ ...BAD_GATEWAY, retryAfterMs: 3_000 }).next)(aRequest());
    await runtime.advance(3_000);
    expect([await answer, runtime.slept]).toEqual(['ok', [3_000]]);
  });

  it('gives an open circuit no second try, and tells the fault that opened it', async () => {
    const runtime = new ManualRuntime();
    const open: LeadConnectorFailure = { code: 'circuit-open', retryAfterMs: 5_000 };
    const { attempts, next } = failing(BAD_GATEWAY, open, open);
    const outcome = expect(retryLayer(5, runtime)(next)(aRequest())).rejects.toMatchObject(BAD_GATEWAY);
    await runtime.advance(125);
    await outcome;
    await expect(retryLayer(5, runtime)(next)(aRequest())).rejects.toMatchObject(open);
    expect(attempts()).toBe(3);
  });

  it('does not repeat what might have been done already', async () => {
    const { attempts, next } = failing(BAD_GATEWAY);
    await expect(retryLayer(5, new ManualRuntime())(next)(aRequest({ idempotent: false }))).rejects.toMatchObject(BAD_GATEWAY);
    expect(attempts()).toBe(1);
  });

  it('fails with the fault at once when the wait does not fit into the call', async () => {
    const runtime = new ManualRuntime();
    await expect(retryLayer(5, runtime)(failing(BAD_GATEWAY).next)(aRequest({ deadline: 125 }))).rejects.toMatchObject(BAD_GATEWAY);
    expect(runtime.slept).toEqual([]);
  });

  it('stops waiting when the call is aborted', async () => {
    const runtime = new ManualRuntime();
    const controller = new AbortController();
    const { attempts, next } = failing(BAD_GATEWAY);
    const answer = retryLayer(5, runtime)(next)(aRequest({ signal: controller.signal }));
    const outcome = expect(answer).rejects.toThrow('enough');
    await runtime.advance(1);
    controller.abort(new Error('enough'));
    await outcome;
    expect([attempts(), runtime.pending]).toEqual([1, 0]);
  });
});
