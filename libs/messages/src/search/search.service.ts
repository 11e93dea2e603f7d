import { Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { MessagesError } from '../errors';
import { Credential } from '../model/credential';
import { CursorCodec, Position } from '../model/cursor';
import { cursorScope, SearchQuery } from '../model/search-query';
import { MessageStore } from '../store/message.store';
import { SyncedWindow } from '../sync/sync.types';
import { FinishedPages } from './finished-pages';
import { LinesPage, PageReader } from './page.reader';
import { readAhead } from './read-ahead';
import { CopyReadiness, ReadyCopy } from './copy.readiness';

/** A page of a search. */
export interface SearchPage {
  /** Its messages as JSON objects joined by commas, in UTF-8, in pieces. */
  readonly messages: readonly Buffer[];
  readonly count: number;
  readonly lastMessageId: string | null;
  /** Null on the last page. */
  readonly nextCursor: string | null;
  /** How many messages the search has; null unless it was asked for. */
  readonly total: number | null;
}

/** How many messages a stream reads at once: more are no faster, and each stream has two such pages in memory. */
const STREAM_PAGE = 1_000;

/** Some messages of a stream, in order. */
export type MessageLines = Pick<LinesPage, 'lines' | 'count' | 'last'>;

/** A search whose location is up to date, its page not yet read. */
export interface PreparedSearch {
  readonly synced: SyncedWindow;
  /** Changes when the location's data, the query or `complete` does, and with nothing else. */
  readonly version: string;
  readonly readPage: () => Promise<SearchPage>;
  /** Every message from where the query begins to the end of its window, whatever its limit; read as they are taken. */
  readonly readAll: () => AsyncGenerator<MessageLines, void, undefined>;
}

/** The one read path: bring the copy up to date, then read one page of it. */
@Injectable()
export class SearchService {
  constructor(
    private readonly copy: CopyReadiness,
    private readonly pages: PageReader,
    private readonly finished: FinishedPages,
    private readonly messages: MessageStore,
    private readonly cursors: CursorCodec,
  ) {}

  /**
   * Brings the copy up to date. Nothing that is stored has been read when it resolves, so the caller can still make sure that it may be.
   *
   * @throws MessagesError `cursor-invalid`, `cursor-of-other-query`, and what CopyReadiness.ensure throws; `readPage` and
   * `readAll` throw `last-message-unknown`, `store-unavailable`
   */
  async prepare(query: SearchQuery, credential: Credential): Promise<PreparedSearch> {
    // Before anything is walked for it: a bad cursor stays bad.
    const fromCursor = query.cursor === undefined ? null : this.positionOf(query.cursor, query);
    const ready = await this.copy.ensure(query, credential);
    const { synced } = ready;
    const version = versionOf(query, ready);
    return {
      ...{ synced, version },
      readPage: () => this.readPage(query, fromCursor, synced, version),
      readAll: () => this.readAll(query, fromCursor, synced),
    };
  }

  private async *readAll(
    query: SearchQuery,
    fromCursor: Position | null,
    synced: SyncedWindow,
  ): AsyncGenerator<MessageLines, void, undefined> {
    const start = await this.startOf(query, fromCursor);
    yield* readAhead((from) => this.pages.readLines({ ...query, limit: STREAM_PAGE }, from, synced), start);
  }

  private async readPage(query: SearchQuery, fromCursor: Position | null, synced: SyncedWindow, version: string): Promise<SearchPage> {
    const { messages, count, last, hasMore, total } = await this.finished.get(version, async () => {
      return this.pages.read(query, await this.startOf(query, fromCursor), synced);
    });
    const nextCursor = hasMore && last ? this.cursors.encode(last, cursorScope(query)) : null;
    return { messages, count, lastMessageId: last?.id ?? null, nextCursor, total };
  }

  private positionOf(cursor: string, query: SearchQuery): Position {
    const position = this.cursors.decode(cursor, cursorScope(query));
    if (position === 'not-a-cursor')
      throw new MessagesError('cursor-invalid', 'The cursor was not issued for this location, or was altered.');
    if (position === 'other-filters')
      throw new MessagesError('cursor-of-other-query', 'The cursor belongs to other filters or another sort.');
    return position;
  }

  /** After what the query begins; null for the beginning of its window. */
  private async startOf({ locationId, lastMessageId: id }: SearchQuery, fromCursor: Position | null): Promise<Position | null> {
    if (id === undefined) return fromCursor;
    const position = await this.messages.findPosition(locationId, id);
    if (!position) throw new MessagesError('last-message-unknown', `There is no message ${JSON.stringify(id)} in this location.`);
    return position;
  }
}

/** Contacts and users are part of the data only where they are shown, or searched. */
function versionOf(query: SearchQuery, { synced, wordsTo }: ReadyCopy): string {
  const { complete, changeSequence, contactsVersion, usersVersion } = synced;
  const { limit, cursor = null, lastMessageId = null, includeContact, includeUser, includeTotal } = query;
  const ofContacts = (includeContact || query.text !== undefined) && contactsVersion;
  const data = [complete, changeSequence, ofContacts, includeUser && usersVersion, wordsTo];
  const asked = [cursorScope(query), limit, cursor, lastMessageId, includeContact, includeUser, includeTotal];
  return createHash('sha256')
    .update(JSON.stringify([asked, data]))
    .digest('base64url');
}
