import { Inject, Injectable } from '@nestjs/common';
import { MessagesError } from '../errors';
import { Credential } from '../model/credential';
import { CursorCodec, Position } from '../model/cursor';
import { channelsOf } from '../model/message-type';
import { cursorScope, SearchQuery } from '../model/search-query';
import { MESSAGES_OPTIONS, ResolvedMessagesOptions } from '../options';
import { ContactTexts, UNKNOWN_CONTACT_TEXT } from '../store/contact-texts';
import { MessageStore, StoredMessage } from '../store/message.store';
import { SyncService } from '../sync/sync.service';
import { SyncedWindow } from '../sync/sync.types';
import { LocationUser } from './location-user';
import { MessagesJson } from './messages.json';

/** A page of a search, its messages rendered already. */
export interface SearchPage extends SyncedWindow {
  readonly messages: MessagesJson;
  readonly lastMessageId: string | null;
  /** Null on the last page. */
  readonly nextCursor: string | null;
  /** How many messages the search has; null unless it was asked for. */
  readonly total: number | null;
}

/** The one read path: bring the copy up to date, then read one page of it. */
@Injectable()
export class SearchService {
  constructor(
    private readonly sync: SyncService,
    private readonly messages: MessageStore,
    private readonly contacts: ContactTexts,
    private readonly cursors: CursorCodec,
    @Inject(MESSAGES_OPTIONS) private readonly options: ResolvedMessagesOptions,
  ) {}

  /**
   * `beforeReading` runs when the copy is up to date and before any of it is read; when it rejects, nothing is.
   *
   * @throws MessagesError `cursor-invalid`, `cursor-of-other-query`, `last-message-unknown`, and what SyncService.ensure throws
   */
  async search(query: SearchQuery, credential: Credential, beforeReading: () => Promise<void>): Promise<SearchPage> {
    const { locationId, messageTypes, window, allowPartial, maxAgeMs } = query;
    // Before anything is walked for it: a bad cursor stays bad.
    const fromCursor = query.cursor === undefined ? null : this.positionOf(query.cursor, query);
    const synced = await this.sync.ensure({ credential, channels: channelsOf(messageTypes), window, maxAgeMs, allowPartial });
    await beforeReading();
    const from = query.lastMessageId === undefined ? fromCursor : await this.positionAfter(locationId, query.lastMessageId);
    const locationUser = this.locationUserOf(locationId);
    const { rows, last, hasMore, total } = await this.read(query, from, locationUser);
    const nextCursor = hasMore && last ? this.cursors.encode(last, cursorScope(query)) : null;
    const contacts = query.includeContact ? await this.contactTexts(locationId, synced.contactsVersion, rows) : null;
    const messages = new MessagesJson(rows, contacts ? (id) => contacts.get(id ?? '') ?? UNKNOWN_CONTACT_TEXT : undefined);
    return { ...synced, messages, lastMessageId: last?.id ?? null, nextCursor, total };
  }

  private async read(query: SearchQuery, from: Position | null, locationUser: LocationUser | null) {
    const filters = locationUser ? locationUser.storedFilters(query.filters) : query.filters;
    if (filters === null) return { rows: [], last: null, hasMore: false, total: query.includeTotal ? 0 : null };
    const stored = { ...query, filters };
    const [page, total] = await Promise.all([
      this.messages.readPage(stored, from),
      query.includeTotal ? this.messages.count(stored) : null,
    ]);
    const rows = locationUser
      ? page.rows.map(([rendered, contactId]): StoredMessage => [locationUser.apply(rendered), contactId])
      : page.rows;
    return { ...page, rows, total };
  }

  private locationUserOf(locationId: string): LocationUser | null {
    const userId = this.options.locationUsers.get(locationId);
    return userId === undefined ? null : new LocationUser(userId);
  }

  private contactTexts(locationId: string, version: string, rows: readonly StoredMessage[]): Promise<ReadonlyMap<string, Buffer>> {
    return this.contacts.read(locationId, version, new Set(rows.map(([, contactId]) => contactId).filter((id) => typeof id === 'string')));
  }

  private positionOf(cursor: string, query: SearchQuery): Position {
    const position = this.cursors.decode(cursor, cursorScope(query));
    if (position === 'not-a-cursor')
      throw new MessagesError('cursor-invalid', 'The cursor was not issued for this location, or was altered.');
    if (position === 'other-filters')
      throw new MessagesError('cursor-of-other-query', 'The cursor belongs to other filters or another sort.');
    return position;
  }

  private async positionAfter(locationId: string, id: string): Promise<Position> {
    const position = await this.messages.findPosition(locationId, id);
    if (!position) throw new MessagesError('last-message-unknown', `There is no message ${JSON.stringify(id)} in this location.`);
    return position;
  }
}
