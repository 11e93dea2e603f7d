import { Parameters } from '../http/parameters';
import { cursorExpired, UpstreamError } from '../http/upstream-error';
import { CHANNELS, isInChannel } from '../search-index/channel';
import { Cursor, decodeCursor, encodeCursor } from '../search-index/cursor';
import { Order, Position, seek, seekDate } from '../search-index/order';
import { Snapshot } from '../search-index/snapshots';
import { addedMs, Message, updatedMs } from '../world/message.entity';
import { Ask, Backend, locatedByQuery, Route } from './route';

type SortBy = 'createdAt' | 'updatedAt';

const ORDERS: Record<SortBy, Order<Message>> = {
  createdAt: { dateMs: addedMs, id: (message) => message.id },
  updatedAt: { dateMs: updatedMs, id: (message) => message.id },
};

/** `GET /conversations/messages/export`: all messages of a location as of the first page. */
export const messageExportRoute: Route = {
  method: 'GET',
  path: '/conversations/messages/export',
  scope: 'conversations/message.readonly',
  ...locatedByQuery,
  answer({ query }: Ask, backend: Backend, locationId: string) {
    const limit = query.integer('limit', { min: 10, max: backend.options.exportMaxLimit, fallback: 100 });
    const request = readFilters(query);
    query.check();
    const cursorText = query.text('cursor');
    if (cursorText === undefined) return page(backend, newSnapshot(backend, locationId, request), undefined, limit);
    const cursor = readCursor(cursorText);
    const snapshot = backend.snapshots.use(cursor.snapshotId);
    if (!snapshot || snapshot.locationId !== locationId) throw cursorExpired();
    return page(backend, snapshot, cursor, limit);
  },
};

type Filters = ReturnType<typeof readFilters>;

function readFilters(query: Parameters) {
  return {
    sortBy: query.oneOf('sortBy', ['createdAt', 'updatedAt']) ?? 'createdAt',
    descending: (query.oneOf('sortOrder', ['asc', 'desc']) ?? 'desc') === 'desc',
    channel: query.oneOf('channel', CHANNELS),
    conversationId: query.text('conversationId'),
    contactId: query.text('contactId'),
    startMs: query.date('startDate'),
    endMs: query.date('endDate'),
  };
}

function readCursor(text: string): Cursor {
  const cursor = decodeCursor(text);
  if (!cursor) throw new UpstreamError(400, 'Invalid cursor');
  return cursor;
}

/** Shares the index's own array wherever the filters allow, so that a walk over everything copies nothing. */
function newSnapshot(backend: Backend, locationId: string, filters: Filters): Snapshot<Message> {
  const { sortBy, descending, channel, conversationId, contactId } = filters;
  const { endDateReading, endDateInclusive } = backend.options;
  const viewName = `${sortBy} ${channel ?? 'everything but e-mail'}`;
  let items = backend.indexes.messages(locationId).view(viewName, ORDERS[sortBy], (message) => isInChannel(message, channel));
  if (conversationId !== undefined) items = items.filter((message) => message.conversationId === conversationId);
  if (contactId !== undefined) items = items.filter((message) => message.contactId === contactId);
  const startMs = filters.startMs ?? Number.NEGATIVE_INFINITY;
  const endMs = filters.endMs ?? Number.POSITIVE_INFINITY;
  const bounded = endDateReading === 'sorted' ? sortBy : endDateReading === 'updated' ? 'updatedAt' : 'createdAt';
  if (bounded !== sortBy) {
    items = items.filter((message) => {
      const ms = ORDERS[bounded].dateMs(message);
      return ms >= startMs && (endDateInclusive ? ms <= endMs : ms < endMs);
    });
  }
  const isSortedByBound = bounded === sortBy;
  const from = isSortedByBound ? seekDate(items, ORDERS[sortBy], startMs) : 0;
  const to = isSortedByBound ? Math.max(from, seekDate(items, ORDERS[sortBy], endMs, endDateInclusive)) : items.length;
  return { id: backend.ids.next(), locationId, items, from, to, sortBy, descending };
}

function page(backend: Backend, snapshot: Snapshot<Message>, after: Position | undefined, limit: number): Record<string, unknown> {
  const { items, from, to, sortBy, descending } = snapshot;
  const order = ORDERS[sortBy];
  const low = descending || !after ? from : seek(items, order, after, true);
  const high = descending && after ? seek(items, order, after) : to;
  const messages = descending ? items.slice(Math.max(low, high - limit), high).reverse() : items.slice(low, Math.min(high, low + limit));
  const last = messages.at(-1);
  const isLastPage = high - low <= limit || last === undefined;
  if (!isLastPage && !after) backend.snapshots.open(snapshot);
  const nextCursor = isLastPage ? null : encodeCursor({ snapshotId: snapshot.id, dateMs: order.dateMs(last), id: last.id });
  return { messages, nextCursor, total: to - from };
}
