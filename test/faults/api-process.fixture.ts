import { ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { noteFault } from '../contract/observed';
import { observeAnswer } from '../contract/observe';
import { freePort } from '../harness/free-port';
import { Answer, RequestOptions } from '../harness/test-api';

const MAIN = join(__dirname, '..', '..', 'dist', 'apps', 'api', 'main.js');

/** The built API as a process of its own. */
export interface ApiProcess {
  readonly url: string;
  readonly child: ChildProcess;
  /** All that it has written so far, on both outputs. */
  output(): string;
  get(path: string, options?: RequestOptions): Promise<Answer>;
  /** The exit code, or the signal that ended it. */
  readonly exited: Promise<number | string>;
}

/** Starts the API on a free port; doesn't wait until it listens. */
export async function spawnApi(environment: Record<string, string>, token = 'pit-sandbox-main'): Promise<ApiProcess> {
  const port = await freePort();
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(process.execPath, [MAIN], {
    // No load balancer is told that it stops, and a busy machine is no overload, unless a test says so.
    env: {
      PATH,
      HOME,
      PORT: String(port),
      HOST: '127.0.0.1',
      LOG_LEVEL: 'warn',
      SHUTDOWN_DELAY_MS: '0',
      OVERLOAD_DELAY_MS: '0',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    child,
    output: () => Buffer.concat(chunks).toString(),
    exited: once(child, 'close').then(([code, signal]) => (code ?? signal) as number | string),
    get: async (path, options = {}) => {
      const headers = { ...(options.token !== null && { authorization: `Bearer ${options.token ?? token}` }), ...options.headers };
      const response = await fetch(url + path, { headers });
      const answer = { status: response.status, headers: response.headers, body: await response.json() };
      for (const fault of observeAnswer({ method: 'GET', target: path, headers }, answer)) noteFault(fault);
      return answer;
    },
  };
}

/** Starts the API and waits until it is ready. @throws Error with its output when it ends instead */
export async function startApiProcess(environment: Record<string, string>): Promise<ApiProcess> {
  return untilReady(await spawnApi(environment));
}

/** @throws Error with its output when it ends instead */
export async function untilReady(api: ApiProcess): Promise<ApiProcess> {
  let over: number | string | null = null;
  void api.exited.then((how) => (over = how));
  for (;;) {
    if (over !== null) throw new Error(`The API ended with ${String(over)}: ${api.output()}`);
    const status = await api.get('/health/ready').then(
      (answer) => answer.status,
      () => 0,
    );
    if (status === 200) return api;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Ends the process, if it hasn't ended by itself. */
export async function endProcess(api: ApiProcess | undefined, signal: NodeJS.Signals = 'SIGKILL'): Promise<number | string | null> {
  if (!api) return null;
  api.child.kill(signal);
  return api.exited;
}
