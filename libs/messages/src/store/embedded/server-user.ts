import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chownSync, cpSync, existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { Binaries, binariesIn } from './binaries';

/** The system user that the server runs as. PostgreSQL refuses to run as root, so root lends it one. */
export interface ServerUser {
  readonly uid?: number;
  readonly gid?: number;
}

const NAME = 'postgres';

/** Ourselves, or, for root, the user `postgres`, which is made when there is none. */
export function findServerUser(): ServerUser {
  if (process.getuid?.() !== 0) return {};
  if (idOf('-u') === null) execFileSync('useradd', ['--system', '--user-group', '--shell', '/bin/false', NAME]);
  return { uid: idOf('-u') ?? undefined, gid: idOf('-g') ?? undefined };
}

/** Makes the folder, for nobody but the user to enter. */
export function makeFolderFor(user: ServerUser, folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  handTo(user, folder);
}

/** Makes the user the owner of a file or folder. */
export function handTo(user: ServerUser, path: string): void {
  if (user.uid !== undefined && user.gid !== undefined) chownSync(path, user.uid, user.gid);
}

/**
 * Where the user can get at what we keep in `folder`: there, or, when root keeps it where nobody else may enter (as in /root),
 * in a folder of its own under /var/tmp, always the same for the same path.
 */
export function folderWithin(user: ServerUser, folder: string): string {
  if (user.uid === undefined || canEnter(dirname(resolve(folder)))) return folder;
  const name = createHash('sha256').update(resolve(folder)).digest('hex').slice(0, 16);
  return join('/var/tmp', `leadconnector-messages-${name}`);
}

/** The binaries where the user can run them: where they are, or a copy under /var/tmp. */
export function binariesFor(user: ServerUser, binaries: Binaries): Binaries {
  const home = folderWithin(user, binaries.home);
  if (home === binaries.home) return binaries;
  if (!existsSync(home)) {
    const unfinished = `${home}.${process.pid}`;
    rmSync(unfinished, { recursive: true, force: true });
    cpSync(binaries.home, unfinished, { recursive: true, verbatimSymlinks: true });
    renameSync(unfinished, home);
  }
  return binariesIn(home);
}

function idOf(flag: '-u' | '-g'): number | null {
  try {
    return Number.parseInt(execFileSync('id', [flag, NAME], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }), 10);
  } catch {
    return null;
  }
}

/** Whether anybody may pass through the folder and all above it. */
function canEnter(folder: string): boolean {
  return (statSync(folder).mode & 0o001) !== 0 && (dirname(folder) === folder || canEnter(dirname(folder)));
}
