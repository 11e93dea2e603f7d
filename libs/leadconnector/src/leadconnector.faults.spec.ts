import { createServer } from 'node:net';
import { once } from 'node:events';
import { inspect } from 'node:util';
import { gzipSync } from 'node:zlib';
import { createLeadConnectorClient, LeadConnectorClient, LeadConnectorOptions } from './index';
import { HttpUpstream, json, Responder, startHttpUpstream } from './testing/http-upstream.fixture';
import { ManualRuntime } from './testing/manual.runtime';

const CREDENTIAL = { locationId: 'loc1', token: 'secret-token' };
const PHONE = '+15550001234';
const HTML = `<html><body>Bad gateway for ${PHONE} secret-token</body></html>`;
const GZIPPED = gzipSync(
  JSON.stringify({ conversations: [], filler: Array.from({ length: 1_000 }, (_, index) => (index * 7_919) % 10_007) }),
);

const text =
  (body: string | Buffer, status = 200, headers: Record<string, string> = {}): Responder =>
  (response) =>
    response.writeHead(status, headers).end(body);

const said = (statusCode: number): unknown => ({
  statusCode,
  message: [`phone ${PHONE} of secret-token`, 'limit is too big'],
  traceId: 'trace-1',
});

/** Name, what the server does, the error that becomes of it. */
const FAULTS: readonly [string, Responder, object][] = [
  ['a reset', (response) => response.socket?.resetAndDestroy(), { code: 'network', errno: 'ECONNRESET' }],
  ['a connection closed without an answer', (response) => response.socket?.destroy(), { code: 'network', errno: 'ECONNRESET' }],
  [
    'a body that ends too soon',
    (response) => response.writeHead(200, { 'content-length': '1000' }).write('{"a', () => response.socket?.destroy()),
    { code: 'invalid-response', reason: 'truncated' },
  ],
  [
    'a chunked body that ends too soon',
    (response) => response.writeHead(200).write('{"a', () => response.socket?.destroy()),
    { code: 'invalid-response', reason: 'truncated' },
  ],
  ['half a document', text('{"conversations": [{"id": "a"}, {"phone": "+15550'), { code: 'invalid-response', reason: 'truncated' }],
  [
    'half a compressed body',
    text(GZIPPED.subarray(0, GZIPPED.length / 2), 200, { 'content-encoding': 'gzip' }),
    { code: 'invalid-response', reason: 'truncated' },
  ],
  [
    'a body that does not decompress',
    text('no gzip', 200, { 'content-encoding': 'gzip' }),
    { code: 'invalid-response', reason: 'not-json' },
  ],
  ['HTML', text(HTML), { code: 'invalid-response', reason: 'not-json' }],
  ['nothing', text(''), { code: 'invalid-response', reason: 'not-json' }],
  ['too much', text('x'.repeat(10_001)), { code: 'invalid-response', reason: 'too-large' }],
  [
    'too much once decompressed',
    text(gzipSync(Buffer.alloc(1_000_000)), 200, { 'content-encoding': 'gzip' }),
    { code: 'invalid-response', reason: 'too-large' },
  ],
  [
    'another shape',
    json({ conversations: { id: PHONE }, traceId: 'trace-1' }),
    { code: 'invalid-response', reason: 'wrong-shape', traceId: 'trace-1' },
  ],
  ['no object', json([PHONE]), { code: 'invalid-response', reason: 'wrong-shape' }],
  [
    'a 400',
    json(said(400), 400),
    { code: 'bad-request', traceId: 'trace-1', messages: ['phone [redacted] of [redacted]', 'limit is too big'] },
  ],
  ['a 401', json(said(401), 401), { code: 'unauthorized', traceId: 'trace-1' }],
  ['a 403', json(said(403), 403), { code: 'forbidden', traceId: 'trace-1' }],
  ['a 404', json(said(404), 404), { code: 'not-found', traceId: 'trace-1' }],
  ['a 422', json(said(422), 422), { code: 'unprocessable', messages: ['phone [redacted] of [redacted]', 'limit is too big'] }],
  ['a 429', json(said(429), 429, { 'retry-after': '2' }), { code: 'rate-limited', source: 'upstream', retryAfterMs: 2_000 }],
  ['a 500', json(said(500), 500), { code: 'server-error', status: 500 }],
  ['a 502 in HTML', text(HTML, 502), { code: 'server-error', status: 502, messages: [] }],
  ['a redirect', text('', 302, { location: 'https://elsewhere.example/' }), { code: 'unexpected-status', status: 302 }],
];

describe('LeadConnectorClient under faults', () => {
  let upstream: HttpUpstream;
  let client: LeadConnectorClient;
  let runtime: ManualRuntime;

  const connect = (options: LeadConnectorOptions = {}): void => {
    runtime = new ManualRuntime();
    client = createLeadConnectorClient({ baseUrl: upstream.baseUrl, maxAttempts: 1, maxResponseBytes: 10_000, ...options }, runtime);
  };
  const search = (signal?: AbortSignal): Promise<unknown> => client.searchConversations(CREDENTIAL, { query: PHONE }, { signal });

  beforeEach(async () => {
    upstream = await startHttpUpstream();
    connect();
  });

  afterEach(async () => {
    client.close();
    await upstream.close();
  });

  it.each(FAULTS)('%s becomes a typed error without secrets', async (_, responder, expected) => {
    upstream.script(responder);
    const error: unknown = await search().catch((caught: unknown) => caught);
    expect(error).toMatchObject({ name: 'LeadConnectorError', method: 'GET', path: '/conversations/search', ...expected });
    for (const shown of [inspect(error, { depth: 20, showHidden: true }), JSON.stringify(error), String(error)]) {
      expect(shown).not.toContain('secret-token');
      expect(shown).not.toContain('5550');
      expect(shown).not.toContain('<html');
    }
    expect(upstream.seen).toHaveLength(1);
  });

  it('says that nobody listens there', async () => {
    await upstream.close();
    await expect(search()).rejects.toMatchObject({ code: 'network', errno: 'ECONNREFUSED', cause: { code: 'ECONNREFUSED' } });
    upstream = await startHttpUpstream();
  });

  it.each<[string, Responder]>([
    ['does not answer', () => undefined],
    ['stops in the middle of its answer', (response) => void response.writeHead(200).write('{"a')],
  ])('gives up on a server that %s', async (_, responder) => {
    upstream.script(responder);
    const outcome = expect(search()).rejects.toMatchObject({ code: 'timeout', phase: 'response' });
    await upstream.nextRequest();
    await runtime.advance(15_000);
    await outcome;
    expect(runtime.pending).toBe(0);
  });

  it('gives up on a connection that does not come about', async () => {
    const silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    connect({ baseUrl: `https://127.0.0.1:${(silent.address() as { port: number }).port}` });
    const outcome = expect(search()).rejects.toMatchObject({ code: 'timeout', phase: 'connect' });
    await once(silent, 'connection');
    await runtime.advance(5_000);
    await outcome;
    silent.close();
  });

  it('ends the whole call in time, whatever it was doing', async () => {
    connect({ responseTimeoutMs: 90_000 });
    upstream.script(() => undefined);
    const outcome = expect(search()).rejects.toMatchObject({ code: 'timeout', phase: 'call' });
    await upstream.nextRequest();
    await runtime.advance(60_000);
    await outcome;
  });

  it('can be aborted while it waits for an answer', async () => {
    upstream.script(() => undefined);
    const controller = new AbortController();
    const outcome = expect(search(controller.signal)).rejects.toMatchObject({ code: 'aborted' });
    await upstream.nextRequest();
    controller.abort();
    await outcome;
  });

  it('can be aborted while it waits for a repetition', async () => {
    connect({ maxAttempts: 2 });
    upstream.script(json({}, 500), json({ conversations: [] }));
    const controller = new AbortController();
    const call = search(controller.signal);
    const outcome = expect(call).rejects.toMatchObject({ code: 'aborted' });
    while (!runtime.slept.includes(125)) await new Promise(setImmediate);
    controller.abort();
    await outcome;
    expect([upstream.seen.length, runtime.pending]).toEqual([1, 0]);
  });

  it('can be aborted while it waits for the rate limit', async () => {
    connect({ rateLimit: { max: 1, intervalMs: 10_000 } });
    upstream.script(json({ conversations: [] }));
    await search();
    const controller = new AbortController();
    const outcome = expect(search(controller.signal)).rejects.toMatchObject({ code: 'aborted' });
    await runtime.advance(5_000);
    controller.abort();
    await outcome;
    expect([upstream.seen.length, runtime.pending]).toEqual([1, 0]);
  });

  it('does not wait for a rate limit that outlasts the call', async () => {
    connect({ rateLimit: { max: 1, intervalMs: 100_000 } });
    upstream.script(json({ conversations: [] }));
    await search();
    await expect(search()).rejects.toMatchObject({ code: 'rate-limited', source: 'local', retryAfterMs: 100_001 });
  });

  it('waits after a 429 as long as upstream asks, then has its answer', async () => {
    connect({ maxAttempts: 3 });
    upstream.script(json({}, 429, { 'retry-after': '4' }), json({ conversations: ['row'] }));
    const call = client.searchConversations(CREDENTIAL, {});
    while (!runtime.slept.includes(4_000)) await new Promise(setImmediate);
    const again = upstream.nextRequest();
    await runtime.advance(4_000);
    await again;
    expect(await call).toMatchObject({ conversations: ['row'], meta: { sentAt: Date.UTC(2026, 0, 15, 12, 0, 4) } });
  });

  it.each(FAULTS.filter(([name]) => /reset|without|soon|half|HTML|decompress$|nothing|500/.test(name)))(
    'recovers from %s',
    async (_, responder) => {
      client.close();
      client = createLeadConnectorClient({ baseUrl: upstream.baseUrl }, { random: () => 0 });
      upstream.script(responder, responder, json({ conversations: ['row'] }));
      expect(await search()).toMatchObject({ conversations: ['row'] });
      expect(upstream.seen).toHaveLength(3);
    },
  );

  it('understands compressed answers', async () => {
    upstream.script(text(GZIPPED, 200, { 'content-encoding': 'gzip' }));
    expect(await search()).toMatchObject({ conversations: [] });
  });
});
