import { LeadConnectorError } from '../errors';
import { resolveOptions } from '../options';
import { ManualRuntime } from '../testing/manual.runtime';
import { aRequest, aResponse } from '../testing/request.fixture';
import { createPipeline } from './pipeline';
import { RateLimiter } from './rate-limiter';
import { RawResponse, TransportRequest } from './transport.types';

describe('createPipeline', () => {
  /** The layers around a transport that gives the answers told, recording what reached it and when. */
  function setUp(...answers: readonly RawResponse[]) {
    const runtime = new ManualRuntime();
    const options = resolveOptions({
      rateLimit: { max: 1, intervalMs: 100 },
      circuitBreaker: { failures: 2, openMs: 5_000 },
      maxAttempts: 2,
    });
    const limiter = new RateLimiter(options.rateLimit, runtime);
    const reached: { at: number; request: TransportRequest }[] = [];
    const http = (request: TransportRequest): Promise<RawResponse> => {
      reached.push({ at: runtime.clock.monotonic(), request });
      return Promise.resolve(answers[reached.length - 1] ?? aResponse());
    };
    return { runtime, reached, send: createPipeline(http, limiter, options, runtime) };
  }

  it('authorizes what reaches HTTP, and gives back parsed JSON', async () => {
    const { reached, send } = setUp(aResponse({ json: { a: 1 } }));
    expect((await send(aRequest())).json).toEqual({ a: 1 });
    expect(reached[0]?.request.headers).toEqual({ authorization: 'Bearer secret-token' });
  });

  it('pays for a repetition out of the budget like for any request', async () => {
    const { runtime, reached, send } = setUp(aResponse({ status: 500 }), aResponse({ json: { a: 1 } }));
    const answer = send(aRequest());
    await runtime.advance(5_000);
    expect((await answer).json).toEqual({ a: 1 });
    // The backoff of 125 ms outlasts the interval of 100.
    expect(reached.map(({ at }) => at)).toEqual([0, 125]);
  });

  it('spends no slot and no wait while the circuit is open', async () => {
    const { runtime, reached, send } = setUp(aResponse({ status: 500 }), aResponse({ status: 500 }));
    const path = '/things';
    const outcome = expect(send(aRequest({ path }))).rejects.toMatchObject({ code: 'server-error' });
    await runtime.advance(1_000);
    await outcome;
    await expect(send(aRequest({ path }))).rejects.toMatchObject({ code: 'circuit-open', retryAfterMs: 4_125 });
    expect(reached).toHaveLength(2);
    await runtime.advance(4_125);
    expect((await send(aRequest({ path }))).json).toEqual({});
  });

  it('takes those that wait for a slot out of the line when the circuit opens', async () => {
    const { runtime, reached, send } = setUp(aResponse({ status: 503 }), aResponse({ status: 503 }));
    const outcomes = Promise.allSettled(Array.from({ length: 9 }, () => send(aRequest())));
    await runtime.advance(300);
    const codes = (await outcomes).map((outcome) => outcome.status === 'rejected' && (outcome.reason as LeadConnectorError).code);
    expect([reached.length, codes.filter((code) => code === 'circuit-open').length]).toEqual([2, 7]);
    expect(runtime.pending).toBe(0);
  });

  it('holds others of the location back too when one was refused', async () => {
    const { runtime, reached, send } = setUp(aResponse({ status: 429, headers: { 'retry-after': '2' } }));
    const answers = Promise.all([send(aRequest()), send(aRequest()), send(aRequest())]);
    await runtime.advance(10_000);
    await answers;
    expect(reached.map(({ at }) => at)).toEqual([0, 2_000, 2_101, 2_202]);
  });
});
