import { Inject, Injectable } from '@nestjs/common';
import { Position } from '../model/cursor';
import { SearchQuery } from '../model/search-query';
import { MESSAGES_OPTIONS, ResolvedMessagesOptions } from '../options';
import { ContactTexts, UNKNOWN_CONTACT_TEXT } from '../store/contact-texts';
import { MessageStore, StoredMessage } from '../store/message.store';
import { FinishedPage } from './finished-pages';
import { LocationUser } from './location-user';
import { joinMessages } from './messages.json';

/** Reads one page of what is stored and renders it. */
@Injectable()
export class PageReader {
  constructor(
    private readonly messages: MessageStore,
    private readonly contacts: ContactTexts,
    @Inject(MESSAGES_OPTIONS) private readonly options: ResolvedMessagesOptions,
  ) {}

  /** The page after `from`, or the first. */
  async read(query: SearchQuery, from: Position | null, contactsVersion: string): Promise<FinishedPage> {
    const { locationId, includeContact, includeTotal } = query;
    const locationUser = this.locationUserOf(locationId);
    const filters = locationUser ? locationUser.storedFilters(query.filters) : query.filters;
    if (filters === null) return { messages: joinMessages([]), last: null, hasMore: false, total: includeTotal ? 0 : null };
    const stored = { ...query, filters };
    const [{ rows, last, hasMore }, total] = await Promise.all([
      this.messages.readPage(stored, from),
      includeTotal ? this.messages.count(stored) : null,
    ]);
    const shown = locationUser ? rows.map((row): StoredMessage => ({ ...row, rendered: locationUser.apply(row.rendered) })) : rows;
    const contacts = includeContact
      ? await this.contacts.read(
          locationId,
          contactsVersion,
          rows.map(({ contactId }) => contactId),
        )
      : null;
    const endOf = contacts ? (id: string | null) => contacts.get(id ?? '') ?? UNKNOWN_CONTACT_TEXT : undefined;
    return { messages: joinMessages(shown, endOf), last, hasMore, total };
  }

  private locationUserOf(locationId: string): LocationUser | null {
    const userId = this.options.locationUsers.get(locationId);
    return userId === undefined ? null : new LocationUser(userId);
  }
}
