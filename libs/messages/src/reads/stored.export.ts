import { Injectable } from '@nestjs/common';
import { exportedTypes } from '../model/export-channel';
import { ExportCursor, ExportCursors } from '../model/export-cursor';
import { ExportRow, placeAfter } from '../model/export-place';
import { ExportQuery } from '../model/export-query';
import { Channel } from '../model/message-type';
import { StoredRecord } from '../model/served-record';
import { ExportedMessages, ExportStore } from '../store/export.store';
import { canBeStored } from '../store/storable';
import { CopyTrust } from '../sync/copy.trust';
import { otherQuery } from './cursor.faults';
import { ReadAnswer } from './reads.types';
import { RecordTexts } from './record.texts';
import { storeAnswer } from './store.answer';

/** A page of an export out of the store. */
export interface StoredExportPage {
  /** Records as JSON in UTF-8, but for their closing braces. */
  readonly texts: readonly Buffer[];
  readonly nextCursor: string | null;
  readonly total: number;
  readonly ageMs: number;
}

/** Pages of exports out of the store, where the list is the same under any reading of what upstream leaves undocumented. */
@Injectable()
export class StoredExport {
  constructor(
    private readonly trust: CopyTrust,
    private readonly store: ExportStore,
    private readonly cursors: ExportCursors,
    private readonly texts: RecordTexts,
  ) {}

  /** The page in upstream's shape. A list that upstream began goes on there: null. @throws MessagesError `cursor-of-other-query` */
  async answer(locationId: string, query: ExportQuery): Promise<ReadAnswer | null> {
    const cursor = query.cursor === undefined ? null : this.cursors.decode(query.cursor, locationId, query);
    if (cursor === 'other-filters') throw otherQuery();
    const page = cursor === 'not-a-cursor' || cursor?.list ? null : await this.read(locationId, query, cursor);
    if (!page) return null;
    const end = `],"nextCursor":${JSON.stringify(page.nextCursor)},"total":${page.total}`;
    return storeAnswer(page.texts, page.ageMs, '{"messages":[', end);
  }

  /** The page after the cursor's place, or the first; null where the copy isn't surely upstream's list. */
  async read(locationId: string, query: ExportQuery, cursor: ExportCursor | null): Promise<StoredExportPage | null> {
    if (!canBeStored(query.conversationId) || !canBeStored(query.contactId)) return null;
    const [ageMs, location] = await Promise.all([
      this.trust.ageOf(locationId, [channelOf(query)], windowOf(query), query.maxAgeMs),
      this.store.describe(locationId),
    ]);
    if (ageMs === null || location.lacksRecords) return null;
    const { shown, doubtful } = exportedTypes(query.channel, location.types);
    if (await this.isAmbiguous(locationId, query, location.types, doubtful)) return null;
    const total = cursor?.total ?? (await this.store.count(locationId, query, shown, location.changeSequence));
    const page = await this.readPage(query, { location, types: shown, total }, cursor);
    const place = placeAfter(cursor?.place ?? null, lastRows(page.records, query));
    const nextCursor = page.hasMore ? this.cursors.encode({ place, total, list: null }, locationId, query) : null;
    return { texts: this.texts.of(locationId, page.records), nextCursor, total, ageMs };
  }

  private async readPage(query: ExportQuery, messages: ExportedMessages, cursor: ExportCursor | null) {
    const { limit, sortOrder } = query;
    const place = cursor?.place ?? null;
    if (place === null || cursor?.list === null) {
      const from = place && { date: place.date, id: place.ids.at(-1) ?? '' };
      const records = await this.store.readPage(query, messages, { from, limit: limit + 1 });
      return { records: records.slice(0, limit), hasMore: records.length > limit };
    }
    // Upstream's order of equal dates may not be ours: all of the date are read, less those that it gave out.
    const from = { date: sortOrder === 'asc' ? place.date : place.date + 1, id: '' };
    const records = await this.store.readPage(query, messages, { from, limit: limit + 1 + place.ids.length });
    const remaining = records.filter((record) => !place.ids.includes(rowOf(record, query).id));
    return { records: remaining.slice(0, limit), hasMore: remaining.length > limit };
  }

  private async isAmbiguous(
    locationId: string,
    query: ExportQuery,
    present: readonly string[],
    doubtful: readonly string[],
  ): Promise<boolean> {
    if (doubtful.length > 0 && (await this.store.hasAny(locationId, query, doubtful))) return true;
    if (query.contactId !== undefined && (await this.store.hasInferredContact(locationId, query.contactId))) return true;
    return this.areDatesAmbiguous(locationId, query, present);
  }

  /**
   * Whether bounds are inclusive isn't documented, nor whether they bound the date of creation or the one sorted by. By creation both
   * readings agree unless a message stands on a bound; by update only bounds that leave nothing out are the same under both.
   */
  private async areDatesAmbiguous(
    locationId: string,
    { sortBy, startDate, endDate }: ExportQuery,
    present: readonly string[],
  ): Promise<boolean> {
    const bounds = [startDate, endDate].filter((date) => date !== undefined);
    if (bounds.length === 0) return false;
    if (sortBy === 'createdAt') return this.store.hasAddedAt(locationId, bounds);
    const extent = await this.store.extent(locationId, present);
    if (extent === null) return false;
    return (startDate ?? -Infinity) >= extent.firstAdded || (endDate ?? Infinity) <= extent.lastUpdated;
  }
}

/** E-mail is walked on its own; everything else comes without a channel. */
export function channelOf({ channel }: ExportQuery): Channel {
  return channel === 'Email' ? 'email' : 'messages';
}

/** Whatever was added since the list's first date was updated since then, too; up to now, because it may have been updated any time. */
function windowOf({ startDate = -Infinity }: ExportQuery) {
  return { after: startDate - 1, upTo: Infinity };
}

/** The rows that share the page's last date: parsing a record costs more than reading it, and most dates have but one. */
function lastRows(records: readonly StoredRecord[], query: ExportQuery): readonly ExportRow[] {
  const rows: ExportRow[] = [];
  for (let index = records.length - 1; index >= 0; index -= 1) {
    const record = records[index];
    const row = record && rowOf(record, query);
    if (!row || (rows[0] && rows[0].date !== row.date)) break;
    rows.unshift(row);
  }
  return rows;
}

function rowOf({ rendered }: StoredRecord, { sortBy }: ExportQuery): ExportRow {
  const { id, dateAdded, dateUpdated } = JSON.parse(`${rendered.toString()}}`) as { id: string; dateAdded: string; dateUpdated: string };
  return { id, date: Date.parse(sortBy === 'createdAt' ? dateAdded : dateUpdated) };
}
