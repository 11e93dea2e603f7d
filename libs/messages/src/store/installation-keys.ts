import { Injectable } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import { Database, Statement } from './database';

/** Secrets of this installation, kept in its store: the same for every process and after every restart. */
@Injectable()
export class InstallationKeys {
  constructor(private readonly database: Database) {}

  /** The 32 bytes of this name, made on first use. */
  async get(name: string): Promise<Buffer> {
    await this.database.query(MAKE, [name, randomBytes(32)]);
    const [row] = await this.database.query<{ key: Buffer }>(READ, [name]);
    if (!row) throw new Error(`The installation's key ${name} is gone.`);
    return row.key;
  }
}

const MAKE: Statement = {
  name: 'installation-keys.make',
  reach: 'no-location',
  text: `insert into installation_keys (name, key) values ($1, $2) on conflict (name) do nothing`,
};
const READ: Statement = { name: 'installation-keys.read', reach: 'no-location', text: `select key from installation_keys where name = $1` };
