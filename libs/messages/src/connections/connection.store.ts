import { Injectable } from '@nestjs/common';
import { Database, Queryable, Statement } from '../store/database';
import { Connection, ConnectionStatus, ConnectionType } from './connection.types';
import { SealedSecret, SecretCipher } from './secret.cipher';

/** A credential to be stored for a location, in the place of any before. */
export interface NewConnection {
  readonly locationId: string;
  readonly type: ConnectionType;
  readonly sealed: SealedSecret;
  /** Of an OAuth pair; null for a token without end. */
  readonly life: { readonly lifeMs: number; readonly refreshAfterMs: number } | null;
}

/** The locations' connections. What changes them is committed to the disk before it resolves. */
@Injectable()
export class ConnectionStore {
  constructor(
    private readonly database: Database,
    private readonly cipher: SecretCipher,
  ) {}

  async find(locationId: string): Promise<Connection | null> {
    const [row] = await this.database.query<ConnectionRow>(FIND, [locationId]);
    return row ? this.toConnection(row) : null;
  }

  /** By location, those after `after`. */
  async list(after: string, limit: number): Promise<readonly Connection[]> {
    return (await this.database.query<ConnectionRow>(LIST, [after, limit])).map((row) => this.toConnection(row));
  }

  async exists(locationId: string): Promise<boolean> {
    return (await this.database.query(EXISTS, [locationId])).length > 0;
  }

  /** Stores it; a purge that was to come is called off. */
  async put({ locationId, type, sealed, life }: NewConnection): Promise<void> {
    const values = [locationId, type, sealed.keyId, sealed.bytes, life?.lifeMs ?? null, life?.refreshAfterMs ?? null];
    await this.database.durableTransaction({ locationId }, async (transaction) => {
      await cancelPurges(transaction, [locationId]);
      await transaction.query(PUT, values);
    });
  }

  /** Connects locations of an agency, without a token of their own yet. One that has a connection in good order keeps it. */
  async connectLocations(companyId: string, locationIds: readonly string[]): Promise<void> {
    // In one order, so that two that do the same don't wait for each other.
    const sorted = [...new Set(locationIds)].sort();
    await this.database.durableTransaction('all-locations', async (transaction) => {
      await cancelPurges(transaction, sorted);
      await transaction.query(CONNECT, [sorted, companyId]);
    });
  }

  /** False when there was none. */
  async delete(locationId: string): Promise<boolean> {
    return (await this.database.query(DELETE, [locationId])).length > 0;
  }

  /** Deletes the connection and has the location's rows purged after a while; a purge that is to come sooner stays. */
  async deleteAndSchedulePurge(locationId: string, afterMs: number): Promise<void> {
    await this.database.durableTransaction({ locationId }, async (transaction) => {
      await transaction.query(SCHEDULE, [locationId, afterMs]);
      await transaction.query(DELETE, [locationId]);
    });
  }

  /**
   * Notes a 401 to a token that can't be refreshed.
   *
   * @returns whether it's the second in an hour, the first having come at least five seconds before
   */
  async noteUnauthorized(locationId: string, version: string): Promise<boolean> {
    const [row] = await this.database.query<{ is_repeated: boolean }>(NOTE_UNAUTHORIZED, [locationId, version]);
    return row?.is_repeated ?? false;
  }

  /** The token was accepted after all. */
  async forgetUnauthorized(locationId: string, version: string): Promise<void> {
    await this.database.query(FORGET_UNAUTHORIZED, [locationId, version]);
  }

  private toConnection(row: ConnectionRow): Connection {
    // Of no use until the key is back; nothing is written down, so that it's of use again at once.
    const isLocked = row.key_id !== null && !this.cipher.knows(row.key_id);
    return {
      locationId: row.location_id,
      type: row.type,
      status: isLocked ? 'needs-reauthorization' : row.status,
      companyId: row.company_id,
      createdAt: row.created_at.getTime(),
      updatedAt: row.updated_at.getTime(),
      expiresAt: row.expires_at?.getTime() ?? null,
      lastFailure: isLocked ? 'key-missing' : row.last_failure,
    };
  }
}

async function cancelPurges(transaction: Queryable, locationIds: readonly string[]): Promise<void> {
  await transaction.query(CANCEL_PURGES, [locationIds]);
}

interface ConnectionRow {
  readonly location_id: string;
  readonly type: ConnectionType;
  readonly status: ConnectionStatus;
  readonly company_id: string | null;
  readonly key_id: string | null;
  readonly created_at: Date;
  readonly updated_at: Date;
  readonly expires_at: Date | null;
  readonly last_failure: string | null;
}

const COLUMNS = 'location_id, type, status, company_id, key_id, created_at, updated_at, expires_at, last_failure';
const FIND = { name: 'connection.find', text: `select ${COLUMNS} from connections where location_id = $1` };
const LIST: Statement = {
  name: 'connection.list',
  reach: 'all-locations',
  text: `select ${COLUMNS} from connections where location_id > $1 order by location_id limit $2`,
};
const EXISTS = { name: 'connection.exists', text: `select 1 from connections where location_id = $1` };
const PUT = {
  name: 'connection.put',
  text: `
    insert into connections as c (location_id, type, key_id, secret, expires_at, refresh_at)
    values ($1, $2, $3, $4, clock_timestamp() + $5::float8 * interval '1 millisecond', clock_timestamp() + $6::float8 * interval '1 millisecond')
    on conflict (location_id) do update
       set type = excluded.type, company_id = null, status = 'active', key_id = excluded.key_id, secret = excluded.secret,
           version = nextval('secret_versions'), expires_at = excluded.expires_at, refresh_at = excluded.refresh_at,
           refresh_until = '-infinity', retry_at = '-infinity', failures = 0, unauthorized_at = null, last_failure = null,
           updated_at = clock_timestamp()`,
};
const CONNECT = {
  name: 'connection.connect',
  text: `
    insert into connections as c (location_id, type, company_id)
    select location_id, 'oauth', $2 from unnest($1::text[]) as location_id
    on conflict (location_id) do update
       set type = 'oauth', company_id = excluded.company_id, status = 'active', key_id = null, secret = null,
           version = nextval('secret_versions'), expires_at = null, refresh_at = null,
           refresh_until = '-infinity', retry_at = '-infinity', failures = 0, unauthorized_at = null, last_failure = null,
           updated_at = clock_timestamp()
     where c.status <> 'active'`,
};
const DELETE = { name: 'connection.delete', text: `delete from connections where location_id = $1 returning 1` };
const SCHEDULE = {
  name: 'purge.schedule',
  text: `
    insert into purges as p (location_id, due_at) values ($1, clock_timestamp() + $2 * interval '1 millisecond')
    on conflict (location_id) do update set due_at = least(p.due_at, excluded.due_at)`,
};
const CANCEL_PURGES = { name: 'purge.cancel', text: `delete from purges where location_id = any($1::text[])` };
const NOTE_UNAUTHORIZED = {
  name: 'connection.note-unauthorized',
  text: `
    update connections
       set unauthorized_at = case when unauthorized_at > clock_timestamp() - interval '1 hour' then unauthorized_at else clock_timestamp() end
     where location_id = $1 and version = $2
    returning unauthorized_at <= clock_timestamp() - interval '5 seconds' as is_repeated`,
};
const FORGET_UNAUTHORIZED = {
  name: 'connection.forget-unauthorized',
  text: `update connections set unauthorized_at = null where location_id = $1 and version = $2`,
};
