import { ConnectionError } from './errors.ts';
import { errorOf, fakeService, fault, json } from './testing/fake.service.ts';

const SYNC = 'GET /locations/loc1/sync';

describe('the client', () => {
  it('heeds what is said for one call, and else what is said for the client', async () => {
    const seen: string[] = [];
    const { client, requests, runtime } = fakeService(
      [fault(502), fault(502), fault(502), fault(502), () => new Promise(() => runtime.ring())],
      {
        ...{ retry: { maxAttempts: 2 }, timeoutMs: 200_000, onRetry: () => seen.push('client') },
      },
    );
    await errorOf(client.sync.get('loc1', { retry: { maxWaitMs: 10_000 }, onRetry: () => seen.push('call') }));
    await errorOf(client.sync.get('loc1'));
    expect([requests.length, seen]).toEqual([4, ['call', 'client']]);
    const late = await errorOf(client.sync.get('loc1', { timeoutMs: 100_000, retry: false }));
    expect(late.message).toBe(`${SYNC} got no answer within 100000 ms`);
  });

  it('asks for the token before every attempt, and lets its failure through', async () => {
    const tokens = ['first', 'second'];
    const { client, requests } = fakeService([fault(503), json({})], { token: () => Promise.resolve(tokens.shift() ?? '') });
    await client.sync.get('loc1');
    expect(requests.map(({ headers }) => headers.get('authorization'))).toEqual(['Bearer first', 'Bearer second']);
    const failure = new Error('the vault is closed');
    const closed = fakeService([], { token: () => Promise.reject(failure) });
    await expect(closed.client.sync.get('loc1')).rejects.toBe(failure);
  });

  it('sends the options of a call as headers', async () => {
    const { client, requests } = fakeService([json({}), json({})], { headers: { 'x-team': 'sales' } });
    await client.sync.get('loc1', { requestId: 'nightly-17', maxAgeSeconds: 300, headers: { 'x-more': '1' } });
    await client.sync.get('loc1', { maxAgeSeconds: 0 });
    const sent = requests.map(({ headers }) => Object.fromEntries(headers));
    expect(sent).toEqual([
      { authorization: 'Bearer a-token', 'x-team': 'sales', 'x-more': '1', 'x-request-id': 'nightly-17', 'cache-control': 'max-age=300' },
      { authorization: 'Bearer a-token', 'x-team': 'sales', 'cache-control': 'no-cache' },
    ]);
  });

  it('reaches every other operation, each with its credential', async () => {
    const one = (): Response => json({});
    const replies = [...Array.from({ length: 14 }, one), new Response(null, { status: 204 }), one()];
    const { client, asked, requests } = fakeService(replies, { adminToken: 'operator' });
    const { conversations, sync, connections, webhooks, health } = client;
    await conversations.search({ locationId: 'loc1', limit: 1 });
    await conversations.exportMessages({ locationId: 'loc1', cursor: 'c' });
    await conversations.message('m/1', { locationId: 'loc1' });
    await conversations.messages('cnv1', { locationId: 'loc1', limit: 2 });
    await sync.get('loc1');
    await sync.start('loc1');
    await health.live();
    await health.ready();
    await sync.stop('loc1');
    await connections.list({ limit: 3 });
    await connections.get('loc1');
    await connections.delete('loc1', { purge: true });
    await webhooks.inbox();
    await webhooks.deadLetters({ locationId: 'loc1' });
    await webhooks.discard('d1');
    await webhooks.replay('d1');
    const credentials = requests.map(({ headers }) => headers.get('authorization')?.replace('Bearer ', '') ?? 'none');
    expect(asked().map((request, index) => `${credentials[index]}: ${request}`)).toEqual([
      'a-token: GET /conversations/search?locationId=loc1&limit=1',
      'a-token: GET /conversations/messages/export?locationId=loc1&cursor=c',
      'a-token: GET /conversations/messages/m/1',
      'a-token: GET /conversations/cnv1/messages?limit=2',
      `a-token: ${SYNC}`,
      'a-token: POST /locations/loc1/sync',
      'none: GET /health/live',
      'none: GET /health/ready',
      'operator: DELETE /locations/loc1/sync',
      'operator: GET /connections?limit=3',
      'operator: GET /locations/loc1/connection',
      'operator: DELETE /locations/loc1/connection?purge=true',
      'operator: GET /webhooks/inbox',
      'operator: GET /webhooks/dead-letters?locationId=loc1',
      'operator: DELETE /webhooks/dead-letters/d1',
      'operator: POST /webhooks/dead-letters/d1/replay',
    ]);
    expect([requests[2]?.url.endsWith('/m%2F1'), requests[2]?.headers.get('x-location-id')]).toEqual([true, 'loc1']);
  });

  it('says what is missing when an operator’s call has no key', async () => {
    const { client, requests } = fakeService([]);
    await expect(client.webhooks.inbox()).rejects.toThrow('make the client with an adminToken');
    expect(requests).toEqual([]);
  });

  it('passes on what is no JSON as it flows, and throws its errors there too', async () => {
    const endless = new ReadableStream({ pull: (controller) => controller.enqueue(new TextEncoder().encode('{"id":"a"}\n')) });
    const lines = new Response(endless, { headers: { 'content-type': 'application/x-ndjson' } });
    const { client } = fakeService([lines, fault(404), new TypeError('fetch failed')], { retry: false });
    const query = { locationId: 'loc1', type: ['TYPE_SMS'] };
    const { data } = await client.raw.GET('/messages/search', { params: { query }, parseAs: 'stream' });
    const { value } = await (data as ReadableStream<Uint8Array>).getReader().read();
    expect(new TextDecoder().decode(value)).toBe('{"id":"a"}\n');
    expect((await errorOf(client.raw.GET('/messages/search', { params: { query } }))).kind).toBe('not-found');
    expect(await errorOf(client.raw.GET('/health/live'))).toBeInstanceOf(ConnectionError);
    const stop = new Error('enough');
    await expect(client.raw.GET('/health/live', { signal: AbortSignal.abort(stop) })).rejects.toBe(stop);
  });
});
