import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmbeddedPostgres, startEmbeddedPostgres } from '../../store/embedded-server';
import { startSwitchboard, Switchboard } from './switchboard';

/** A PostgreSQL server of the harness's own, which it may kill, behind a fixed port. */
export class CrashingStore {
  private constructor(
    private readonly folder: string,
    private readonly board: Switchboard,
    private server: EmbeddedPostgres,
  ) {}

  static async start(): Promise<CrashingStore> {
    const folder = mkdtempSync(join(tmpdir(), 'leadconnector-messages-webhooks-'));
    // The server may run as another user than ours, who must be able to pass through.
    chmodSync(folder, 0o755);
    const server = await startEmbeddedPostgres(join(folder, 'data'));
    const board = await startSwitchboard();
    board.connectTo(portOf(server));
    return new CrashingStore(folder, board, server);
  }

  get url(): string {
    const url = new URL(this.server.connectionString);
    url.port = String(this.board.port);
    return url.toString();
  }

  /** The server ends at once, in the middle of everything (what PostgreSQL calls immediate), and is started again: what wasn't on disk is lost. */
  async crash(): Promise<void> {
    const pidFile = join(this.folder, 'data', 'store', 'postgres', 'postmaster.pid');
    this.board.disconnect();
    process.kill(Number(readFileSync(pidFile, 'utf8').split('\n')[0]), 'SIGQUIT');
    while (existsSync(pidFile)) await new Promise((resolve) => setTimeout(resolve, 20));
    this.server = await startEmbeddedPostgres(join(this.folder, 'data'));
    this.board.connectTo(portOf(this.server));
  }

  async remove(): Promise<void> {
    this.board.close();
    await this.server.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function portOf(server: EmbeddedPostgres): number {
  return Number(new URL(server.connectionString).port);
}
