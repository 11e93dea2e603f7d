import { ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const DIST = join(__dirname, '..', '..', 'dist', 'apps');

/** A built application in a process of its own. */
export interface Application {
  readonly url: string;
  readonly process: ChildProcess;
  stop(): Promise<void>;
}

/** Starts `dist/apps/<name>/main.js` and waits until it answers. @throws Error when it ends before */
export async function startApplication(name: 'api' | 'sandbox', port: number, environment: Record<string, string>): Promise<Application> {
  const child = spawn(process.execPath, [join(DIST, name, 'main.js')], {
    // What a benchmark asks for is to be done, not refused: overload has a benchmark of its own.
    env: { ...process.env, SHUTDOWN_DELAY_MS: '0', OVERLOAD_DELAY_MS: '0', ...environment, PORT: String(port), HOST: '127.0.0.1' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const ended = once(child, 'exit');
  const url = `http://127.0.0.1:${port}`;
  await Promise.race([
    untilAnswering(name === 'api' ? `${url}/health/ready` : url),
    ended.then(() => Promise.reject(new Error(`${name} ended at its start`))),
  ]);
  return {
    url,
    process: child,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** Starts a script of this folder and takes the first line that it prints for its URL. @throws Error when it ends before */
export async function startScript(file: string, environment: Record<string, string>): Promise<Application> {
  const child = spawn(process.execPath, ['-r', '@swc-node/register', join(__dirname, file)], {
    env: { ...process.env, OVERLOAD_DELAY_MS: '0', ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const printed: Promise<unknown[]> = once(child.stdout, 'data');
  const [line] = await Promise.race([printed, ended.then(() => Promise.reject(new Error(`${file} ended at its start`)))]);
  return {
    url: String(line).trim(),
    process: child,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** Resident memory in MB (10^6 bytes), or null where the system doesn't tell. */
export function residentMegabytes({ process: { pid } }: Application): number | null {
  try {
    const kibibytes = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kibibytes === undefined ? null : (Number(kibibytes) * 1024) / 1e6;
  } catch {
    return null;
  }
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

async function untilAnswering(url: string): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt += 1) {
    const response = await fetch(url).catch(() => null);
    if (response) return;
    await pause(200);
  }
  throw new Error(`${url} does not answer`);
}
