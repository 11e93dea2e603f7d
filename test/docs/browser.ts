import { ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';

const CHROMIUM = ['chromium', 'chromium-browser', 'google-chrome'].find((name) => spawnSync(name, ['--version']).status === 0);

/** Skipped where the machine has no Chromium. */
export const itWithChromium = CHROMIUM === undefined ? it.skip : it;

const FLAGS = [
  ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
  ...['--disable-component-update', '--disable-sync', '--disable-dev-shm-usage', '--remote-debugging-pipe'],
];

/** A page in a Chromium of its own. */
export interface Page {
  /** Every address that was asked for, data: aside. */
  readonly requests: readonly string[];
  /** Errors of scripts, of the console and of what was refused. */
  readonly errors: readonly string[];
  open(url: string): Promise<void>;
  /** What the expression is, once it's something else than false, null or undefined. */
  until<Value>(expression: string): Promise<Value>;
  close(): Promise<void>;
}

interface Told {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Readonly<Record<string, never>>;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

export async function openBrowser(): Promise<Page> {
  const folder = await mkdtemp(join(tmpdir(), 'browser-'));
  const browser = spawn(CHROMIUM ?? '', [...FLAGS, `--user-data-dir=${folder}`, 'about:blank'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
  });
  const requests: string[] = [];
  const errors: string[] = [];
  const ask = connect(browser, ({ method, params }) => {
    const { request, entry, exceptionDetails, args, type } = (params ?? {}) as unknown as Noted;
    if (method === 'Network.requestWillBeSent' && !request.url.startsWith('data:')) requests.push(request.url);
    if (method === 'Log.entryAdded' && entry.level === 'error') errors.push(`${entry.text} ${entry.url ?? ''}`);
    if (method === 'Runtime.exceptionThrown') errors.push(exceptionDetails.exception?.description ?? exceptionDetails.text);
    if (method === 'Runtime.consoleAPICalled' && type === 'error') errors.push(JSON.stringify(args));
  });
  const { targetInfos } = await ask<{ targetInfos: { targetId: string; type: string }[] }>('Target.getTargets');
  const { targetId } =
    targetInfos.find(({ type }) => type === 'page') ?? (await ask<{ targetId: string }>('Target.createTarget', { url: 'about:blank' }));
  const { sessionId } = await ask<{ sessionId: string }>('Target.attachToTarget', { targetId, flatten: true });
  for (const domain of ['Page', 'Network', 'Log', 'Runtime']) await ask(`${domain}.enable`, {}, sessionId);
  return {
    requests,
    errors,
    open: async (url) => void (await ask('Page.navigate', { url }, sessionId)),
    until: async (expression) => {
      // The page itself waits, and looks again whenever it is drawn.
      const waiting = `new Promise((resolve) => { const look = () => { const value = ${expression}; value ? resolve(value) : requestAnimationFrame(look); }; look(); })`;
      const parameters = { expression: waiting, awaitPromise: true, returnByValue: true };
      const { result, exceptionDetails } = await ask<Evaluated>('Runtime.evaluate', parameters, sessionId);
      if (exceptionDetails) throw new Error(`${expression}: ${exceptionDetails.exception?.description ?? exceptionDetails.text}`);
      return result.value as never;
    },
    close: async () => {
      const ended = new Promise((resolve) => browser.once('exit', resolve));
      browser.kill('SIGKILL');
      await ended;
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

interface Evaluated {
  readonly result: { readonly value: unknown };
  readonly exceptionDetails?: Thrown;
}

interface Thrown {
  readonly text: string;
  readonly exception?: { readonly description?: string };
}

interface Noted {
  readonly request: { readonly url: string };
  readonly entry: { readonly level: string; readonly text: string; readonly url?: string };
  readonly exceptionDetails: Thrown;
  readonly args: unknown;
  readonly type: string;
}

type Ask = <Result>(method: string, params?: object, sessionId?: string) => Promise<Result>;

/** The DevTools protocol over a pair of pipes: JSON, each followed by a zero byte. */
function connect({ stdio }: ChildProcess, onEvent: (event: Told) => void): Ask {
  const [, , , to, from] = stdio as unknown as [null, null, null, Writable, Readable];
  const waiting = new Map<number, (answer: Told) => void>();
  let rest = '';
  from.setEncoding('utf8').on('data', (text: string) => {
    const told = (rest + text).split('\0');
    rest = told.pop() ?? '';
    for (const one of told.map((json) => JSON.parse(json) as Told)) {
      if (one.id === undefined) onEvent(one);
      else waiting.get(one.id)?.(one);
    }
  });
  to.on('error', () => undefined);
  let last = 0;
  return (method, params = {}, sessionId) =>
    new Promise((resolve, reject) => {
      const id = ++last;
      waiting.set(id, ({ result, error }) => (error ? reject(new Error(`${method}: ${error.message}`)) : resolve(result as never)));
      to.write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    });
}
