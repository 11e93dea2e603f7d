import { resolveOptions } from './options';

describe('resolveOptions', () => {
  it("defaults to upstream's own host and limits", () => {
    expect(resolveOptions({ userAgent: undefined })).toEqual({
      baseUrl: 'https://services.leadconnectorhq.com',
      version: '2021-07-28',
      connectTimeoutMs: 5_000,
      responseTimeoutMs: 15_000,
      callTimeoutMs: 60_000,
      maxResponseBytes: 33_554_432,
      maxAttempts: 5,
      rateLimit: { max: 100, intervalMs: 10_000 },
      sharedBudget: null,
      userAgent: 'leadconnector-client',
      maxSockets: 256,
      maxConcurrent: 20,
      circuitBreaker: { failures: 20, openMs: 2_000 },
      onAccepted: expect.any(Function) as () => void,
      onExchange: expect.any(Function) as () => void,
    });
  });

  it('takes the slash off the base URL', () => {
    expect(resolveOptions({ baseUrl: 'http://127.0.0.1:4010/api//' }).baseUrl).toBe('http://127.0.0.1:4010/api');
  });

  it.each(['', 'services.example', 'ftp://a.example', 'https://user:pass@a.example', 'https://a.example/?x=1'])(
    'refuses %j as base URL',
    (baseUrl) => {
      expect(() => resolveOptions({ baseUrl })).toThrow(/baseUrl must be/);
    },
  );

  it('names every fault at once', () => {
    const options = {
      version: 'a\nb',
      maxAttempts: 0,
      callTimeoutMs: 2 ** 31,
      rateLimit: { max: 1.5, intervalMs: 10 },
      circuitBreaker: { failures: 0, openMs: 1 },
    };
    expect(() => resolveOptions(options)).toThrow(/version .*callTimeoutMs .*maxAttempts .*rateLimit\.max .*circuitBreaker\.failures /);
  });
});
