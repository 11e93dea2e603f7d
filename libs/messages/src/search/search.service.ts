import { Injectable } from '@nestjs/common';
import { MessagesError } from '../errors';
import { Credential } from '../model/credential';
import { CursorCodec, Position } from '../model/cursor';
import { channelsOf } from '../model/message-type';
import { cursorScope, SearchQuery } from '../model/search-query';
import { MessageStore } from '../store/message.store';
import { SyncService } from '../sync/sync.service';
import { SyncedWindow } from '../sync/sync.types';

/** A page of a search, its messages as text that is sent as it is. */
export interface SearchPage extends SyncedWindow {
  /** JSON objects joined by commas; empty when there are none. */
  readonly messagesText: string;
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
    private readonly cursors: CursorCodec,
  ) {}

  /**
   * @throws MessagesError `cursor-invalid`, `cursor-of-other-query`, `last-message-unknown`, and what SyncService.ensure throws
   */
  async search(query: SearchQuery, credential: Credential): Promise<SearchPage> {
    const { locationId, messageTypes, window, allowPartial, maxAgeMs } = query;
    // Before anything is walked for it: a bad cursor stays bad.
    const fromCursor = query.cursor === undefined ? null : this.positionOf(query.cursor, query);
    const synced = await this.sync.ensure({ credential, channels: channelsOf(messageTypes), window, maxAgeMs, allowPartial });
    const from = query.lastMessageId === undefined ? fromCursor : await this.positionAfter(locationId, query.lastMessageId);
    const [page, total] = await Promise.all([this.messages.readPage(query, from), query.includeTotal ? this.messages.count(query) : null]);
    const nextCursor = page.hasMore && page.last ? this.cursors.encode(page.last, cursorScope(query)) : null;
    return { ...synced, messagesText: page.text, lastMessageId: page.last?.id ?? null, nextCursor, total };
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
