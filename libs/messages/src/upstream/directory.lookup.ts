import { Inject, Injectable } from '@nestjs/common';
import { isLeadConnectorError, LeadConnectorClient } from '@app/leadconnector';
import { Clock, CLOCK } from '../clock';
import { Credential } from '../model/credential';
import { Contact, DirectoryRows, ObservedDirectory } from '../model/directory';
import { readContact, readConversationRow } from './directory.reader';
import { isRefusal } from './upstream.service';
import { callOptions, WalkCalls } from './walk-calls';

/** How many contacts upstream returns at once. */
export const CONTACTS_PER_LOOK_UP = 500;
const SINGLES_AT_ONCE = 8;

/** Asks upstream for the conversations and contacts that no list brought. */
@Injectable()
export class DirectoryLookup {
  constructor(
    private readonly client: LeadConnectorClient,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** One row for each id; a conversation that upstream doesn't know is assigned to nobody. @throws LeadConnectorError */
  async conversations(credential: Credential, ids: readonly string[], calls: WalkCalls): Promise<ObservedDirectory> {
    const observedAt = this.clock.now();
    const found = await eachOf(ids, (id) => this.conversation(credential, id, observedAt, calls));
    return { observedAt, conversations: found.flatMap((rows) => rows.conversations), contacts: found.flatMap((rows) => rows.contacts) };
  }

  /** Those of the contacts that upstream knows, at most CONTACTS_PER_LOOK_UP at once. @throws LeadConnectorError */
  async contacts(credential: Credential, ids: readonly string[], calls: WalkCalls): Promise<ObservedDirectory> {
    const observedAt = this.clock.now();
    const found = await this.contactsAtOnce(credential, ids, observedAt, calls);
    const missing = ids.filter((id) => !found.has(id));
    const singles = await eachOf(missing, (id) => this.contact(credential, id, observedAt, calls));
    return { observedAt, conversations: [], contacts: [...found.values(), ...singles.filter((contact) => contact !== null)] };
  }

  /** A search by id brings the contact's fields too; an answer of the published shape lacks the assignee, which the record has. */
  private async conversation(credential: Credential, id: string, observedAt: number, calls: WalkCalls): Promise<DirectoryRows> {
    const { conversations } = await this.client.searchConversations(credential, { id, limit: 1 }, callOptions(calls)).catch(emptyIfRefused);
    const row = conversations
      .map((one) => readConversationRow(one, credential.locationId, observedAt))
      .find((one) => one?.conversation.id === id);
    const contacts = row?.contact ? [row.contact] : [];
    if (row?.tellsAssignee) return { conversations: [row.conversation], contacts };
    const record = await this.client.getConversation(credential, id, callOptions(calls)).catch(nullIfNotFound);
    const read = record && readConversationRow(record.conversation, credential.locationId, observedAt);
    return { conversations: [read?.conversation ?? { id, contactId: row?.conversation.contactId ?? null, assignee: null }], contacts };
  }

  private async contactsAtOnce(credential: Credential, ids: readonly string[], observedAt: number, calls: WalkCalls) {
    const anyOfThem = { group: 'OR' as const, filters: ids.map((value) => ({ field: 'id', operator: 'eq' as const, value })) };
    const { contacts } = await this.client
      .searchContacts(credential, { pageLimit: CONTACTS_PER_LOOK_UP, page: 1, filters: [anyOfThem] }, callOptions(calls))
      .catch((error: unknown) => {
        if (isRefusal(error)) return { contacts: [] };
        throw error;
      });
    const asked = new Set(ids);
    const read = contacts.map((one) => readContact(one, credential.locationId, observedAt));
    return new Map(read.filter((contact) => contact !== null && asked.has(contact.id)).map((contact) => [contact?.id, contact as Contact]));
  }

  private async contact(credential: Credential, id: string, observedAt: number, calls: WalkCalls): Promise<Contact | null> {
    const record = await this.client.getContact(credential, id, callOptions(calls)).catch(nullIfUnreadable);
    return record && readContact(record.contact, credential.locationId, observedAt);
  }
}

function emptyIfRefused(error: unknown): { conversations: readonly unknown[] } {
  if (isRefusal(error)) return { conversations: [] };
  throw error;
}

/** Upstream answers 404 for what is deleted, and 400 for ids it can't read. */
function nullIfNotFound(error: unknown): null {
  if (isLeadConnectorError(error) && (error.code === 'not-found' || error.code === 'bad-request')) return null;
  throw error;
}

/** Nor must one contact that upstream fails to read, however often it is asked, keep its location incomplete. */
function nullIfUnreadable(error: unknown): null {
  if (isLeadConnectorError(error) && error.code === 'server-error') return null;
  return nullIfNotFound(error);
}

async function eachOf<Result>(ids: readonly string[], work: (id: string) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = [];
  for (let index = 0; index < ids.length; index += SINGLES_AT_ONCE)
    results.push(...(await Promise.all(ids.slice(index, index + SINGLES_AT_ONCE).map(work))));
  return results;
}
