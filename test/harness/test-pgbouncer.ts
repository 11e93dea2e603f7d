import { ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port';

const PROGRAM = ['/usr/sbin/pgbouncer', '/usr/bin/pgbouncer', '/usr/local/bin/pgbouncer', '/opt/homebrew/bin/pgbouncer'].find(existsSync);

/** Without a PgBouncer on the machine, what needs one is reported as skipped. */
export const HAS_PGBOUNCER = PROGRAM !== undefined;

/** A PgBouncer in transaction mode before a server, with fewer connections to it than there are to the bouncer. */
export interface TestPgBouncer {
  readonly url: string;
  stop(): Promise<void>;
}

export async function startPgBouncer(databaseUrl: string): Promise<TestPgBouncer> {
  const { hostname, port: serverPort, username, password, pathname } = new URL(databaseUrl);
  const folder = mkdtempSync(join(tmpdir(), 'leadconnector-messages-pgbouncer-'));
  const port = await freePort();
  const server = `host=${hostname} port=${serverPort || 5432} user=${username} ${password && `password=${password}`}`;
  const settings = ['listen_addr = 127.0.0.1', `listen_port = ${port}`, 'unix_socket_dir =', 'auth_type = any', 'pool_mode = transaction'];
  writeFileSync(
    join(folder, 'pgbouncer.ini'),
    ['[databases]', `* = ${server}`, '[pgbouncer]', ...settings, 'default_pool_size = 6', 'max_client_conn = 500', ''].join('\n'),
  );
  chmodSync(folder, 0o755);
  const bouncer = spawn(PROGRAM ?? 'pgbouncer', [join(folder, 'pgbouncer.ini')], { ...otherThanRoot(), stdio: 'ignore' });
  await untilListening(bouncer, port);
  return {
    url: `postgresql://${username}@127.0.0.1:${port}${pathname}`,
    stop: async () => {
      const ended = once(bouncer, 'exit');
      bouncer.kill('SIGKILL');
      await ended;
      rmSync(folder, { recursive: true });
    },
  };
}

/** It doesn't run as root. */
function otherThanRoot(): { uid?: number } {
  return process.getuid?.() === 0 ? { uid: Number(execFileSync('id', ['-u', 'nobody'], { encoding: 'utf8' })) } : {};
}

async function untilListening(bouncer: ChildProcess, port: number): Promise<void> {
  while (bouncer.exitCode === null) {
    const socket = connect(port, '127.0.0.1');
    const isThere = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (isThere) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`PgBouncer ended with ${bouncer.exitCode}.`);
}
