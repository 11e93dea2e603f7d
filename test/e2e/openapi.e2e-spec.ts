import { createSandbox, MAIN_LOCATION_ID, MAIN_TOKEN, OTHER_TOKEN, Sandbox } from '../../apps/sandbox/src/create-sandbox';
import { Answer, startTestApi, TestApi } from '../harness/test-api';
import { createTestDatabase, TestDatabase } from '../harness/test-database';
import { readContract } from '../contract/contract';

const EXPORT = '/conversations/messages/export';
const PARAMETERS = { locationId: MAIN_LOCATION_ID, type: 'TYPE_CALL,TYPE_SMS' };
const SEARCH = `/messages/search?${new URLSearchParams(PARAMETERS).toString()}`;
const SYNC = `/locations/${MAIN_LOCATION_ID}/sync`;

describe('the contract', () => {
  const contract = readContract();
  let sandbox: Sandbox;
  let database: TestDatabase;
  let api: TestApi;

  beforeEach(async () => {
    sandbox = await createSandbox({ messages: 600 });
    database = await createTestDatabase();
    api = await startTestApi({
      databaseUrl: database.url,
      upstreamUrl: sandbox.url,
      token: MAIN_TOKEN,
      environment: { SEARCH_WAIT_MS: '1000' },
    });
  });

  afterEach(async () => {
    await api.close();
    await sandbox.close();
    await database.drop();
  });

  const expectKept = (operation: string, status: number, answer: Answer): void => {
    expect({ status: answer.status, faults: contract.faultsOf(operation, answer) }).toEqual({ status, faults: [] });
  };

  it('is served as it is committed', async () => {
    expect((await api.get('/openapi.json', { token: null })).body).toEqual(contract.document);
  });

  it('has examples that keep to its own schemas', () => {
    expect(contract.faultsOfExamples()).toEqual([]);
  });

  it('is kept by pages of messages, with and without contacts, by query and by body', async () => {
    expectKept('get /messages/search', 200, await api.get(`${SEARCH}&limit=1000&includeTotal=true`));
    expectKept('get /messages/search', 200, await api.get(`${SEARCH}&limit=1000&includeContact=true&sort=desc`));
    expectKept('get /messages/search', 200, await api.get(`${SEARCH}&type=TYPE_EMAIL&limit=1000`));
    expectKept('get /messages/search', 200, await api.get(`${SEARCH}&userId=nobody-has-this-id`));
    expectKept('post /messages/search', 200, await api.post('/messages/search', { ...PARAMETERS, includeContact: true }));
  });

  it('is kept by the state of the copy, before, in the middle of and after a walk', async () => {
    const path = 'get /locations/{locationId}/sync';
    expectKept(path, 200, await api.get(SYNC));
    sandbox.faults.next({ path: EXPORT }, { kind: 'hang' });
    const partial = await api.get(`${SEARCH}&allowPartial=true`);
    const during = await api.get(SYNC);
    expect({ status: partial.status, walks: during.body.walks.length }).toEqual({ status: 200, walks: 1 });
    expectKept('get /messages/search', 200, partial);
    expectKept(path, 200, during);
  });

  it('is kept by the probes', async () => {
    expectKept('get /health/live', 200, await api.get('/health/live', { token: null }));
    expectKept('get /health/ready', 200, await api.get('/health/ready', { token: null }));
  });

  it('is kept by the probe of a store that is gone', async () => {
    await database.drop();
    expectKept('get /health/ready', 503, await api.get('/health/ready', { token: null }));
    expectKept('get /messages/search', 503, await api.get(SEARCH));
  });

  it.each([
    ['get /messages/search', SEARCH],
    ['get /locations/{locationId}/sync', SYNC],
  ])('is kept by the refusals of %s', async (operation, path) => {
    expectKept(operation, 401, await api.get(path, { token: null }));
    expectKept(operation, 401, await api.get(path, { token: 'pit-unknown' }));
    expectKept(operation, 403, await api.get(path, { token: OTHER_TOKEN }));
    expectKept(operation, 422, await api.get(`${path}${path.includes('?') ? '&' : '?'}unknown=1`));
  });

  it('is kept by the refusals of what only a search has', async () => {
    const operation = 'post /messages/search';
    const path = '/messages/search';
    const bigBody = { ...PARAMETERS, cursor: 'x'.repeat(70_000) };
    expectKept(operation, 400, await api.post(path, { ...PARAMETERS, cursor: 'bm9uZQ' }));
    expectKept(operation, 400, await api.post(path, '{"locationId":'));
    expectKept(operation, 406, await api.post(path, PARAMETERS, { headers: { accept: 'text/html' } }));
    expectKept(operation, 413, await api.post(path, bigBody));
    expectKept(operation, 415, await api.post(path, 'a=1', { headers: { 'content-type': 'text/plain' } }));
    expectKept(operation, 422, await api.post(path, { limit: 'ten' }));
  });

  it.each([
    [400, 400],
    [404, 404],
    [422, 422],
    [418, 502],
  ])('is kept when upstream answers %i', async (status, expected) => {
    sandbox.faults.always({ path: EXPORT }, { kind: 'status', status, body: { statusCode: status, message: 'No.', error: 'No' } });
    expectKept('get /messages/search', expected, await api.get(SEARCH));
  });

  it('is kept while a window is still being read, with the progress', async () => {
    await api.get(SYNC);
    sandbox.faults.next({ path: EXPORT, nth: 2 }, { kind: 'hang' });
    const answer = await api.get(SEARCH);
    expectKept('get /messages/search', 503, answer);
    expect(answer.body.progress).toMatchObject({ messagesRead: expect.any(Number) });
  });

  it('is kept when upstream does not answer', async () => {
    sandbox.faults.always({ path: EXPORT }, { kind: 'hang' });
    expectKept('get /messages/search', 504, await api.get(SEARCH));
  });

  it('notices an answer that breaks it', async () => {
    const answer = await api.get(SEARCH);
    const body = structuredClone(answer.body) as { messages: { messages: { userIdSource: string }[] }; complete?: boolean };
    body.messages.messages.forEach((message) => (message.userIdSource = 'a guess'));
    delete body.complete;
    const headers = new Headers({ 'content-type': 'application/json' });
    const faults = contract.faultsOf('get /messages/search', { ...answer, body, headers });
    expect(faults).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ keyword: 'enum', instancePath: '/messages/messages/0/userIdSource' }),
        expect.objectContaining({ keyword: 'required', params: { missingProperty: 'complete' } }),
        'the header X-Trace-Id is missing',
      ]),
    );
  });

  it('has a page at /docs that loads nothing from other hosts', async () => {
    const read = async (path: string): Promise<string> => {
      const answer = await api.get(path, { token: null });
      expect({ path, status: answer.status }).toEqual({ path, status: 200 });
      return String(answer.body);
    };
    const html = await read('/docs');
    const loaded = [...html.matchAll(/\b(?:src|href)\s*=\s*["']([^"']+)["']/g)].map(([, address = '']) => address);
    expect(loaded.length).toBeGreaterThanOrEqual(4);
    expect(loaded.filter((address) => /^([a-z]+:|\/\/)/i.test(address))).toEqual([]);
    for (const address of loaded) {
      const text = await read(new URL(address, `${api.url}/docs`).pathname);
      if (!address.endsWith('.css')) continue;
      const imported = [...text.matchAll(/url\(\s*["']?([^"')]+)|@import\s+["']([^"']+)/g)].map(([, url, other]) => url ?? other ?? '');
      expect(imported.filter((one) => !one.startsWith('data:'))).toEqual([]);
    }
    expect(html).not.toMatch(/@import|url\(/);
    const setUp = await read('/docs/swagger-ui-init.js');
    // Swagger UI asks a validator on another host unless it's told not to, and reads whatever other documents it's told of.
    expect(setUp).toContain('"validatorUrl": null');
    expect(setUp).not.toMatch(/"swaggerUrls?":/);
  });
});
