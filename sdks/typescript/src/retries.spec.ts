import { getEventListeners } from 'node:events';
import { ApiError, TimeoutError, UnavailableError } from './errors.ts';
import { errorOf, fakeService, fault, json, listed, searchPage } from './testing/fake.service.ts';
import { Retry } from './transport/retry.layer.ts';

const SEARCH = { locationId: 'loc1', type: 'TYPE_SMS' };

describe('a call of the client', () => {
  it('asks again when it may, as late as it is asked to, and says so', async () => {
    const retries: Retry[] = [];
    const replies = [fault(429, { 'retry-after': '3' }), new TypeError('fetch failed'), fault(502), searchPage(['a'])];
    const { client, asked, runtime } = fakeService(replies, { onRetry: (retry) => retries.push(retry) });
    expect(await listed(client.messages.search(SEARCH))).toEqual([{ id: 'a' }]);
    expect(runtime.slept).toEqual([3_250, 500, 1_000]);
    expect(retries.map(({ error, failures, delayMs }) => [error.kind, failures, delayMs])).toEqual([
      ['rate-limited', 1, 3_250],
      ['connection', 2, 500],
      ['unavailable', 3, 1_000],
    ]);
    expect(new Set(asked()).size).toBe(1);
  });

  it('waits for as long as a window is being read, whatever the number of attempts', async () => {
    const progress = { messagesRead: 500, messagesStored: 500, pages: 1, fraction: 0.1, remainingMs: 9_000 };
    const reading = Array.from({ length: 9 }, () => fault(503, { 'retry-after': '2' }, { progress }));
    const { client, runtime } = fakeService([...reading, searchPage(['a'])]);
    expect(await listed(client.messages.search(SEARCH))).toEqual([{ id: 'a' }]);
    expect(runtime.slept).toEqual(Array(9).fill(2_250));
    const hasty = fakeService([...reading.slice(0, 1).map(() => fault(503, { 'retry-after': '2' }, { progress }))]);
    const error = await errorOf(listed(hasty.client.messages.search(SEARCH, { retry: { maxWaitMs: 1_000 } })));
    expect([error instanceof UnavailableError, (error as ApiError).progress]).toEqual([true, progress]);
  });

  it('reads again what broke off in the middle of an answer', async () => {
    const broken = (): Response => {
      const body = new ReadableStream({ pull: (controller) => controller.error(new Error('reset')) });
      return new Response(body, { headers: { 'content-type': 'application/json' } });
    };
    const { client, requests } = fakeService([broken, json({ status: 'ok' })]);
    expect([await client.health.live(), requests.length]).toEqual([{ status: 'ok' }, 2]);
  });

  it('never repeats what might have been done already', async () => {
    const { client, requests } = fakeService([fault(503, { 'retry-after': '1' })]);
    expect(await errorOf(client.sync.start('loc1'))).toBeInstanceOf(UnavailableError);
    expect(requests).toHaveLength(1);
  });

  it('sends a body again as it was', async () => {
    const bodies: string[] = [];
    const reply = (response: Response) => async (request: Request) => {
      bodies.push(await request.text());
      return response;
    };
    const { client } = fakeService([reply(fault(504)), reply(json({ locationId: 'loc1' }))], { adminToken: 'operator' });
    await client.connections.put('loc1', { type: 'private-integration', token: 'pit-1' });
    expect(bodies).toEqual(Array(2).fill('{"type":"private-integration","token":"pit-1"}'));
  });

  it('gives up an attempt that takes too long, and leaves no timer', async () => {
    const { client, runtime, requests } = fakeService(
      [
        (): Promise<Response> => {
          setImmediate(() => runtime.ring());
          return new Promise(() => undefined);
        },
        json({ status: 'ok' }),
      ],
      { timeoutMs: 120_000 },
    );
    expect([await client.health.live(), requests.length, runtime.pending]).toEqual([{ status: 'ok' }, 2, 0]);
    expect(requests[0]?.signal.reason).toBeInstanceOf(TimeoutError);
  });

  it('stops at once while it waits for another attempt', async () => {
    const controller = new AbortController();
    const stop = new Error('enough');
    const { client, requests, runtime } = fakeService([fault(503)]);
    runtime.duringWait = () => controller.abort(stop);
    await expect(client.sync.get('loc1', { signal: controller.signal })).rejects.toBe(stop);
    expect([requests.length, runtime.pending]).toEqual([1, 0]);
  });

  it('leaves nothing on a signal that outlives the call', async () => {
    const { signal } = new AbortController();
    const { client } = fakeService([fault(503), json({}), fault(404)]);
    await client.sync.get('loc1', { signal });
    await errorOf(client.sync.get('loc1', { signal }));
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });
});
