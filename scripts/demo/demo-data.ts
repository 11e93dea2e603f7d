import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Sandbox } from '../../apps/sandbox/src/create-sandbox';

/** What the demo is about to show can't be shown; the message says what to do. */
export class DemoError extends Error {}

/** The folder that the demo keeps: its store, and from which world that was filled. */
export class DemoData {
  private readonly worldFile: string;

  /** @throws DemoError when the folder can't be made or written */
  constructor(readonly folder: string) {
    this.worldFile = join(folder, 'world.json');
    try {
      mkdirSync(folder, { recursive: true });
      const probe = join(folder, `.probe-${process.pid}`);
      writeFileSync(probe, '');
      rmSync(probe);
    } catch (cause) {
      throw new DemoError(`The folder ${folder} can't be used (${(cause as Error).message}). Set DATA_DIR to one that can be written.`, {
        cause,
      });
    }
  }

  /** Where the sandbox's history ends: kept from the first run on, so that every run has the same world. */
  anchor(now: number): Date {
    const known = this.readWorld();
    return known ? new Date(known.anchor) : new Date(Math.floor((now - INDEX_DELAY_MS) / MINUTE_MS) * MINUTE_MS);
  }

  /**
   * Whether the store was filled from this very world.
   *
   * @throws DemoError when it was filled from another, as a newer version may make one: what is stored would be a mixture
   */
  adopt(world: Sandbox['world'], anchor: Date): void {
    const made: KeptWorld = { anchor: anchor.toISOString(), fingerprint: fingerprintOf(world) };
    const known = this.readWorld();
    if (known && known.fingerprint !== made.fingerprint)
      throw new DemoError(`What is kept in ${this.folder} comes from another version of the demo. Remove that folder and start again.`);
    if (!known) writeFileSync(this.worldFile, `${JSON.stringify(made, null, 2)}\n`);
  }

  private readWorld(): KeptWorld | null {
    if (!existsSync(this.worldFile)) return null;
    try {
      const world = JSON.parse(readFileSync(this.worldFile, 'utf8')) as KeptWorld;
      if (Number.isFinite(Date.parse(world.anchor))) return world;
    } catch {
      // Told below, like a file without a date.
    }
    throw new DemoError(`${this.worldFile} can't be read. Remove ${this.folder} and start again.`);
  }
}

interface KeptWorld {
  readonly anchor: string;
  readonly fingerprint: string;
}

const MINUTE_MS = 60_000;
/** The sandbox shows a change this late at most: a world that ends earlier is all there from the first request on. */
const INDEX_DELAY_MS = 10_000;

function fingerprintOf(world: Sandbox['world']): string {
  const hash = createHash('sha256');
  for (const message of world.messages.values()) hash.update(JSON.stringify(message));
  return hash.digest('base64url');
}
