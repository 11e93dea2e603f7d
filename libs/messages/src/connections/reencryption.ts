import { Injectable } from '@nestjs/common';
import { Database, Statement } from '../store/database';
import { SecretCipher, SecretPlace } from './secret.cipher';

/** Read and written at once. */
const BATCH = 100;

/**
 * Brings all secrets under the first key of the ring, so that the others can be dropped. Any number of processes may do it at once: each
 * row is replaced only if it is still what was read.
 */
@Injectable()
export class Reencryption {
  constructor(
    private readonly database: Database,
    private readonly cipher: SecretCipher,
  ) {}

  /** How many secrets are under another key than the first. @throws MessagesError `store-unavailable` */
  async remaining(): Promise<number> {
    const [row] = await this.database.query<{ count: number }>(COUNT, [this.cipher.firstKeyId ?? '']);
    return row?.count ?? 0;
  }

  /** @returns how many were brought under the first key; those whose key isn't at hand stay as they are */
  async run(): Promise<number> {
    if (this.cipher.firstKeyId === null) return 0;
    return (await this.runOn(CONNECTIONS)) + (await this.runOn(COMPANIES));
  }

  private async runOn({ read, replace }: Table): Promise<number> {
    let changed = 0;
    for (let after = ''; ;) {
      const rows = await this.database.query<SecretRow>(read, [this.cipher.firstKeyId, after, BATCH]);
      for (const row of rows) if (await this.reencrypt(row, replace)) changed += 1;
      if (rows.length < BATCH) return changed;
      after = rows.at(-1)?.owner_id ?? after;
    }
  }

  private async reencrypt({ owner_id: ownerId, kind, key_id: keyId, secret }: SecretRow, replace: Statement): Promise<boolean> {
    const place = { kind, ownerId };
    const text = this.cipher.open(place, { keyId, bytes: secret });
    if (text === null) return false;
    const sealed = this.cipher.seal(place, text);
    return (await this.database.query(replace, [ownerId, secret, sealed.keyId, sealed.bytes])).length > 0;
  }
}

interface SecretRow {
  readonly owner_id: string;
  readonly kind: SecretPlace['kind'];
  readonly key_id: string;
  readonly secret: Buffer;
}

interface Table {
  readonly read: Statement;
  readonly replace: Statement;
}

const CONNECTIONS = tableOf('connections', 'location_id', 'type', { read: 'all-locations' });
const COMPANIES = tableOf('companies', 'company_id', `'company'`, { read: 'no-location', replace: 'no-location' });

/** What replaces a location's secret begins with the location. */
function tableOf(
  table: string,
  owner: string,
  kind: string,
  { read, replace }: { readonly read: Statement['reach']; readonly replace?: Statement['reach'] },
): Table {
  return {
    read: {
      name: `reencryption.${table}.read`,
      reach: read,
      text: `
        select ${owner} as owner_id, ${kind} as kind, key_id, secret
          from ${table} where secret is not null and key_id <> $1 and ${owner} > $2 order by ${owner} limit $3`,
    },
    // The token is the same, so its version stays.
    replace: {
      name: `reencryption.${table}.replace`,
      reach: replace,
      text: `update ${table} set key_id = $3, secret = $4 where ${owner} = $1 and secret = $2 returning 1`,
    },
  };
}

const COUNT: Statement = {
  name: 'reencryption.count',
  reach: 'all-locations',
  text: `
    select ((select count(*) from connections where secret is not null and key_id <> $1)
          + (select count(*) from companies where secret is not null and key_id <> $1))::int as count`,
};
