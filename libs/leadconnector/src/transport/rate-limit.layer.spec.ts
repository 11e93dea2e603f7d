import { LeadConnectorError } from '../errors';
import { ManualRuntime } from '../testing/manual.runtime';
import { aRequest, aResponse } from '../testing/request.fixture';
import { rateLimitLayer } from './rate-limit.layer';
import { RateLimiter } from './rate-limiter';

describe('rateLimitLayer', () => {
  it('passes the answer on and lets the limiter learn from its headers', async () => {
    const limiter = new RateLimiter({ max: 2, intervalMs: 100 }, new ManualRuntime());
    const response = aResponse({ status: 404, headers: { 'x-ratelimit-max': '9' } });
    expect(await rateLimitLayer(limiter)(() => Promise.resolve(response))(aRequest())).toBe(response);
    expect(limiter.budget('loc1')).toMatchObject({ limit: 9, remaining: 8 });
  });

  it('gives the budget of a failed request back in time', async () => {
    const runtime = new ManualRuntime();
    const limiter = new RateLimiter({ max: 2, intervalMs: 100 }, runtime);
    const fault = new LeadConnectorError({ code: 'network', errno: 'ECONNRESET' }, aRequest());
    await expect(rateLimitLayer(limiter)(() => Promise.reject(fault))(aRequest())).rejects.toBe(fault);
    expect(limiter.budget('loc1').remaining).toBe(1);
    await runtime.advance(1_101);
    expect(limiter.budget('loc1').remaining).toBe(2);
  });
});
