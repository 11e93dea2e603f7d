import { Injectable } from '@nestjs/common';
import { Position } from '../model/cursor';
import { SearchQuery, StoredQuery } from '../model/search-query';
import { ByteRow } from './byte-rows';
import { Database } from './database';
import { filterValues, pageStatement, totalStatement } from './search.statement';
import { toTimestamp } from './sql-values';

/** A page as it is stored. */
export interface StoredPage {
  readonly rows: readonly StoredMessage[];
  /** The place of the last message, or null when there is none. */
  readonly last: Position | null;
  readonly hasMore: boolean;
}

/** A message as it is stored, in UTF-8. */
export interface StoredMessage {
  /** Its JSON but for its closing brace. */
  readonly rendered: Buffer;
  /** Its contact's id where contacts are included. */
  readonly contactId: string | null;
  /** Its user's id where users are included. */
  readonly userId?: string | null;
}

/** Reads stored messages. */
@Injectable()
export class MessageStore {
  constructor(private readonly database: Database) {}

  /** The page after `from`, or the first. */
  async readPage(query: StoredQuery, from: Position | null): Promise<StoredPage> {
    const { locationId, sort, includeContact, includeUser, filters, messageTypes, limit } = query;
    const { position, bound } = beyond(query, from);
    const shape = { sort, includeContact, includeUser, filters, typeCount: messageTypes.length };
    const rows = await this.database.queryBytes(pageStatement(shape), [
      locationId,
      toTimestamp(position.dateUpdated),
      position.id,
      bound,
      // One more tells whether another page follows.
      limit + 1,
      ...filterValues(filters),
      ...messageTypes,
    ]);
    return toPage(rows, query);
  }

  /** How many messages the query has, page or no page. */
  async count({ locationId, window, messageTypes, filters }: StoredQuery): Promise<number> {
    const values = [locationId, toTimestamp(window.after), toTimestamp(window.upTo), messageTypes, ...filterValues(filters)];
    const [row] = await this.database.query<{ total: number }>(totalStatement(filters), values);
    return row?.total ?? 0;
  }

  /** When the location's first message was added (epoch ms): none was updated before. Infinity when there is none. */
  async oldest(locationId: string): Promise<number> {
    const [row] = await this.database.query<{ date: number | null }>(OLDEST, [locationId]);
    return row?.date ?? Infinity;
  }

  /** Where a message of the location stands now, or null when there is none with this id. */
  async findPosition(locationId: string, id: string): Promise<Position | null> {
    const [row] = await this.database.query<{ date: number }>(FIND_POSITION, [locationId, id]);
    return row ? { dateUpdated: row.date, id } : null;
  }

  /** How many messages of the location are stored, and how many records of upstream could not be. */
  async countStored(locationId: string): Promise<{ readonly stored: number; readonly setAside: number }> {
    const [row] = await this.database.query<{ stored: number; set_aside: number }>(COUNT_STORED, [locationId]);
    return { stored: row?.stored ?? 0, setAside: row?.set_aside ?? 0 };
  }
}

/** The place after which a page begins, and the window's other bound as PostgreSQL reads it. */
export function beyond({ sort, window }: SearchQuery, from: Position | null): { readonly position: Position; readonly bound: string } {
  const [start, bound] = sort === 'asc' ? [afterDate(window.after), window.upTo] : [afterDate(window.upTo), window.after];
  return { position: from && isBeyond(from, start, sort) ? from : start, bound: toTimestamp(bound) };
}

/** A page of rows of which there is one too many when another page follows. */
export function toPage(rows: readonly ByteRow[], { limit, includeContact }: SearchQuery): StoredPage {
  const messages = rows.slice(0, limit).map((row) => toMessage(row, includeContact));
  return { rows: messages, last: positionOf(messages.at(-1)), hasMore: rows.length > limit };
}

function toMessage(row: ByteRow, includeContact: boolean): StoredMessage {
  const [rendered, contactId, userId] = includeContact ? row : [row[0], null, row[1]];
  return { rendered: rendered ?? NOTHING, contactId: contactId?.toString() ?? null, userId: userId?.toString() ?? null };
}

const NOTHING = Buffer.alloc(0);

/** Read from the message itself: to select and parse both for each row of a page costs more. */
function positionOf(row: StoredMessage | undefined): Position | null {
  if (!row) return null;
  const { id, dateUpdated } = JSON.parse(`${row.rendered.toString()}}`) as { id: string; dateUpdated: string };
  return { id, dateUpdated: Date.parse(dateUpdated) };
}

/** The place between a date and the millisecond after it: no message stands there, so it serves as a bound in both orders. */
function afterDate(date: number): Position {
  return { dateUpdated: date + 1, id: '' };
}

/** Whether `a` comes after `b` in this order. Ids compare by their bytes, as in the store. */
function isBeyond(a: Position, b: Position, sort: SearchQuery['sort']): boolean {
  const isLater =
    a.dateUpdated === b.dateUpdated ? Buffer.compare(Buffer.from(a.id), Buffer.from(b.id)) > 0 : a.dateUpdated > b.dateUpdated;
  return sort === 'asc' ? isLater : !isLater;
}

const OLDEST = {
  name: 'message.oldest',
  text: `select floor(date_part('epoch', min(date_added)) * 1000)::float8 as date from messages where location_id = $1`,
};
const FIND_POSITION = {
  name: 'messages.find-position',
  text: `select (extract(epoch from date_updated) * 1000)::float8 as date from messages where location_id = $1 and id = $2`,
};
const COUNT_STORED = {
  name: 'messages.count-stored',
  text: `
    select (select stored::float8 from locations where location_id = $1) as stored,
           (select count(*)::int from records_set_aside where location_id = $1) as set_aside`,
};
