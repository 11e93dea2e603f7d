import { InvalidAnswerError } from './errors.ts';
import { fakeService, listed, searchPage } from './testing/fake.service.ts';

const SEARCH = { locationId: 'loc1', type: ['TYPE_CALL', 'TYPE_SMS'] };

describe('a search', () => {
  it('gives the messages of all pages', async () => {
    const { client, asked } = fakeService([searchPage(['a', 'b'], 'cursor-2'), searchPage([], 'cursor-3'), searchPage(['c'])]);
    expect(await listed(client.messages.search(SEARCH))).toEqual([{ id: 'a' }, { id: 'b' }, { id: 'c' }]);
    expect(asked()).toEqual([
      'GET /messages/search?locationId=loc1&limit=1000&type=TYPE_CALL,TYPE_SMS',
      'GET /messages/search?locationId=loc1&limit=1000&type=TYPE_CALL,TYPE_SMS&cursor=cursor-2',
      'GET /messages/search?locationId=loc1&limit=1000&type=TYPE_CALL,TYPE_SMS&cursor=cursor-3',
    ]);
  });

  it('gives its pages with how complete they are and where the next begins', async () => {
    const { client } = fakeService([searchPage(['a'], 'cursor-2'), searchPage(['b'])]);
    const common = { complete: true, asOf: '2026-01-15T11:59:00.000Z', traceId: 'trace-1' };
    expect(await listed(client.messages.search(SEARCH).pages())).toEqual([
      { ...common, messages: [{ id: 'a' }], nextCursor: 'cursor-2' },
      { ...common, messages: [{ id: 'b' }], nextCursor: null },
    ]);
  });

  it('asks for no page before it is wanted', async () => {
    const { client, requests } = fakeService([searchPage(['a', 'b'], 'cursor-2')]);
    for await (const { id } of client.messages.search(SEARCH)) if (id === 'b') break;
    expect(requests).toHaveLength(1);
  });

  it('takes dates, types with commas, filters and a cursor to go on from', async () => {
    const { client, asked } = fakeService([searchPage(['a'])]);
    await listed(
      client.messages.search({
        ...{ locationId: 'loc1', type: 'TYPE_CALL, SMS', limit: 5, sort: 'desc', includeContact: true, cursor: 'kept' },
        ...{ startAfterDate: new Date(Date.UTC(2026, 0, 1)), endDate: 1_768_000_000_000 },
      }),
    );
    expect(asked()).toEqual([
      'GET /messages/search?locationId=loc1&sort=desc&includeContact=true&cursor=kept&limit=5&type=TYPE_CALL,SMS' +
        '&startAfterDate=2026-01-01T00:00:00.000Z&endDate=1768000000000',
    ]);
  });

  it('takes words to search for, in any script', async () => {
    const { client, asked } = fakeService([searchPage(['a'])]);
    await listed(client.messages.search({ locationId: 'loc1', type: 'TYPE_SMS', query: '"next week" 手机 +1' }));
    expect(asked()).toEqual(['GET /messages/search?locationId=loc1&query="next week" 手机 +1&limit=1000&type=TYPE_SMS']);
  });

  it('begins after a message once, and goes on by the cursor', async () => {
    const { client, asked } = fakeService([searchPage(['b'], 'cursor-2'), searchPage(['c'])]);
    await listed(client.messages.search({ locationId: 'loc1', type: 'TYPE_SMS', lastMessageId: 'a' }));
    expect(asked().map((request) => request.replace(/.*type=TYPE_SMS/, ''))).toEqual(['&lastMessageId=a', '&cursor=cursor-2']);
  });

  it('refuses a cursor that leads to itself', async () => {
    const { client, requests } = fakeService([searchPage(['a'], 'round'), searchPage(['b'], 'round')]);
    await expect(listed(client.messages.search(SEARCH))).rejects.toThrow(InvalidAnswerError);
    expect(requests).toHaveLength(2);
  });

  it('ends with the reason of its signal, between pages and in the middle of one', async () => {
    const controller = new AbortController();
    const stop = new Error('enough');
    const hanging = (): Promise<Response> => {
      controller.abort(stop);
      return new Promise(() => undefined);
    };
    const heedless = fakeService([searchPage(['a'], 'cursor-2'), hanging]);
    await expect(listed(heedless.client.messages.search(SEARCH, { signal: controller.signal }))).rejects.toBe(stop);
    const never = fakeService([]);
    await expect(listed(never.client.messages.search(SEARCH, { signal: controller.signal }))).rejects.toBe(stop);
    expect([heedless.requests.length, never.requests.length, heedless.runtime.pending]).toEqual([2, 0, 0]);
  });
});
