import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { findBinaries } from '../../../libs/messages/src/store/embedded/binaries';
import { binariesFor, findServerUser, makeFolderFor } from '../../../libs/messages/src/store/embedded/server-user';
import { freePort } from '../../harness/free-port';
import { ServerProcess } from './server-process';

export interface PostgresOptions {
  /** Where the cluster is made; whoever the server runs as must be able to enter. */
  readonly folder: string;
  readonly logFile: string;
  /** Server settings, as of postgresql.conf. */
  readonly settings?: Readonly<Record<string, string>>;
}

const ATTEMPTS = 100;

/** A PostgreSQL server of the cluster's own, on a port that stays, which may be killed. */
export class PostgresServer {
  private constructor(
    private readonly server: ServerProcess,
    private readonly port: number,
  ) {}

  static async start({ folder, logFile, settings = {} }: PostgresOptions): Promise<PostgresServer> {
    const user = findServerUser();
    const binaries = binariesFor(user, findBinaries());
    const data = join(folder, 'cluster');
    makeFolderFor(user, folder);
    const options = ['--username=postgres', '--auth=trust', '--encoding=UTF8', '--no-locale', '--no-instructions'];
    await promisify(execFile)(binaries.initdb, ['-D', data, ...options], { ...user, cwd: '/' });
    const port = await freePort();
    const all = { listen_addresses: '127.0.0.1', unix_socket_directories: '', max_connections: '200', ...settings };
    const args = ['-D', data, '-p', String(port), ...Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
    const url = urlOf(port);
    const command = join(binaries.home, 'bin', 'postgres');
    const server = new ServerProcess({ name: 'PostgreSQL', command, args, ...user, logFile, isReady: () => answers(url) });
    await server.start();
    return new PostgresServer(server, port);
  }

  get url(): string {
    return urlOf(this.port);
  }

  /** kill -9 of the postmaster; what wasn't on disk is lost. */
  async kill(): Promise<void> {
    await this.server.kill();
  }

  /** Starts it again; its processes of before may need a moment to notice that they are orphans. */
  async restart(): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.server.start();
      } catch (error) {
        if (attempt === ATTEMPTS) throw error;
        await delay(50);
      }
    }
  }

  async query<Row extends object>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
    const client = new Client({ connectionString: this.url });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return (await client.query<Row>(text, [...values])).rows;
    } finally {
      await client.end();
    }
  }

  /** Writes everything out and ends, disconnecting clients. */
  async stop(): Promise<void> {
    await this.server.stop('SIGINT');
  }
}

function urlOf(port: number): string {
  return `postgresql://postgres@127.0.0.1:${port}/postgres`;
}

async function answers(connectionString: string): Promise<boolean> {
  const client = new Client({ connectionString, connectionTimeoutMillis: 1_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('select 1');
    return true;
  } finally {
    await client.end().catch(() => undefined);
  }
}
