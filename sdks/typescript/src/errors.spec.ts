import { ApiError, InvalidAnswerError } from './errors.ts';
import { errorOf, fakeService, fault, listed } from './testing/fake.service.ts';

const SEARCH = { locationId: 'loc1', type: 'TYPE_SMS' };
const SYNC = 'GET /locations/loc1/sync';

describe('the errors of the client', () => {
  it.each([
    [400, 'BadRequestError', 'bad-request'],
    [401, 'UnauthorizedError', 'unauthorized'],
    [403, 'ForbiddenError', 'forbidden'],
    [404, 'NotFoundError', 'not-found'],
    [409, 'ConflictError', 'conflict'],
    [410, 'GoneError', 'gone'],
    [413, 'ApiError', 'unexpected-status'],
    [422, 'ValidationError', 'validation'],
    [429, 'RateLimitedError', 'rate-limited'],
    [500, 'ServerError', 'server-error'],
    [502, 'UnavailableError', 'unavailable'],
    [503, 'UnavailableError', 'unavailable'],
    [504, 'UnavailableError', 'unavailable'],
  ])('makes of a %i a %s', async (statusCode, name, kind) => {
    const { client } = fakeService([fault(statusCode, { 'retry-after': '5' })], { retry: false });
    const error = await errorOf(client.sync.get('loc1'));
    expect(error).toBeInstanceOf(ApiError);
    expect({ ...error, message: error.message }).toEqual({
      ...{ name, kind, method: 'GET', path: '/locations/loc1/sync', message: `${SYNC} was answered ${statusCode}: Not so.` },
      ...{ statusCode, code: 'not-so', messages: ['Not so.'], traceId: 'trace-1', retryAfterMs: 5_000, progress: null },
    });
  });

  it('tells every fault of the parameters', async () => {
    const { client } = fakeService([fault(422, {}, { message: ['limit is wrong', 'type is missing'] })]);
    const error = (await errorOf(listed(client.messages.search(SEARCH)))) as ApiError;
    expect([error.messages, error.message]).toEqual([
      ['limit is wrong', 'type is missing'],
      'GET /messages/search was answered 422: limit is wrong; type is missing',
    ]);
  });

  it('understands an error that is not the service’s', async () => {
    const html = new Response('<html>', { status: 502, statusText: 'Bad Gateway', headers: { 'x-trace-id': 't-9' } });
    const { client } = fakeService([html], { retry: false });
    expect(await errorOf(client.sync.get('loc1'))).toMatchObject({
      code: null,
      messages: ['Bad Gateway'],
      traceId: 't-9',
      retryAfterMs: null,
    });
  });

  it.each([
    ['text', () => new Response('<html>', { headers: { 'content-type': 'text/html' } })],
    ['broken JSON', () => new Response('{"a":', { headers: { 'content-type': 'application/json' } })],
    ['nothing', () => new Response(null, { status: 204 })],
  ])('refuses an answer of %s', async (_, reply) => {
    const { client } = fakeService([reply()]);
    expect(await errorOf(client.sync.get('loc1'))).toBeInstanceOf(InvalidAnswerError);
  });
});
