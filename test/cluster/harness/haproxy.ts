import { readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { freePort } from '../../harness/free-port';
import { ServerProcess } from './server-process';

const RULES = join(__dirname, '..', '..', '..', 'deploy', 'compose', 'haproxy.cfg');

/** The load balancer before the API's processes, with the rules of deploy/compose. */
export class HaProxy {
  private constructor(
    readonly url: string,
    private readonly server: ServerProcess,
    private readonly socket: string,
  ) {}

  static async start(folder: string, ports: readonly number[]): Promise<HaProxy> {
    const port = await freePort();
    const socket = join(folder, 'haproxy.sock');
    const file = join(folder, 'haproxy.cfg');
    writeFileSync(file, configuration({ rules: readFileSync(RULES, 'utf8'), port, ports, socket }));
    const server = new ServerProcess({
      name: 'HAProxy',
      command: 'haproxy',
      args: ['-db', '-f', file],
      logFile: join(folder, 'haproxy.log'),
      isReady: async () => (await ask(socket, 'show info')).length > 0,
    });
    await server.start();
    return new HaProxy(`http://127.0.0.1:${port}`, server, socket);
  }

  /** How many processes it sends requests to now. */
  async serversUp(): Promise<number> {
    const lines = (await ask(this.socket, 'show stat')).split('\n');
    return lines.filter((line) => /^api,api\d+,/.test(line) && line.split(',')[17]?.startsWith('UP')).length;
  }

  async stop(): Promise<void> {
    await this.server.stop('SIGKILL');
  }
}

/** The rules with these servers instead of theirs. */
export function configuration(given: { rules: string; port: number; ports: readonly number[]; socket: string }): string {
  const servers = given.ports.map((port, index) => `  server api${index + 1} 127.0.0.1:${port}`).join('\n');
  return given.rules
    .replace(/^global$/m, `global\n  stats socket ${given.socket} mode 600 level user`)
    .replace(/^ {2}bind .*$/m, `  bind 127.0.0.1:${given.port}`)
    .replace(/^ {2}server-template .*$/gm, servers);
}

function ask(socket: string, command: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const connection = connect(socket, () => connection.write(`${command}\n`));
    connection.on('data', (chunk) => chunks.push(chunk)).once('error', reject);
    connection.once('end', () => resolve(Buffer.concat(chunks).toString()));
  });
}
