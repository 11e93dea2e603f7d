import { execFileSync } from 'node:child_process';
import { chmodSync, closeSync, mkdtempSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const CHUNK = Buffer.alloc(1024 * 1024, 1);

/** A file system in memory of so many MiB, which can be filled. Takes root. */
export class SmallDisk {
  private constructor(readonly folder: string) {}

  static mount(mebibytes: number): SmallDisk {
    const folder = mkdtempSync(join(tmpdir(), 'leadconnector-messages-disk-'));
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${mebibytes}m`, 'tmpfs', folder]);
    chmodSync(folder, 0o755);
    return new SmallDisk(folder);
  }

  /** Leaves nothing. */
  fill(): void {
    const file = openSync(join(this.folder, 'ballast'), 'w');
    try {
      while (this.freeBytes() > 0) writeSync(file, CHUNK, 0, Math.min(CHUNK.length, this.freeBytes()));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    } finally {
      closeSync(file);
    }
  }

  /** As before it was filled. */
  empty(): void {
    rmSync(join(this.folder, 'ballast'), { force: true });
  }

  unmount(): void {
    execFileSync('umount', ['--lazy', this.folder]);
    rmSync(this.folder, { recursive: true, force: true });
  }

  private freeBytes(): number {
    const { bavail, bsize } = statfsSync(this.folder);
    return bavail * bsize;
  }
}

/** Whether this process may mount one. */
export function mayMount(): boolean {
  try {
    SmallDisk.mount(1).unmount();
    return true;
  } catch {
    return false;
  }
}
