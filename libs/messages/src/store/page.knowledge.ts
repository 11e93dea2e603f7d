import { Evidence } from '../model/attribution';
import { Message } from '../model/message';
import { Queryable } from './database';
import { KnownContact, KnownConversation, readContacts, readConversations } from './directory.store';
import { readEventEvidence } from './event-evidence.store';
import { readVersions, StoredVersion } from './message-version.store';
import { readTombstones } from './tombstone.store';

/** What the store knows that decides what the messages of a page change. */
export interface PageKnowledge {
  readonly versions: ReadonlyMap<string, StoredVersion>;
  readonly conversations: ReadonlyMap<string, KnownConversation>;
  readonly contacts: ReadonlyMap<string, KnownContact>;
  /** What events told of the messages, by message id. */
  readonly events: ReadonlyMap<string, readonly Evidence[]>;
  /** When messages were deleted, epoch ms. */
  readonly deletedAt: ReadonlyMap<string, number>;
}

/** All its statements are sent at once; only who a conversation was with may be asked for after that. */
export async function readKnowledge(store: Queryable, locationId: string, messages: readonly Message[]): Promise<PageKnowledge> {
  const ids = messages.map(({ id }) => id);
  const conversationIds = distinct(messages.map(({ conversationId }) => conversationId));
  const named = distinct(messages.map(({ contactId }) => contactId));
  const [versions, conversations, namedContacts, events, deletedAt] = await Promise.all([
    readVersions(store, locationId, ids),
    readConversations(store, locationId, conversationIds),
    readContacts(store, locationId, named),
    readEventEvidence(store, locationId, ids),
    readTombstones(store, locationId, ids),
  ]);
  const nameless = messages.filter(({ contactId }) => contactId === null);
  const others = distinct(nameless.map((message) => contactOf(message, conversations))).filter((id) => !namedContacts.has(id));
  const otherContacts = await readContacts(store, locationId, others);
  return { versions, conversations, contacts: new Map([...namedContacts, ...otherContacts]), events, deletedAt };
}

/** A message that names no contact was with the contact of its conversation. */
export function contactOf({ contactId, conversationId }: Message, conversations: ReadonlyMap<string, KnownConversation>): string | null {
  return contactId ?? conversations.get(conversationId ?? '')?.contactId ?? null;
}

function distinct(ids: readonly (string | null)[]): string[] {
  return [...new Set(ids.filter((id) => id !== null))];
}
