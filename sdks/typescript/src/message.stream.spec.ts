import { BrokenStreamError, IncompleteError, InvalidAnswerError, TimeoutError } from './errors.ts';
import { errorOf, fakeService, fault, json, listed } from './testing/fake.service.ts';
import type { Reply } from './testing/fake.service.ts';

const STREAM = { locationId: 'loc1', type: ['TYPE_CALL', 'TYPE_SMS'] };
const AS_OF = '2026-01-15T11:59:00.000Z';

interface Shown {
  readonly id: string;
  readonly dateUpdated: string;
}

/** `a1` is the message a, updated in the first second. */
function message(name: string): Shown {
  return { id: name[0] ?? '', dateUpdated: `2026-01-15T11:00:0${name[1]}.000Z` };
}

function lastLine(count: number, fields: Record<string, unknown> = {}): unknown {
  return { complete: true, count, asOf: AS_OF, lastMessageId: null, traceId: 'trace-1', ...fields };
}

/** An answer whose bytes come in pieces of seven, and which then ends, breaks off or says no more. */
function answer(lines: readonly unknown[], then: 'end' | 'break' | 'hang' = 'end', headers: Record<string, string> = {}): Reply {
  return () => {
    const bytes = new TextEncoder().encode(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    let at = 0;
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        if (at < bytes.length) return controller.enqueue(bytes.slice(at, (at += 7)));
        if (then === 'hang') return new Promise(() => undefined);
        return then === 'break' ? controller.error(new TypeError('terminated')) : controller.close();
      },
    });
    return new Response(body, { headers: { 'content-type': 'application/x-ndjson', ...headers } });
  };
}

describe('a stream', () => {
  it('gives the messages of one request, and what is known at its end', async () => {
    const messages = ['a1', 'ö2'].map(message);
    const { client, requests, asked, runtime } = fakeService([answer([...messages, lastLine(2)])]);
    const stream = client.messages.stream({ ...STREAM, startAfterDate: new Date(Date.UTC(2026, 0, 1)), includeContact: true });
    expect(stream.end).toBeNull();
    expect(await listed(stream)).toEqual(messages);
    expect(stream.end).toEqual({ complete: true, asOf: AS_OF, count: 2, traceId: 'trace-1' });
    expect(asked()).toEqual([
      'GET /messages/search?locationId=loc1&includeContact=true&type=TYPE_CALL,TYPE_SMS&startAfterDate=2026-01-01T00:00:00.000Z',
    ]);
    expect(requests[0]?.headers.get('accept')).toBe('application/x-ndjson');
    expect(runtime.pending).toBe(0);
  });

  it.each([
    ['is cut off', 'end'],
    ['loses its connection', 'break'],
  ] as const)('goes on by the last update date, with nothing twice, when it %s', async (_, then) => {
    const { client, asked, runtime } = fakeService([
      answer(['a1', 'b2', 'c2'].map(message), then, { 'x-as-of': '2026-01-15T11:58:00.000Z' }),
      answer([...['b2', 'c2', 'd2', 'e3'].map(message), lastLine(4)], 'end', { 'x-as-of': AS_OF }),
    ]);
    const stream = client.messages.stream({ ...STREAM, lastMessageId: 'z' });
    expect(await listed(stream)).toEqual(['a1', 'b2', 'c2', 'd2', 'e3'].map(message));
    // What the first answer had passed by may have changed before the second.
    expect(stream.end).toEqual({ complete: true, asOf: '2026-01-15T11:58:00.000Z', count: 5, traceId: 'trace-1' });
    expect(asked()).toEqual([
      'GET /messages/search?locationId=loc1&lastMessageId=z&type=TYPE_CALL,TYPE_SMS',
      `GET /messages/search?locationId=loc1&type=TYPE_CALL,TYPE_SMS&startAfterDate=${Date.parse('2026-01-15T11:00:02Z') - 1}`,
    ]);
    expect(runtime.slept).toEqual([250]);
  });

  it('goes on downwards when the newest come first, and from where it began when nothing came', async () => {
    const { client, asked } = fakeService([answer([]), answer(['b2', 'a1'].map(message)), answer([message('a1'), lastLine(1)])]);
    expect(await listed(client.messages.stream({ ...STREAM, sort: 'desc', cursor: 'kept' }))).toEqual(['b2', 'a1'].map(message));
    const common = 'GET /messages/search?locationId=loc1&sort=desc';
    expect(asked()).toEqual([
      `${common}&cursor=kept&type=TYPE_CALL,TYPE_SMS`,
      `${common}&cursor=kept&type=TYPE_CALL,TYPE_SMS`,
      `${common}&type=TYPE_CALL,TYPE_SMS&endDate=2026-01-15T11:00:01.000Z`,
    ]);
  });

  it('fails when it breaks off again and again, and not while messages come', async () => {
    const broken = [1, 2, 3].map(() => answer([]));
    const hopeless = fakeService(broken, { retry: { maxAttempts: 3 } });
    const error = await errorOf(listed(hopeless.client.messages.stream(STREAM)));
    expect([error, error.message]).toEqual([expect.any(BrokenStreamError), 'GET /messages/search broke off before its last line']);
    const slow = fakeService([answer([message('a1')]), answer([message('b2')]), answer([message('c3')]), answer([lastLine(0)])], {
      retry: { maxAttempts: 2 },
    });
    expect(await listed(slow.client.messages.stream(STREAM))).toHaveLength(3);
    const never = fakeService([answer([message('a1')], 'break')], { retry: false });
    expect(await errorOf(listed(never.client.messages.stream(STREAM)))).toMatchObject({
      kind: 'broken-stream',
      cause: expect.any(TypeError),
    });
  });

  it('does not wait for more than its time-out', async () => {
    const { client, runtime } = fakeService([answer([message('a1')], 'hang')], { retry: false });
    const seen: string[] = [];
    const reading = (async () => {
      for await (const { id } of client.messages.stream(STREAM)) {
        seen.push(id);
        setImmediate(() => runtime.ring());
      }
    })();
    expect(await errorOf(reading)).toBeInstanceOf(TimeoutError);
    expect([seen, runtime.pending]).toEqual([['a'], 0]);
  });

  it('is not taken for whole when it says that it is not', async () => {
    const partial = [message('a1'), lastLine(1, { complete: false })];
    const { client } = fakeService([answer(partial), answer(partial)]);
    expect(await errorOf(listed(client.messages.stream(STREAM)))).toBeInstanceOf(IncompleteError);
    const allowed = client.messages.stream({ ...STREAM, allowPartial: true });
    expect([await listed(allowed), allowed.end?.complete]).toEqual([[message('a1')], false]);
  });

  it.each([
    ['counts otherwise', answer([message('a1'), lastLine(2)])],
    ['is no NDJSON', json({})],
    ['has a line that is nothing', answer([null])],
    ['has a line that is no JSON', () => new Response('<html>\n', { headers: { 'content-type': 'application/x-ndjson' } })],
  ])('is refused when it %s', async (_, reply) => {
    const { client, requests } = fakeService([reply]);
    expect(await errorOf(listed(client.messages.stream(STREAM)))).toBeInstanceOf(InvalidAnswerError);
    expect(requests).toHaveLength(1);
  });

  it('waits for what is still being read, and tells what is wrong with the parameters', async () => {
    const progress = { messagesRead: 1, messagesStored: 1, pages: 1, fraction: null, remainingMs: null };
    const { client, runtime } = fakeService([fault(503, { 'retry-after': '3' }, { progress }), answer([lastLine(0)]), fault(422)]);
    expect(await listed(client.messages.stream(STREAM))).toEqual([]);
    expect(runtime.slept).toEqual([3_250]);
    expect(await errorOf(listed(client.messages.stream(STREAM)))).toMatchObject({ kind: 'validation' });
  });

  it('ends with the reason of its signal in the middle of a silence, and ends its request when the loop is left', async () => {
    const stop = new Error('enough');
    const controller = new AbortController();
    const { client, runtime } = fakeService([answer([message('a1')], 'hang'), answer([message('a1')], 'hang')]);
    const reading = (async () => {
      for await (const { id } of client.messages.stream(STREAM, { signal: controller.signal }))
        setImmediate(() => id && controller.abort(stop));
    })();
    await expect(reading).rejects.toBe(stop);
    for await (const { id } of client.messages.stream(STREAM)) if (id === 'a') break;
    expect(runtime.pending).toBe(0);
  });
});
