import { createLeadConnectorClient, LeadConnectorClient, LeadConnectorOptions } from './index';
import { HttpUpstream, json, startHttpUpstream } from './testing/http-upstream.fixture';
import { ManualRuntime } from './testing/manual.runtime';

const CREDENTIAL = { locationId: 'loc1', token: 'secret-token' };

describe("a call's deadline", () => {
  let upstream: HttpUpstream;
  let client: LeadConnectorClient;
  let runtime: ManualRuntime;

  beforeEach(async () => {
    upstream = await startHttpUpstream();
    runtime = new ManualRuntime();
  });

  afterEach(async () => {
    client.close();
    await upstream.close();
  });

  const connect = (options: LeadConnectorOptions): void => {
    client = createLeadConnectorClient(
      { baseUrl: upstream.baseUrl, responseTimeoutMs: 90_000, callTimeoutMs: 600_000, ...options },
      runtime,
    );
  };
  const call = (timeoutMs?: number): Promise<unknown> => client.searchConversations(CREDENTIAL, {}, { timeoutMs });

  /** What becomes of a call that may take three seconds, when they have passed. */
  const outcomeAfterThreeSeconds = async (): Promise<unknown> => {
    const before = runtime.clock.monotonic();
    const outcome = call(3_000).then(
      () => ({ code: 'answered' }),
      (error: unknown) => ({ error, afterMs: runtime.clock.monotonic() - before }),
    );
    await runtime.advance(3_000);
    return outcome;
  };

  it('strikes while the answer is waited for', async () => {
    connect({});
    upstream.script(() => undefined);
    const arrived = upstream.nextRequest();
    const outcome = call(3_000).catch((error: unknown) => error);
    await arrived;
    await runtime.advance(3_000);
    expect(await outcome).toMatchObject({ code: 'timeout', phase: 'call' });
  });

  it('strikes in the second attempt as in the first', async () => {
    connect({});
    upstream.script(json({}, 503), () => undefined);
    const outcome = call(3_000).catch((error: unknown) => error);
    while (!runtime.slept.includes(125)) await new Promise(setImmediate);
    const again = upstream.nextRequest();
    await runtime.advance(125);
    await again;
    await runtime.advance(2_875);
    expect(await outcome).toMatchObject({ code: 'timeout', phase: 'call' });
  });

  it('is told of as our own line, not as a slow upstream, where nothing had been sent', async () => {
    connect({ maxConcurrent: 1 });
    upstream.script(() => undefined);
    const arrived = upstream.nextRequest();
    const controller = new AbortController();
    const hanging = client.searchConversations(CREDENTIAL, {}, { signal: controller.signal }).catch((error: unknown) => error);
    await arrived;
    const failure = { code: 'rate-limited', source: 'local', retryAfterMs: 10_000 };
    expect(await outcomeAfterThreeSeconds()).toMatchObject({ error: failure, afterMs: 3_000 });
    expect(upstream.seen).toHaveLength(1);
    controller.abort();
    await hanging;
  });

  it('is not waited for where it is plain that the turn comes too late', async () => {
    connect({ rateLimit: { max: 1, intervalMs: 10_000 } });
    upstream.script(json({ conversations: [] }));
    await call();
    expect(await outcomeAfterThreeSeconds()).toMatchObject({ error: { code: 'rate-limited', retryAfterMs: 10_001 }, afterMs: 0 });
  });

  it("bounds the circuit's trial, and nobody else waits for that as long", async () => {
    connect({ maxAttempts: 1, circuitBreaker: { failures: 1, openMs: 5_000 } });
    upstream.script(json({}, 503), () => undefined);
    await expect(call()).rejects.toMatchObject({ code: 'server-error' });
    expect(await outcomeAfterThreeSeconds()).toMatchObject({ error: { code: 'circuit-open', retryAfterMs: 5_000 }, afterMs: 0 });
    await runtime.advance(2_000);
    const arrived = upstream.nextRequest();
    const trial = call(3_000).catch((error: unknown) => error);
    await arrived;
    const other = expect(call(3_000)).rejects.toMatchObject({ code: 'circuit-open', retryAfterMs: 800 });
    await runtime.advance(800);
    await other;
    await runtime.advance(2_200);
    expect(await trial).toMatchObject({ code: 'timeout', phase: 'call' });
    expect(runtime.pending).toBe(0);
  });
});
