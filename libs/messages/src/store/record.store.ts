import { Injectable } from '@nestjs/common';
import { StoredRecord } from '../model/served-record';
import { ByteRow } from './byte-rows';
import { Database } from './database';
import { list, listed, toTimestamp } from './sql-values';

/** A stored record and what decides whether the copy of it can be trusted. */
export interface FoundRecord extends StoredRecord {
  readonly messageType: string;
  /** Epoch ms. */
  readonly dateUpdated: number;
}

/** Which of a conversation's messages. */
export interface ConversationPageQuery {
  readonly conversationId: string;
  /** Exclusive; the newest when null. */
  readonly after: { readonly dateAdded: number; readonly id: string } | null;
  /** All types when null. */
  readonly types: readonly string[] | null;
  readonly limit: number;
}

/** Reads messages as upstream's single reads show them. */
@Injectable()
export class RecordStore {
  constructor(private readonly database: Database) {}

  async find(locationId: string, id: string): Promise<FoundRecord | null> {
    const [row] = await this.database.queryBytes(FIND, [locationId, id]);
    return row ? { ...toRecord(row), messageType: String(row[2]), dateUpdated: Number(row[3]) } : null;
  }

  /** Where a message of the conversation stands among those; null when it has none with this id. */
  async placeInConversation(
    locationId: string,
    conversationId: string,
    id: string,
  ): Promise<{ readonly dateAdded: number; readonly id: string } | null> {
    const [row] = await this.database.query<{ date_added: number }>(PLACE, [locationId, conversationId, id]);
    return row ? { dateAdded: row.date_added, id } : null;
  }

  /** The conversation's messages, newest first, ties by id; at most `limit`. */
  async readConversation(locationId: string, { conversationId, after, types, limit }: ConversationPageQuery): Promise<StoredRecord[]> {
    const from = [toTimestamp(after?.dateAdded ?? Infinity), after?.id ?? ''];
    const statement = types ? READ_OF_TYPES : READ;
    const values = [locationId, conversationId, ...from, limit, ...(types ? [list(types)] : [])];
    return (await this.database.queryBytes(statement, values)).map(toRecord);
  }

  /** Whether the location has a record that couldn't be stored, so that no list out of the store is all of upstream's. */
  async lacksRecords(locationId: string): Promise<boolean> {
    const [row] = await this.database.query<{ lacks: boolean }>(LACKS, [locationId]);
    return row?.lacks ?? false;
  }

  /** Whether upstream spells the type of one of the conversation's messages in another way, so that a choice by type may leave it out. */
  async hasOtherSpellings(locationId: string, conversationId: string, types: readonly string[]): Promise<boolean> {
    const [row] = await this.database.query<{ has: boolean }>(OTHER_SPELLINGS, [locationId, conversationId, list(types)]);
    return row?.has ?? false;
  }
}

/** The first two columns of a row. */
export function toRecord([rendered, raw]: ByteRow): StoredRecord {
  return { rendered: rendered ?? NOTHING, raw: raw ?? null };
}

const NOTHING = Buffer.alloc(0);

const FIND = {
  name: 'records.find',
  text: `
    select rendered, raw, message_type, (extract(epoch from date_updated) * 1000)::float8::text
      from messages
     where location_id = $1 and id = $2`,
};
const PLACE = {
  name: 'records.place-in-conversation',
  text: `
    select (extract(epoch from date_added) * 1000)::float8 as date_added
      from messages
     where location_id = $1 and id = $3 and conversation_id = $2`,
};
const READ = { name: 'records.read-conversation', text: readStatement('') };
const READ_OF_TYPES = { name: 'records.read-conversation.of-types', text: readStatement(` and message_type = any(${listed(6, 'text')})`) };
const LACKS = {
  name: 'records.lacks-any',
  text: `select exists (select from records_set_aside where location_id = $1) as lacks`,
};
const OTHER_SPELLINGS = {
  name: 'records.other-spellings',
  text: `
    select exists (
      select from messages
       where location_id = $1 and conversation_id = $2 and message_type = any(${listed(3, 'text')}) and raw is not null
         and raw::json ->> 'messageType' is distinct from message_type
    ) as has`,
};

/** The fence (offset 0) keeps the planner from reading the whole location in order of dates to find one conversation. */
function readStatement(condition: string): string {
  return `
    select m.rendered, m.raw
      from (
        select id, date_added
          from (select id, date_added, message_type from messages where location_id = $1 and conversation_id = $2 offset 0) as conversation
         where (date_added, id) < ($3::timestamptz, $4::text)${condition}
         order by date_added desc, id desc
         limit $5::int
      ) as page
      join messages m on m.location_id = $1 and m.id = page.id
     order by page.date_added desc, page.id desc`;
}
