import { Injectable } from '@nestjs/common';
import { Database, Statement } from '../store/database';
import { SealedSecret } from './secret.cipher';

/** An agency's pair, to be stored in the place of any before. */
export interface NewCompany {
  readonly companyId: string;
  readonly sealed: SealedSecret;
  readonly lifeMs: number;
  readonly refreshAfterMs: number;
}

/** The agencies that have installed the app. */
@Injectable()
export class CompanyStore {
  constructor(private readonly database: Database) {}

  /** Durably; its locations are to be listed anew. */
  async put({ companyId, sealed, lifeMs, refreshAfterMs }: NewCompany): Promise<void> {
    await this.database.query(PUT, [companyId, sealed.keyId, sealed.bytes, lifeMs, refreshAfterMs]);
  }

  /** Agencies whose locations were not listed since they were installed. */
  async unlisted(): Promise<readonly string[]> {
    return (await this.database.query<{ company_id: string }>(UNLISTED, [])).map(({ company_id: id }) => id);
  }

  async noteListed(companyId: string): Promise<void> {
    await this.database.query(NOTE_LISTED, [companyId]);
  }
}

const PUT: Statement = {
  name: 'company.put',
  reach: 'no-location',
  text: `
    insert into companies (company_id, key_id, secret, expires_at, refresh_at)
    values ($1, $2, $3, clock_timestamp() + $4::float8 * interval '1 millisecond', clock_timestamp() + $5::float8 * interval '1 millisecond')
    on conflict (company_id) do update
       set status = 'active', key_id = excluded.key_id, secret = excluded.secret, version = nextval('secret_versions'),
           expires_at = excluded.expires_at, refresh_at = excluded.refresh_at, refresh_until = '-infinity', retry_at = '-infinity',
           failures = 0, unauthorized_at = null, last_failure = null, listed_at = null, updated_at = clock_timestamp()`,
};
const UNLISTED: Statement = {
  name: 'company.unlisted',
  reach: 'no-location',
  text: `select company_id from companies where listed_at is null and status = 'active' order by company_id limit 100`,
};
const NOTE_LISTED: Statement = {
  name: 'company.note-listed',
  reach: 'no-location',
  text: `update companies set listed_at = clock_timestamp() where company_id = $1`,
};
