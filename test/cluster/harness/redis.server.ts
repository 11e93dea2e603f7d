import { spawnSync } from 'node:child_process';
import { createClient } from '@keyv/redis';
import { freePort } from '../../harness/free-port';
import { ServerProcess } from './server-process';

/** Whether the machine has a program; with none, what needs it is reported as skipped. */
export function hasProgram(name: string): boolean {
  return spawnSync('sh', ['-c', `command -v ${name}`]).status === 0;
}

export interface RedisServer {
  readonly url: string;
  readonly process: ServerProcess;
}

/** A Redis of the cluster's own, on a port that stays; it keeps nothing on disk. */
export async function startRedis(logFile: string, password?: string): Promise<RedisServer> {
  const port = await freePort();
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--maxmemory-policy', 'noeviction'];
  const url = `redis://${password === undefined ? '' : `:${password}@`}127.0.0.1:${port}`;
  const isReady = async () => {
    const client = createClient({ url, socket: { reconnectStrategy: false, connectTimeout: 1_000 } });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return (await client.ping()) === 'PONG';
    } finally {
      client.destroy();
    }
  };
  const secured = password === undefined ? args : [...args, '--requirepass', password];
  const server = new ServerProcess({ name: 'Redis', command: 'redis-server', args: secured, logFile, isReady });
  await server.start();
  return { url, process: server };
}
