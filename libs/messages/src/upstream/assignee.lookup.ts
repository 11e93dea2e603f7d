import { Inject, Injectable, Optional } from '@nestjs/common';
import { CallOptions, isLeadConnectorError, LeadConnectorClient } from '@app/leadconnector';
import { Clock, CLOCK } from '../clock';
import { Credential } from '../model/credential';
import { Contact, Conversation } from '../model/directory';
import { readContact, readConversationRow } from './directory.reader';
import { Lookup, LOOKUP_CACHE, LookupCache } from './lookup-cache';
import { CONVERSATIONS_PER_PAGE } from './page-sizes';
import { DateRange, ListPlace, provenDates } from './proven-dates';

/** An assignee that changed meanwhile is told this late at most. */
const TTL_MS = 60_000;
/** How many contacts upstream returns at once. */
export const CONTACTS_AT_ONCE = 500;

/** Asks upstream whom conversations and contacts are assigned to: each method is one request, or none where it was asked a moment ago. */
@Injectable()
export class AssigneeLookup {
  constructor(
    private readonly client: LeadConnectorClient,
    @Inject(CLOCK) private readonly clock: Clock,
    @Optional() @Inject(LOOKUP_CACHE) private readonly cache: LookupCache | null,
  ) {}

  /** A conversation that upstream doesn't know is assigned to nobody. @throws LeadConnectorError */
  conversation(credential: Credential, id: string, options: CallOptions): Promise<SeenConversation> {
    return this.share({ credential, kind: 'conversation', id }, async (observedAt) => {
      const record = await this.client.getConversation(credential, id, options).catch(nullIfNotFound);
      const row = record && readConversationRow(record.conversation, credential.locationId, observedAt);
      return { ...(row?.conversation ?? { id, contactId: null, assignee: null }), observedAt };
    });
  }

  /** The next hundred conversations by the date of their last message, as far as they tell of an assignee. @throws LeadConnectorError */
  conversationsFrom(credential: Credential, place: ListPlace, options: CallOptions): Promise<ListedConversations> {
    const { going, from } = place;
    return this.share({ credential, kind: 'conversations', id: `${going} ${from}` }, async (observedAt) => {
      const sort = going === 'up' ? 'asc' : 'desc';
      const parameters = { limit: CONVERSATIONS_PER_PAGE, sortBy: 'last_message_date', sort, startAfterDate: from } as const;
      const answer = await this.client.searchConversations(credential, parameters, options);
      const rows = answer.conversations.map((row) => readConversationRow(row, credential.locationId, observedAt));
      const isLast = answer.conversations.length < CONVERSATIONS_PER_PAGE;
      const dates = rows.map((row) => row?.lastMessageDate ?? null);
      const conversations = rows.filter((row) => row?.tellsAssignee).flatMap((row) => (row ? [{ ...row.conversation, observedAt }] : []));
      return { conversations, seen: provenDates(dates, place, !isLast), isLast };
    });
  }

  /** Those of the contacts that upstream knows; of more than five hundred, of the first so many. @throws LeadConnectorError */
  contacts(credential: Credential, ids: readonly string[], options: CallOptions): Promise<readonly Contact[]> {
    const asked = [...ids].sort().slice(0, CONTACTS_AT_ONCE);
    return this.share({ credential, kind: 'contacts', id: asked.join(' ') }, async (observedAt) => {
      const records =
        asked.length === 1 ? await this.contact(credential, asked[0] ?? '', options) : await this.search(credential, asked, options);
      const read = records.map((record) => readContact(record, credential.locationId, observedAt));
      return read.filter((contact) => contact !== null && asked.includes(contact.id)) as Contact[];
    });
  }

  private async contact(credential: Credential, id: string, options: CallOptions): Promise<readonly unknown[]> {
    const found = await this.client.getContact(credential, id, options).catch(nullIfNotFound);
    return found ? [found.contact] : [];
  }

  private async search(credential: Credential, ids: readonly string[], options: CallOptions): Promise<readonly unknown[]> {
    const anyOfThem = { group: 'OR' as const, filters: ids.map((value) => ({ field: 'id', operator: 'eq' as const, value })) };
    const found = await this.client.searchContacts(credential, { pageLimit: CONTACTS_AT_ONCE, page: 1, filters: [anyOfThem] }, options);
    return found.contacts;
  }

  private share<T>(lookup: Lookup, load: (observedAt: number) => Promise<T>): Promise<T> {
    const ask = () => load(this.clock.now());
    return this.cache ? this.cache.share(lookup, TTL_MS, ask) : ask();
  }
}

/** A conversation, and when upstream was asked for it (epoch ms). */
export interface SeenConversation extends Conversation {
  readonly observedAt: number;
}

/** A page of a list of conversations; plain JSON. */
export interface ListedConversations {
  readonly conversations: readonly SeenConversation[];
  /** Of which dates of last messages it has all conversations; null when it can't be told. */
  readonly seen: DateRange | null;
  /** Whether the list ends with it. */
  readonly isLast: boolean;
}

/** Upstream answers 404 for what is deleted, and 400 for ids it can't read. */
function nullIfNotFound(error: unknown): null {
  if (isLeadConnectorError(error) && (error.code === 'not-found' || error.code === 'bad-request')) return null;
  throw error;
}
