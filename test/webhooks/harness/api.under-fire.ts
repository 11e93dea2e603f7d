import { ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { freePort } from '../../harness/free-port';
import { Switchboard } from './switchboard';

const ENTRY = join(__dirname, 'api.entry.ts');

/** An API that is killed and started again behind a fixed port. */
export class ApiUnderFire {
  private child: ChildProcess | null = null;
  kills = 0;

  constructor(
    private readonly board: Switchboard,
    private readonly environment: Record<string, string>,
  ) {}

  /** Resolves when it is ready. @throws Error when it ends instead */
  async start(): Promise<void> {
    const port = await freePort();
    const { PATH = '', HOME = '' } = process.env;
    const child = spawn(process.execPath, ['-r', '@swc-node/register', ENTRY], {
      env: { PATH, HOME, PORT: String(port), HOST: '127.0.0.1', ...this.environment },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    this.child = child;
    while (!(await isReady(port))) {
      if (child.exitCode !== null) throw new Error(`The API ended with ${child.exitCode}.`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    this.board.connectTo(port);
  }

  /** kill -9, and started again. */
  async kill(): Promise<void> {
    this.kills += 1;
    await this.end();
    await this.start();
  }

  async end(): Promise<void> {
    const { child } = this;
    this.child = null;
    this.board.disconnect();
    if (!child || child.exitCode !== null) return;
    const ended = once(child, 'close');
    child.kill('SIGKILL');
    await ended;
  }
}

async function isReady(port: number): Promise<boolean> {
  return fetch(`http://127.0.0.1:${port}/health/ready`).then(
    ({ ok }) => ok,
    () => false,
  );
}
