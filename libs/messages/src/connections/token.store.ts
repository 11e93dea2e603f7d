import { Database, Statement } from '../store/database';
import { SealedSecret, SecretPlace } from './secret.cipher';

/** Whose secret. Agencies have a table of their own, of the same columns. */
export interface TokenOwner {
  readonly kind: 'location' | 'company';
  readonly id: string;
}

/** A stored secret and what may be done about it now, all times being the database's. */
export interface StoredSecret {
  readonly owner: TokenOwner;
  readonly place: SecretPlace;
  /** Of a location whose token comes from its agency's. */
  readonly companyId: string | null;
  readonly isActive: boolean;
  /** Null while an agency's location has none of its own yet. */
  readonly sealed: SealedSecret | null;
  /** Another one with every secret. */
  readonly version: string;
  /** Soon to expire: time to refresh it. */
  readonly isDue: boolean;
  readonly isExpired: boolean;
  /** Nothing failed so lately that upstream is to be left alone. */
  readonly mayRetry: boolean;
  /** It came of a refresh after upstream had refused its predecessor just before. */
  readonly isOfRefusal: boolean;
}

/** A secret to be stored in the place of another. */
export interface NewSecret {
  readonly sealed: SealedSecret;
  readonly lifeMs: number;
  readonly refreshAfterMs: number;
  /** Whether it is there because upstream refused the one before. */
  readonly isOfRefusal: boolean;
}

/** How long one process has to refresh before another may try: longer than the call may take. */
export const REFRESH_LEASE_MS = 30_000;
/** The first pause after a failure; it doubles, up to the longest. */
const FIRST_PAUSE_MS = 5_000;
const LONGEST_PAUSE_MS = 300_000;

/** What the refreshing of tokens reads and writes. Every write counts only for the version that it was decided on. */
export class TokenStore {
  constructor(private readonly database: Database) {}

  async read(owner: TokenOwner): Promise<StoredSecret | null> {
    const [row] = await this.database.query<SecretRow>(STATEMENTS[owner.kind].read, [owner.id]);
    return row ? toStoredSecret(owner, row) : null;
  }

  /** Makes this process the one refresher of the version for a while; false when there is another, or none is wanted now. */
  async claim({ owner, version }: StoredSecret): Promise<boolean> {
    return (await this.database.query(STATEMENTS[owner.kind].claim, [owner.id, version, REFRESH_LEASE_MS])).length > 0;
  }

  /** Puts the secret in the place of this version, durably; false when that was replaced meanwhile. */
  async replace({ owner, version }: StoredSecret, next: NewSecret): Promise<boolean> {
    const { sealed, lifeMs, refreshAfterMs, isOfRefusal } = next;
    const values = [owner.id, version, sealed.keyId, sealed.bytes, lifeMs, refreshAfterMs, isOfRefusal];
    return (await this.database.query(STATEMENTS[owner.kind].replace, values)).length > 0;
  }

  /** Upstream doesn't accept this version any more, and won't again: nothing is tried until somebody brings another. */
  async refuse({ owner, version }: StoredSecret, failure: string): Promise<void> {
    await this.database.query(STATEMENTS[owner.kind].refuse, [owner.id, version, failure]);
  }

  /** The refresh couldn't be made now: nobody tries for a while, longer with each failure. */
  async postpone({ owner, version }: StoredSecret, failure: string): Promise<void> {
    await this.database.query(STATEMENTS[owner.kind].postpone, [owner.id, version, failure, FIRST_PAUSE_MS, LONGEST_PAUSE_MS]);
  }
}

interface SecretRow {
  readonly kind: SecretPlace['kind'];
  readonly company_id: string | null;
  readonly status: string;
  readonly key_id: string | null;
  readonly secret: Buffer | null;
  readonly version: string;
  readonly is_due: boolean;
  readonly is_expired: boolean;
  readonly may_retry: boolean;
  readonly is_of_refusal: boolean;
}

function toStoredSecret(owner: TokenOwner, row: SecretRow): StoredSecret {
  return {
    owner,
    place: { kind: row.kind, ownerId: owner.id },
    companyId: row.company_id,
    isActive: row.status === 'active',
    sealed: row.secret && row.key_id !== null ? { keyId: row.key_id, bytes: row.secret } : null,
    version: row.version,
    isDue: row.is_due,
    isExpired: row.is_expired,
    mayRetry: row.may_retry,
    isOfRefusal: row.is_of_refusal,
  };
}

type Action = 'read' | 'claim' | 'replace' | 'refuse' | 'postpone';

const STATEMENTS: Readonly<Record<TokenOwner['kind'], Readonly<Record<Action, Statement>>>> = {
  location: statementsOn('connections', 'location_id', 'type as kind, company_id'),
  company: statementsOn('companies', 'company_id', `'company' as kind, null::text as company_id`, 'no-location'),
};

function statementsOn(table: string, owner: string, place: string, reach?: Statement['reach']): Readonly<Record<Action, Statement>> {
  return {
    read: {
      name: `token.${table}.read`,
      reach,
      text: `
        select ${place}, status, key_id, secret, version,
               coalesce(refresh_at <= clock_timestamp(), false) as is_due, coalesce(expires_at <= clock_timestamp(), false) as is_expired,
               retry_at <= clock_timestamp() as may_retry,
               coalesce(unauthorized_at > clock_timestamp() - interval '10 minutes', false) as is_of_refusal
          from ${table} where ${owner} = $1`,
    },
    claim: {
      name: `token.${table}.claim`,
      reach,
      text: `
        update ${table} set refresh_until = clock_timestamp() + $3 * interval '1 millisecond'
         where ${owner} = $1 and version = $2 and status = 'active'
           and refresh_until <= clock_timestamp() and retry_at <= clock_timestamp()
        returning 1`,
    },
    // Also when the lease has run out meanwhile, or somebody else was refused for want of this very secret: it is the one that counts.
    replace: {
      name: `token.${table}.replace`,
      reach,
      text: `
        update ${table}
           set key_id = $3, secret = $4, version = nextval('secret_versions'), status = 'active',
               expires_at = clock_timestamp() + $5 * interval '1 millisecond',
               refresh_at = clock_timestamp() + $6 * interval '1 millisecond',
               refresh_until = '-infinity', retry_at = '-infinity', failures = 0, last_failure = null,
               unauthorized_at = case when $7 then clock_timestamp() end, updated_at = clock_timestamp()
         where ${owner} = $1 and version = $2
        returning 1`,
    },
    refuse: {
      name: `token.${table}.refuse`,
      reach,
      text: `
        update ${table}
           set status = 'needs-reauthorization', last_failure = $3, refresh_until = '-infinity', updated_at = clock_timestamp()
         where ${owner} = $1 and version = $2`,
    },
    postpone: {
      name: `token.${table}.postpone`,
      reach,
      text: `
        update ${table}
           set failures = failures + 1, last_failure = $3, refresh_until = '-infinity', updated_at = clock_timestamp(),
               retry_at = clock_timestamp() + least($4 * power(2, least(failures, 20)), $5) * interval '1 millisecond'
         where ${owner} = $1 and version = $2`,
    },
  };
}
