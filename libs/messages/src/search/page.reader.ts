import { Inject, Injectable } from '@nestjs/common';
import { Position } from '../model/cursor';
import { SearchQuery, StoredQuery } from '../model/search-query';
import { MESSAGES_OPTIONS, ResolvedMessagesOptions } from '../options';
import { MessageStore, StoredMessage, StoredPage } from '../store/message.store';
import { isTextQuery, TextSearchStore } from '../store/text-search.store';
import { FinishedPage } from './finished-pages';
import { Joined, JoinedTexts, Versions } from './joined-texts';
import { LocationUser } from './location-user';
import { joinMessages } from './messages.json';
import { linesOf } from './messages.lines';
import { Part } from './read-ahead';

/** A page of a stream. */
export interface LinesPage extends Part {
  /** Its messages as JSON objects in UTF-8, a line feed after each. */
  readonly lines: Buffer;
  readonly count: number;
}

/** Rows as they are shown, and what is joined to them. */
interface ShownRows {
  readonly rows: readonly StoredMessage[];
  readonly joined: Joined;
}

/** Reads one page of what is stored and renders it. */
@Injectable()
export class PageReader {
  constructor(
    private readonly messages: MessageStore,
    private readonly words: TextSearchStore,
    private readonly texts: JoinedTexts,
    @Inject(MESSAGES_OPTIONS) private readonly options: ResolvedMessagesOptions,
  ) {}

  /** The page after `from`, or the first. */
  async read(query: SearchQuery, from: Position | null, versions: Versions): Promise<FinishedPage> {
    const { includeTotal } = query;
    const stored = this.storedQuery(query);
    if (!stored) return { messages: joinMessages([]), count: 0, last: null, hasMore: false, total: includeTotal ? 0 : null };
    const [page, total] = await Promise.all([this.readPage(stored, from), includeTotal ? this.count(stored) : null]);
    const { rows, joined } = await this.shown(query, page.rows, versions, { isStream: false });
    return { messages: joinMessages(rows, joined), count: rows.length, last: page.last, hasMore: page.hasMore, total };
  }

  /** The same as lines. */
  async readLines(query: SearchQuery, from: Position | null, versions: Versions): Promise<LinesPage> {
    const stored = this.storedQuery(query);
    if (!stored) return { lines: linesOf([]), count: 0, last: null, hasMore: false };
    const page = await this.readPage(stored, from);
    const { rows, joined } = await this.shown(query, page.rows, versions, { isStream: true });
    return { lines: linesOf(rows, joined), count: rows.length, last: page.last, hasMore: page.hasMore };
  }

  private readPage(query: StoredQuery, from: Position | null): Promise<StoredPage> {
    return isTextQuery(query) ? this.words.readPage(query, from) : this.messages.readPage(query, from);
  }

  private count(query: StoredQuery): Promise<number> {
    return isTextQuery(query) ? this.words.count(query) : this.messages.count(query);
  }

  /** The query by what is stored, or null when no message can be found by it. */
  private storedQuery(query: SearchQuery): StoredQuery | null {
    const locationUser = this.locationUserOf(query.locationId);
    const filters = locationUser ? locationUser.storedFilters(query.filters) : query.filters;
    return filters && { ...query, filters };
  }

  private async shown(
    query: SearchQuery,
    stored: readonly StoredMessage[],
    versions: Versions,
    { isStream }: { readonly isStream: boolean },
  ): Promise<ShownRows> {
    const locationUser = this.locationUserOf(query.locationId);
    const rows = locationUser ? stored.map((row): StoredMessage => ({ ...row, rendered: locationUser.apply(row.rendered) })) : stored;
    return { rows, joined: await this.texts.of(query, stored, versions, { nobodysUser: locationUser?.userId, isStream }) };
  }

  private locationUserOf(locationId: string): LocationUser | null {
    const userId = this.options.locationUsers.get(locationId);
    return userId === undefined ? null : new LocationUser(userId);
  }
}
