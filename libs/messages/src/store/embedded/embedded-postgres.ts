import { execFile, spawn } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve as absolute } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Binaries, findBinaries } from './binaries';
import { binariesFor, findServerUser, folderWithin, handTo, makeFolderFor, ServerUser } from './server-user';

/** A PostgreSQL server of our own, with its data under one folder. */
export interface EmbeddedPostgres {
  readonly connectionString: string;
  /** Disconnects clients, writes everything out and stops the server. */
  stop(): Promise<void>;
}

const UNFINISHED = 'postgres.unfinished-';
const PASSWORD = 'password';
/** How long the server may take to start. */
const START_SECONDS = 60;
const LOOK_MS = 50;

/**
 * Starts the server whose data lies under `dataDir`, making it on the first start. One that was left running by a killed
 * process is taken over. The server is started by pg_ctl in a session of its own, so a Ctrl-C meant for us doesn't stop it
 * while requests are still in flight.
 */
export async function startEmbeddedPostgres(dataDir: string): Promise<EmbeddedPostgres> {
  mkdirSync(dataDir, { recursive: true });
  const user = findServerUser();
  // Absolute: the server's programs run in another working directory than ours.
  const folder = folderWithin(user, absolute(dataDir, 'store'));
  const server: Server = { binaries: binariesFor(user, findBinaries()), user, folder, cluster: join(folder, 'postgres') };
  makeFolderFor(user, folder);
  if (!existsSync(server.cluster)) await initialize(server);
  if (!(await isRunning(server)))
    await start(server).catch(async (error: unknown) => {
      // Another process was a moment earlier: whose the server is, is not settled here.
      if (!(await isRunning(server))) throw error;
    });
  const port = await portWhenReady(server);
  const password = readFileSync(join(folder, PASSWORD), 'utf8').trim();
  return {
    connectionString: `postgresql://postgres:${password}@127.0.0.1:${port}/postgres`,
    stop: () => pgCtl(server, ['stop', '-w', '-m', 'fast']),
  };
}

interface Server {
  readonly binaries: Binaries;
  readonly user: ServerUser;
  /** Holds the cluster, its password and its log. */
  readonly folder: string;
  readonly cluster: string;
}

/**
 * Made beside and renamed: a process that is killed half-way leaves nothing that looks like a cluster, and of several that start at the same
 * moment one makes the cluster of all.
 */
async function initialize({ binaries, user, folder, cluster }: Server): Promise<void> {
  const unfinished = mkdtempSync(join(folder, UNFINISHED));
  handTo(user, unfinished);
  const options = ['--username=postgres', '--auth=scram-sha-256', '--encoding=UTF8', '--no-locale', '--no-instructions'];
  try {
    const passwordFile = `--pwfile=${ensurePassword(user, folder)}`;
    await promisify(execFile)(binaries.initdb, ['-D', unfinished, passwordFile, ...options], { ...user, cwd: '/' });
    renameSync(unfinished, cluster);
  } catch (error) {
    remove(unfinished);
    if (!existsSync(cluster)) throw error;
    return;
  }
  // Of those who were killed, or come too late.
  for (const name of readdirSync(folder)) if (name.startsWith(UNFINISHED)) remove(join(folder, name));
}

function remove(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
}

/** The file with the password, the same one for all who make the cluster at the same moment. */
function ensurePassword(user: ServerUser, folder: string): string {
  const file = join(folder, PASSWORD);
  const ours = `${file}.${randomUUID()}`;
  writeFileSync(ours, `${randomBytes(24).toString('hex')}\n`, { mode: 0o600 });
  handTo(user, ours);
  try {
    linkSync(ours, file);
  } catch (error) {
    if (!existsSync(file)) throw error;
  } finally {
    rmSync(ours);
  }
  return file;
}

/** TCP on the loopback only, and no socket file: its path would be too long in deep folders. */
async function start(server: Server): Promise<void> {
  const options = `-p ${await freePort()} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=100`;
  await pgCtl(server, ['start', '-w', '-t', String(START_SECONDS), '-l', join(server.cluster, 'server.log'), '-o', options]);
}

/** As the server writes them down: the port in line 4, whether it is ready in line 8. It may be another process that is starting it. */
async function portWhenReady({ cluster }: Server): Promise<string> {
  for (let waitedMs = 0; waitedMs < START_SECONDS * 1_000; waitedMs += LOOK_MS) {
    const lines = readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n');
    if (lines[7]?.trim() === 'ready') return lines[3] ?? '';
    await delay(LOOK_MS);
  }
  throw new Error(`The server isn't ready after ${START_SECONDS} s; see ${join(cluster, 'server.log')}`);
}

async function isRunning(server: Server): Promise<boolean> {
  return pgCtl(server, ['status']).then(
    () => true,
    () => false,
  );
}

/** pg_ctl's server keeps inherited pipes open, so its output goes nowhere and the log tells what happened. */
function pgCtl({ binaries, user, cluster }: Server, commands: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(binaries.pgCtl, [...commands, '-D', cluster], { ...user, cwd: '/', stdio: 'ignore', windowsHide: true });
    child.once('error', reject);
    child.once('exit', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`pg_ctl ${commands[0]} ended with ${code}; see ${join(cluster, 'server.log')}`));
    });
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => (typeof address === 'object' && address ? resolve(address.port) : reject(new Error('No free port.'))));
    });
  });
}
