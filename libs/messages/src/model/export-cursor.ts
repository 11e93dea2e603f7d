import { CursorCodec, CursorFault, CursorScope } from './cursor';
import { ExportPlace } from './export-place';
import { ExportQuery } from './export-query';

/** A list of upstream's that is being read. */
export interface UpstreamList {
  readonly cursor: string;
  /** The dates that it was asked for with, which upstream is given again with its cursor. */
  readonly startDate?: number;
  readonly endDate?: number;
}

/** Where an export goes on. */
export interface ExportCursor {
  readonly place: ExportPlace | null;
  /** How many messages the list had when it was begun. */
  readonly total: number | null;
  /** Null in a list out of the store. */
  readonly list: UpstreamList | null;
}

type ListContent = readonly [cursor: string, startDate: number | null, endDate: number | null];
type Content = readonly [date: number | null, ids: readonly string[], hasMore: boolean, total: number | null, list: ListContent | null];

/** Cursors of exports: exact, never expiring, whatever becomes of upstream's own that they hold. */
export class ExportCursors {
  constructor(private readonly codec: CursorCodec) {}

  encode({ place, total, list }: ExportCursor, locationId: string, query: ExportQuery): string {
    const of: ListContent | null = list && [list.cursor, list.startDate ?? null, list.endDate ?? null];
    const content: Content = [place?.date ?? null, place?.ids ?? [], place?.hasMore ?? false, total, of];
    return this.codec.seal(content, exportScope(locationId, query));
  }

  /** Where to go on, or why the text is no cursor of this export: upstream's own are none. */
  decode(text: string, locationId: string, query: ExportQuery): ExportCursor | CursorFault {
    const content = this.codec.open(text, exportScope(locationId, query));
    if (typeof content === 'string') return content;
    const [date, ids, hasMore, total, list] = content as Content;
    return { place: date === null ? null : { date, ids, hasMore }, total, list: list && toList(list) };
  }
}

function toList([cursor, startDate, endDate]: ListContent): UpstreamList {
  return { cursor, startDate: startDate ?? undefined, endDate: endDate ?? undefined };
}

/** What a cursor of this export belongs to. */
export function exportScope(locationId: string, query: ExportQuery): CursorScope {
  const { sortBy, sortOrder, conversationId, contactId, channel, startDate, endDate } = query;
  return { locationId, filters: { read: 'export', sortBy, sortOrder, conversationId, contactId, channel, startDate, endDate } };
}
