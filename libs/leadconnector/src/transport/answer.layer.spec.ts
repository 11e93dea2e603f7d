import { ManualRuntime } from '../testing/manual.runtime';
import { aRequest, aResponse } from '../testing/request.fixture';
import { answerLayer } from './answer.layer';
import { JsonResponse, RawResponse } from './transport.types';

const answer = (response: RawResponse): Promise<JsonResponse> =>
  answerLayer(new ManualRuntime().clock)(() => Promise.resolve(response))(aRequest());

describe('answerLayer', () => {
  it('parses any successful answer, a byte order mark or not', async () => {
    const body = Buffer.from('\ufeff{"a":"ü"}');
    expect(await answer(aResponse({ status: 201, body, headers: { a: 'b' }, sentAt: 7 }))).toEqual({
      json: { a: 'ü' },
      headers: { a: 'b' },
      sentAt: 7,
    });
  });

  it.each([
    [400, { code: 'bad-request' }],
    [401, { code: 'unauthorized' }],
    [403, { code: 'forbidden' }],
    [404, { code: 'not-found' }],
    [422, { code: 'unprocessable' }],
    [429, { code: 'rate-limited', source: 'upstream', retryAfterMs: 1_000 }],
    [500, { code: 'server-error', status: 500 }],
    [503, { code: 'server-error', status: 503 }],
    [302, { code: 'unexpected-status', status: 302 }],
    [418, { code: 'unexpected-status', status: 418 }],
  ])('makes a %d into %j, with what upstream says of it', async (status, expected) => {
    const json = { statusCode: status, message: 'No access for secret-token', error: 'Error', traceId: 'trace-1' };
    await expect(answer(aResponse({ status, json }))).rejects.toMatchObject({
      ...expected,
      messages: ['No access for [redacted]'],
      traceId: 'trace-1',
    });
  });

  it.each([
    ['a list of messages', { message: ['one', 'two', 3] }, ['one', 'two']],
    ['an error without message', { error: 'Unauthorized' }, ['Unauthorized']],
    ['no object', 'gone', []],
    ['nothing', null, []],
  ])('understands %s', async (_, json, messages) => {
    await expect(answer(aResponse({ status: 422, json }))).rejects.toMatchObject({ messages });
  });

  it('takes a page of HTML for no message', async () => {
    await expect(answer(aResponse({ status: 502, body: Buffer.from('<html>') }))).rejects.toMatchObject({ messages: [], traceId: null });
  });

  it.each([429, 503])('keeps the time at which a %d asks to come back', async (status) => {
    await expect(answer(aResponse({ status, headers: { 'retry-after': '7' } }))).rejects.toMatchObject({ retryAfterMs: 7_000 });
  });

  it.each([
    ['<html></html>', 'not-json'],
    ['', 'not-json'],
    ['{"a": [1, 2', 'truncated'],
    ['{"a": nope}', 'not-json'],
  ])('says of %j that it is %s, and does not quote it', async (body, reason) => {
    const error: unknown = await answer(aResponse({ body: Buffer.from(body) })).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'invalid-response', reason, message: `GET /things/{id}: invalid-response, ${reason}` });
    expect(error).not.toHaveProperty('cause');
  });
});
