import { Injectable } from '@nestjs/common';
import { Attribution, USER_ID_SOURCES } from '../model/attribution';
import { Copies } from './copies';
import { Database } from './database';
import { list, listed } from './sql-values';
import { KnownContact, KnownConversation, readContacts, readConversations } from './directory.store';

/** What is stored of whom messages, conversations and contacts belong to. */
@Injectable()
export class AttributionStore {
  constructor(
    private readonly database: Database,
    private readonly copies: Copies,
  ) {}

  /** The attributions of those of the messages that are stored. */
  async messages(locationId: string, ids: readonly string[]): Promise<ReadonlyMap<string, Attribution>> {
    if (await this.knowsNothing(locationId, ids)) return new Map();
    const rows = await this.database.query<AttributionRow>(READ, [locationId, list(ids)]);
    return new Map(rows.map((row) => [row.id, toAttribution(row)]));
  }

  async conversations(locationId: string, ids: readonly string[]): Promise<ReadonlyMap<string, KnownConversation>> {
    return (await this.knowsNothing(locationId, ids)) ? new Map() : readConversations(this.database, locationId, ids);
  }

  async contacts(locationId: string, ids: readonly string[]): Promise<ReadonlyMap<string, KnownContact>> {
    return (await this.knowsNothing(locationId, ids)) ? new Map() : readContacts(this.database, locationId, ids);
  }

  private async knowsNothing(locationId: string, ids: readonly string[]): Promise<boolean> {
    return ids.length === 0 || !(await this.copies.has(locationId));
  }
}

interface AttributionRow {
  readonly id: string;
  readonly user_id: string | null;
  readonly user_id_source: number;
  readonly user_id_date: number | null;
}

function toAttribution(row: AttributionRow): Attribution {
  const source = USER_ID_SOURCES[row.user_id_source] ?? 'none';
  return row.user_id === null || source === 'none' ? null : { userId: row.user_id, source, date: row.user_id_date ?? 0 };
}

const READ = {
  name: 'attribution.read',
  text: `
    select id, user_id, user_id_source, (extract(epoch from user_id_date) * 1000)::float8 as user_id_date
      from messages
     where location_id = $1 and id = any(${listed(2, 'text')})`,
};
