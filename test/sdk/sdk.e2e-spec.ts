import { build } from 'esbuild';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createContext, runInContext } from 'node:vm';
import { createSandbox, MAIN_LOCATION_ID, MAIN_TOKEN, Sandbox } from '../../apps/sandbox/src/create-sandbox';
import { LeadConnectorMessages } from '../../sdks/typescript/src';
import { listed } from '../../sdks/typescript/src/testing/fake.service';
import { blocksIn } from '../docs/documents';
import { startTestApi, TestApi } from '../harness/test-api';
import { createTestDatabase, TestDatabase } from '../harness/test-database';
import { IMPORTED, REQUIRED, TYPED } from './programs';
import { createScratchProject, ScratchProject } from './scratch.project';
import { itWithGo, itWithPython, buildGoClient, runPythonClient } from './other.languages';

const QUERY = { locationId: MAIN_LOCATION_ID, type: ['TYPE_CALL', 'TYPE_SMS'] };
const ADMIN_TOKEN = 'the-operators-key-of-the-sdk-tests';

describe('the SDKs', () => {
  let sandbox: Sandbox;
  let database: TestDatabase;
  let api: TestApi;
  let project: ScratchProject;
  /** What a search gives without an SDK, and without the trace id. */
  let expected: readonly { readonly id: string }[];

  beforeAll(async () => {
    [project] = await Promise.all([createScratchProject(), startService()]);
  }, 60_000);

  const startService = async (): Promise<void> => {
    sandbox = await createSandbox({ messages: 300 });
    database = await createTestDatabase();
    const environment = { ADMIN_TOKEN, ENCRYPTION_KEYS: Buffer.alloc(32, 1).toString('base64') };
    api = await startTestApi({ databaseUrl: database.url, upstreamUrl: sandbox.url, token: MAIN_TOKEN, environment });
    const query = `locationId=${MAIN_LOCATION_ID}&type=TYPE_CALL,TYPE_SMS&limit=1000&includeContact=true`;
    expected = (await api.get(`/messages/search?${query}`)).body.messages.messages;
  };

  afterAll(async () => {
    await project.remove();
    await api.close();
    await sandbox.close();
    await database.drop();
  });

  it('is packed with nothing but what was built', () => {
    const strange = project.packed.filter(
      (name) => !/^(dist(\/.*)?|LICENSE|README\.md|package\.json)$/.test(name) || /spec|testing/.test(name),
    );
    expect(strange).toEqual([]);
    expect(project.packed).toEqual(expect.arrayContaining(['LICENSE', 'README.md', 'dist/esm/index.d.ts', 'dist/cjs/index.d.ts']));
  });

  it.each([
    ['imported', 'imported.mjs', IMPORTED],
    ['required', 'required.cjs', REQUIRED],
  ])('reads all that there is from the running API when it is %s', async (_, file, program) => {
    const environment = { URL: api.url, TOKEN: MAIN_TOKEN, ADMIN: ADMIN_TOKEN, LOCATION: MAIN_LOCATION_ID };
    const ids = expected.map(({ id }) => id);
    expect(ids.length).toBeGreaterThan(200);
    const sizes = Array.from({ length: Math.ceil(ids.length / 100) }, (__, page) => Math.min(100, ids.length - 100 * page));
    const used = (await project.run(file, program, environment)) as { readonly changed: readonly string[] };
    expect({ ...used, changed: new Set(used.changed) }).toEqual({
      ...{ messages: expected, streamed: expected, end: [true, ids.length, true], changed: new Set(ids), rest: [] },
      pages: sizes.map((messages) => ({ messages, complete: true, total: ids.length })),
      ...{ reads: [3, 10, true, true], complete: true, connections: [], status: 'ok', inbox: true, raw: true },
      errors: [
        ['ForbiddenError', 403, 'forbidden', true, 'string'],
        ['ValidationError', 422, 'parameters-invalid', true, 'string'],
      ],
    });
  });

  it.each(['asc', 'desc'] as const)('streams all that there is although the connection is lost again and again (%s)', async (sort) => {
    let asked = 0;
    const client = new LeadConnectorMessages({
      ...{ baseUrl: api.url, token: MAIN_TOKEN },
      fetch: async (request) => cutOff(await fetch(request), ++asked < 4 ? 20_000 : Infinity),
    });
    const stream = client.messages.stream({ ...QUERY, sort, includeContact: true });
    expect(await listed(stream)).toEqual(sort === 'asc' ? expected : expected.toReversed());
    expect([asked, stream.end?.count]).toEqual([4, expected.length]);
  });

  it('has types for both forms, and they are what its README says', async () => {
    expect(await project.compile({ 'imported.mts': TYPED, 'required.cts': TYPED, 'readme.mts': codeOfReadme() })).toBe('');
  });

  it('leaves out what is not used when it is bundled', async () => {
    const [all, errors, nothing] = await Promise.all(
      ['export { LeadConnectorMessages } from', 'export { ValidationError } from', 'import'].map(async (use) => {
        return (await bundle(project, `${use} 'leadconnector-messages-client'`)).length;
      }),
    );
    expect(all).toBeLessThan(25_000);
    expect(errors).toBeLessThan(1_500);
    expect(nothing).toBe(0);
  });

  it('needs nothing that a browser has not', async () => {
    const code = await bundle(
      project,
      `import { LeadConnectorMessages } from 'leadconnector-messages-client'; made = LeadConnectorMessages`,
    );
    const ofBrowsers = { fetch, Request, Response, Headers, URL, AbortController, TextDecoder, setTimeout, clearTimeout };
    const browser = createContext({ made: undefined, ...ofBrowsers });
    runInContext(code, browser);
    const { made: Client } = browser as { readonly made: typeof LeadConnectorMessages };
    const { messages } = new Client({ baseUrl: api.url, token: MAIN_TOKEN });
    expect(await listed(messages.search({ ...QUERY, includeContact: true }))).toEqual(expected);
    expect(await listed(messages.stream({ ...QUERY, includeContact: true }))).toEqual(expected);
  });

  itWithPython('is generated for Python, and reads the same', async () => {
    const [block] = blocksIn('sdks/README.md').filter(({ language }) => language === 'python');
    const readme = (block?.text ?? '').replace('http://127.0.0.1:3000', api.url);
    expect(await runPythonClient([api.url, MAIN_TOKEN, MAIN_LOCATION_ID], readme)).toEqual({
      used: { ids: expected.map(({ id }) => id), complete: true, status: 403, dated: true },
      shown: expect.stringMatching(/^100 True \S+\n$/),
    });
  });

  itWithGo('is generated for Go, and compiles', async () => {
    expect(await buildGoClient()).toBe('');
  });
});

async function bundle({ folder }: ScratchProject, contents: string): Promise<string> {
  const options = { bundle: true, minify: true, format: 'esm', platform: 'browser', write: false, logLevel: 'error' } as const;
  const { outputFiles } = await build({ ...options, stdin: { contents, resolveDir: folder } });
  return outputFiles[0]?.text ?? '';
}

/** The answer without what comes after so many bytes. */
function cutOff(answer: Response, bytes: number): Response {
  let left = bytes;
  const cut = new TransformStream<Uint8Array, Uint8Array>({
    transform: (chunk, controller) => {
      if (chunk.length > left) return controller.error(new Error('The connection was lost.'));
      left -= chunk.length;
      controller.enqueue(chunk);
    },
  });
  return new Response(answer.body?.pipeThrough(cut), answer);
}

/** Its examples one after the other, as one program. */
function codeOfReadme(): string {
  const text = readFileSync(join(__dirname, '..', '..', 'sdks', 'typescript', 'README.md'), 'utf8');
  return [...text.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code = '']) => code).join('\n');
}
