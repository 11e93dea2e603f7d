import { build } from 'esbuild';
import { once } from 'node:events';
import { createServer, Server } from 'node:http';
import { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createSandbox, MAIN_LOCATION_ID, MAIN_TOKEN, Sandbox } from '../../apps/sandbox/src/create-sandbox';
import { itWithChromium, openBrowser, Page } from '../docs/browser';
import { startTestApi, TestApi } from '../harness/test-api';
import { createTestDatabase, TestDatabase } from '../harness/test-database';

const SOURCE = join(__dirname, '..', '..', 'sdks', 'typescript', 'src', 'index.ts');

/** What a page of somebody's does with the SDK, of a service at another origin. */
const USE = `
globalThis.use = async (baseUrl, token, locationId) => {
  const { LeadConnectorMessages } = sdk;
  const client = new LeadConnectorMessages({ baseUrl, token, retry: false });
  const search = { locationId, type: ['TYPE_CALL', 'TYPE_SMS'] };
  const [searched, streamed, changed] = [[], [], new Set()];
  for await (const { id } of client.messages.search({ ...search, limit: 50 }, { requestId: 'of-a-page', maxAgeSeconds: 60 })) searched.push(id);
  const stream = client.messages.stream(search);
  for await (const { id } of stream) streamed.push(id);
  for await (const { id } of client.messages.changes(search)) changed.add(id);
  const { total } = await client.messages.stats(search);
  const error = await client.sync.get('not-ours').catch((error) => error);
  const { response } = await client.raw.GET('/messages/search', { params: { query: { ...search, limit: 1 } } });
  const seen = ['x-trace-id', 'etag', 'age', 'x-ratelimit-remaining', 'x-request-id'].filter((name) => response.headers.has(name));
  return {
    ...{ searched, streamed, end: stream.end.complete, changed: changed.size, counted: total.count, seen },
    error: [error.name, error.statusCode, error.code, error.traceId === null],
  };
};
`;

describe('the SDK on a page of another origin', () => {
  let sandbox: Sandbox;
  let database: TestDatabase;
  let host: Server;
  let page: Page;
  const apis: TestApi[] = [];

  beforeAll(async () => {
    sandbox = await createSandbox({ messages: 200, rateLimit: false });
    database = await createTestDatabase();
    const contents = `import * as all from ${JSON.stringify(SOURCE)}; globalThis.sdk = all; ${USE}`;
    const options = { bundle: true, format: 'iife', platform: 'browser', write: false, logLevel: 'error' } as const;
    const { outputFiles } = await build({ ...options, stdin: { contents, resolveDir: __dirname } });
    const html = `<!doctype html><link rel="icon" href="data:,"><script>${outputFiles[0]?.text.replaceAll('</script', '<\\/script')}</script>`;
    host = createServer((_request, response) => response.setHeader('Content-Type', 'text/html; charset=utf-8').end(html));
    await once(host.listen(0, '127.0.0.1'), 'listening');
  }, 60_000);

  afterAll(async () => {
    await page?.close();
    host.close();
    await Promise.all(apis.map((api) => api.close()));
    await sandbox.close();
    await database.drop();
  });

  const origin = () => `http://127.0.0.1:${(host.address() as AddressInfo).port}`;
  const start = async (environment: Record<string, string>): Promise<TestApi> => {
    const api = await startTestApi({ databaseUrl: database.url, upstreamUrl: sandbox.url, token: MAIN_TOKEN, environment });
    apis.push(api);
    return api;
  };
  /** @returns what the page saw, or what it was told was wrong */
  const used = ({ url }: TestApi): Promise<unknown> => {
    const call = `use(${[url, MAIN_TOKEN, MAIN_LOCATION_ID].map((one) => JSON.stringify(one)).join()})`;
    return page.until(`globalThis.use && ${call}.catch((error) => [error.name, error.message])`);
  };

  itWithChromium(
    'reads all that there is where an operator lets the page in, and nothing elsewhere',
    async () => {
      const api = await start({ CORS_ORIGINS: origin() });
      const path = `/messages/search?locationId=${MAIN_LOCATION_ID}&type=TYPE_CALL,TYPE_SMS&limit=1000`;
      const { messages } = (await api.get(path)).body.messages as { messages: { id: string }[] };
      const ids = messages.map(({ id }) => id);
      page = await openBrowser();
      await page.open(origin());
      expect(await used(api)).toEqual({
        ...{ searched: ids, streamed: ids, end: true, changed: ids.length, counted: ids.length },
        seen: ['x-trace-id', 'etag', 'age', 'x-ratelimit-remaining', 'x-request-id'],
        error: ['ForbiddenError', 403, 'forbidden', false],
      });
      expect(page.errors.filter((text) => !text.includes('403'))).toEqual([]);
      expect(await used(await start({}))).toEqual(['ConnectionError', 'GET /messages/search got no answer']);
    },
    120_000,
  );
});
