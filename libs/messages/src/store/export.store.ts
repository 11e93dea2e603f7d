import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { ExportRow } from '../model/export-place';
import { ExportQuery } from '../model/export-query';
import { exportScope } from '../model/export-cursor';
import { StoredRecord } from '../model/served-record';
import { Database } from './database';
import {
  ExportFilter,
  exportFilters,
  exportHasTypesStatement,
  exportPageStatement,
  ExportRoute,
  exportTotalStatement,
} from './export.statement';
import { toRecord } from './record.store';
import { list, listed, toTimestamp } from './sql-values';
import { storableDate } from './storable';
import { WITH_TYPES } from './types.statement';

/** What of a location decides how an export is read. */
export interface ExportedLocation {
  readonly id: string;
  /** The number of its last change. */
  readonly changeSequence: string;
  /** Whether it has a record that couldn't be stored, so that no list out of the store is all of upstream's. */
  readonly lacksRecords: boolean;
  /** The types that it has messages of. */
  readonly types: readonly string[];
  /** How many messages are stored. */
  readonly stored: number;
}

/** Of a location's types, those that a list shows, and how many messages of theirs it has. */
export interface ExportedMessages {
  readonly location: ExportedLocation;
  readonly types: readonly string[];
  readonly total: number;
}

/** Totals kept in memory, each good for one state of its location. */
const TOTALS = 10_000;

/** Reads stored messages as upstream's export lists them. */
@Injectable()
export class ExportStore {
  private readonly totals = new LRUCache<string, number>({ max: TOTALS });

  constructor(private readonly database: Database) {}

  async describe(locationId: string): Promise<ExportedLocation> {
    const [row] = await this.database.query<LocationRow>(DESCRIBE, [locationId]);
    return {
      id: locationId,
      changeSequence: row?.change_seq ?? '0',
      lacksRecords: row?.lacks_records ?? false,
      types: row?.types ?? [],
      stored: row?.stored ?? 0,
    };
  }

  /** At most `limit` messages of the list beyond `from`, or from its beginning. */
  async readPage(
    query: ExportQuery,
    { location, types, total }: ExportedMessages,
    { from, limit }: { readonly from: ExportRow | null; readonly limit: number },
  ): Promise<StoredRecord[]> {
    if (types.length === 0) return [];
    const { sortBy, sortOrder } = query;
    const filters = exportFilters(query);
    const [first, last] = datesOf(query);
    const position = from ?? (sortOrder === 'asc' ? { date: first, id: '' } : { date: last + 1, id: '' });
    const route = routeOf(query, filters, total, location.stored);
    const typeCount = route === 'merged-types' ? types.length : 0;
    const others = location.types.filter((type) => !types.includes(type));
    const rows = await this.database.queryBytes(exportPageStatement({ sortBy, sortOrder, filters, route, typeCount }), [
      location.id,
      toTimestamp(position.date),
      position.id,
      toTimestamp(sortOrder === 'asc' ? last : first),
      limit,
      ...(route === 'merged-types' ? types : [list(route === 'sorted-types' ? types : others)]),
      ...filters.map((filter) => query[filter] ?? ''),
    ]);
    return rows.map(toRecord);
  }

  /** How many messages of these types the list has; counted once for each state of the location. */
  async count(locationId: string, query: ExportQuery, types: readonly string[], changeSequence: string): Promise<number> {
    const key = `${changeSequence} ${JSON.stringify(exportScope(locationId, query))}`;
    const known = this.totals.get(key);
    if (known !== undefined) return known;
    const [row] = await this.database.query<{ total: number }>(exportTotalStatement(shapeOf(query)), valuesOf(locationId, query, types));
    const total = row?.total ?? 0;
    this.totals.set(key, total);
    return total;
  }

  /** Whether the list would have messages of these types. */
  async hasAny(locationId: string, query: ExportQuery, types: readonly string[]): Promise<boolean> {
    const [row] = await this.database.query<{ has: boolean }>(exportHasTypesStatement(shapeOf(query)), valuesOf(locationId, query, types));
    return row?.has ?? false;
  }

  /** Whether a message was added at one of these moments (epoch ms). */
  async hasAddedAt(locationId: string, dates: readonly number[]): Promise<boolean> {
    const [row] = await this.database.query<{ has: boolean }>(HAS_ADDED_AT, [locationId, list(dates.map(storableDate).map(toTimestamp))]);
    return row?.has ?? false;
  }

  /** When its first message was added and when one of these types was last updated (epoch ms); null without messages. */
  async extent(
    locationId: string,
    types: readonly string[],
  ): Promise<{ readonly firstAdded: number; readonly lastUpdated: number } | null> {
    const [row] = await this.database.query<ExtentRow>(EXTENT, [locationId, list(types)]);
    return row?.first_added == null || row.last_updated === null ? null : { firstAdded: row.first_added, lastUpdated: row.last_updated };
  }

  /** Whether a message is known to be of the contact only by its conversation, which upstream's own filter may not know. */
  async hasInferredContact(locationId: string, contactId: string): Promise<boolean> {
    const [row] = await this.database.query<{ has: boolean }>(HAS_INFERRED_CONTACT, [locationId, contactId]);
    return row?.has ?? false;
  }
}

/** The first and the last date of the list, by the date that it's sorted by. No message stands on a bound that was given. */
function datesOf({ startDate = -Infinity, endDate = Infinity }: ExportQuery): readonly [number, number] {
  return [storableDate(startDate), storableDate(endDate)];
}

function shapeOf(query: ExportQuery) {
  return { sortBy: query.sortBy, filters: exportFilters(query), hasDates: hasDates(query) };
}

function valuesOf(locationId: string, query: ExportQuery, types: readonly string[]): unknown[] {
  const dates = hasDates(query) ? datesOf(query).map(toTimestamp) : [];
  return [locationId, list(types), ...exportFilters(query).map((filter) => query[filter]), ...dates];
}

function hasDates({ startDate, endDate }: ExportQuery): boolean {
  return startDate !== undefined || endDate !== undefined;
}

/** The cheapest: one conversation's or contact's messages are few, and a channel's may be so few that hardly a page of all has any. */
function routeOf({ sortBy, limit }: ExportQuery, filters: readonly ExportFilter[], total: number, stored: number): ExportRoute {
  if (filters.length > 0) return 'sorted-filters';
  if (sortBy === 'updatedAt') return 'merged-types';
  return total < (limit * stored) / Math.max(1, total) ? 'sorted-types' : 'by-creation';
}

interface LocationRow {
  readonly change_seq: string | null;
  readonly lacks_records: boolean;
  readonly types: readonly string[];
  readonly stored: number | null;
}

interface ExtentRow {
  readonly first_added: number | null;
  readonly last_updated: number | null;
}

const DESCRIBE = {
  name: 'export.describe',
  text: `
    ${WITH_TYPES}
    select (select change_seq::text from locations where location_id = $1) as change_seq,
           (select stored::float8 from locations where location_id = $1) as stored,
           exists (select from records_set_aside where location_id = $1) as lacks_records,
           array(select message_type from types where message_type is not null) as types`,
};
const HAS_ADDED_AT = {
  name: 'export.has-added-at',
  text: `select exists (select from messages where location_id = $1 and date_added = any(${listed(2, 'timestamptz')})) as has`,
};
const EXTENT = {
  name: 'export.extent',
  text: `
    select (select (extract(epoch from date_added) * 1000)::float8
              from messages where location_id = $1 order by date_added limit 1) as first_added,
           (select max((extract(epoch from newest.date_updated) * 1000)::float8)
              from unnest(${listed(2, 'text')}) as present (message_type)
             cross join lateral (select date_updated from messages
                                  where location_id = $1 and message_type = present.message_type
                                  order by date_updated desc limit 1) as newest) as last_updated`,
};
const HAS_INFERRED_CONTACT = {
  name: 'export.has-inferred-contact',
  text: `
    select exists (
      select from messages
       where location_id = $1 and contact_id = $2 and raw is not null and raw::json ->> 'contactId' is distinct from $2
    ) as has`,
};
