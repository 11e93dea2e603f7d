import { Clock } from '../clock';
import { IdSource } from '../seed/ids';
import { Change } from './change';
import { compact } from './compact';
import { Contact, ContactPatch, withDerivedNames } from './contact.entity';
import { afterDeletion, afterMessage, newConversation } from './conversation-history';
import { Conversation, ConversationRow, conversationRow } from './conversation.entity';
import { EntityStore } from './entity-store';
import { Location } from './location.entity';
import { Message, updatedMs } from './message.entity';
import { newMessage } from './new-message';
import { Token } from './token.entity';
import { NewToken, TokenRegistry } from './token-registry';
import { User } from './user.entity';

/** A message with the conversation (as search serves it) and the contact it belongs to. */
export interface TrueMessage {
  readonly message: Message;
  readonly conversation: ConversationRow | undefined;
  readonly contact: Contact | undefined;
}

export type MessagePatch = Partial<Omit<Message, 'id' | 'locationId' | 'conversationId'>>;

/** The truth behind the emulated API. Reads show it at once; export and conversation search follow with the index delay. */
export class World {
  readonly #entities = new EntityStore();
  readonly #listeners: ((change: Change) => void)[] = [];
  readonly tokens = new TokenRegistry();

  constructor(
    private readonly clock: Clock,
    private readonly ids: IdSource,
  ) {}

  get locations(): Location[] {
    return this.#entities.locations;
  }
  get users(): Map<string, User> {
    return this.#entities.users;
  }
  get contacts(): Map<string, Contact> {
    return this.#entities.contacts;
  }
  get conversations(): ReadonlyMap<string, Conversation> {
    return this.#entities.conversations;
  }
  get messages(): ReadonlyMap<string, Message> {
    return this.#entities.messages;
  }

  /** The store itself, for seeding before anyone listens. */
  get entities(): EntityStore {
    return this.#entities;
  }

  onChange(listener: (change: Change) => void): void {
    this.#listeners.push(listener);
  }

  messagesOf(locationId: string): Message[] {
    return [...this.messages.values()].filter((message) => message.locationId === locationId);
  }

  /** Every message of a location as it is now, with its conversation and contact. */
  truth(locationId: string): TrueMessage[] {
    const rows = new Map<string, ConversationRow | undefined>();
    return this.messagesOf(locationId).map((message) => {
      const { conversationId } = message;
      if (!rows.has(conversationId)) rows.set(conversationId, this.conversationRow(conversationId));
      const conversation = rows.get(conversationId);
      return { message, conversation, contact: this.contacts.get(message.contactId ?? conversation?.contactId ?? '') };
    });
  }

  /** The row that conversation search serves once the index has caught up. */
  conversationRow(id: string): ConversationRow | undefined {
    const conversation = this.conversations.get(id);
    return conversation && conversationRow(conversation, this.contacts.get(conversation.contactId));
  }

  /**
   * Adds a message, by default an inbound SMS of now in the location's first conversation. An unknown conversationId, or a contactId
   * without conversation, makes a conversation. A field given as `undefined` is left out of the message.
   */
  addMessage(partial: Partial<Message> = {}): Message {
    const locationId = partial.locationId ?? this.locations[0]?.id ?? '';
    const conversation = this.#conversationFor(locationId, partial);
    const message = newMessage(partial, conversation, this.clock.now(), this.ids.next());
    this.#entities.putMessage(message);
    this.#publishMessage(undefined, message, updatedMs(message));
    this.#replaceConversation(afterMessage(conversation, message), updatedMs(message));
    return message;
  }

  /** Replaces fields of a message; dateUpdated becomes now unless the patch has it. A field patched to `undefined` is removed. */
  updateMessage(id: string, patch: MessagePatch): Message {
    const before = found(this.messages.get(id), 'message', id);
    const after = compact<Message>({ ...before, dateUpdated: new Date(this.clock.now()).toISOString(), ...patch });
    this.#entities.putMessage(after);
    this.#publishMessage(before, after, updatedMs(after));
    return after;
  }

  deleteMessage(id: string): void {
    const before = found(this.messages.get(id), 'message', id);
    this.#entities.removeMessage(before);
    this.#publishMessage(before, undefined, this.clock.now());
    const conversation = this.conversations.get(before.conversationId);
    const [last] = this.#entities.messagesOfConversation(before.conversationId);
    if (conversation) this.#replaceConversation(afterDeletion(conversation, last, this.clock.now()), this.clock.now());
  }

  /** Deletes the conversation and all its messages; its contact stays. */
  deleteConversation(id: string): void {
    const conversation = found(this.conversations.get(id), 'conversation', id);
    const atMs = this.clock.now();
    for (const message of this.#entities.messagesOfConversation(id)) {
      this.#entities.removeMessage(message);
      this.#publishMessage(message, undefined, atMs);
    }
    this.#entities.removeConversation(conversation);
    const before = { conversation, contact: this.contacts.get(conversation.contactId) };
    this.#publish({ kind: 'conversation', locationId: conversation.locationId, id, before, after: undefined, atMs });
  }

  /** What "retry" does in the product: the message is deleted, and sent again as another one. */
  retryMessage(id: string): Message {
    const before = found(this.messages.get(id), 'message', id);
    this.deleteMessage(id);
    const now = new Date(this.clock.now()).toISOString();
    return this.addMessage({ ...before, id: this.ids.next(), dateAdded: now, dateUpdated: now });
  }

  addContact(partial: Partial<Contact> = {}): Contact {
    const now = new Date(this.clock.now()).toISOString();
    const locationId = this.locations[0]?.id ?? '';
    const defaults = { id: this.ids.next(), locationId, type: 'lead', source: 'api', tags: [], dateAdded: now, dateUpdated: now };
    const contact = compact(withDerivedNames({ ...defaults, ...partial }));
    this.contacts.set(contact.id, contact);
    this.#publishContact(undefined, contact);
    return contact;
  }

  /** Replaces fields of a contact; dateUpdated becomes now unless the patch has it. Its conversation rows change with it. */
  updateContact(id: string, patch: ContactPatch): Contact {
    const before = found(this.contacts.get(id), 'contact', id);
    const dateUpdated = new Date(this.clock.now()).toISOString();
    const after = compact(withDerivedNames({ ...before, dateUpdated, ...patch }));
    this.contacts.set(id, after);
    this.#publishContact(before, after);
    return after;
  }

  /** Its conversations stay, with nobody's names. */
  deleteContact(id: string): void {
    const before = found(this.contacts.get(id), 'contact', id);
    this.contacts.delete(id);
    this.#publishContact(before, undefined);
  }

  /** Assigns a conversation, or with null takes it from whoever has it. */
  assignConversation(id: string, userId: string | null): Conversation {
    const before = found(this.conversations.get(id), 'conversation', id);
    const dateUpdated = Math.max(before.dateUpdated, this.clock.now());
    return this.#replaceConversation(compact({ ...before, assignedTo: userId ?? undefined, dateUpdated }), this.clock.now());
  }

  addToken(token: NewToken): Token {
    return this.tokens.add(token);
  }

  /** From now on the token is answered 401 "Invalid JWT". */
  revokeToken(token: string): void {
    this.tokens.delete(token);
  }

  #conversationFor(locationId: string, partial: Partial<Message>): Conversation {
    const { conversationId, contactId } = partial;
    const existing =
      this.conversations.get(conversationId ?? '') ??
      (conversationId ? undefined : contactId ? this.#entities.conversationsOfContact(contactId)[0] : this.#firstConversation(locationId));
    if (existing) return existing;
    const contact = this.contacts.get(contactId ?? '') ?? this.addContact({ locationId, id: contactId ?? this.ids.next() });
    return newConversation(conversationId ?? this.ids.next(), contact, this.clock.now());
  }

  #firstConversation(locationId: string): Conversation | undefined {
    for (const conversation of this.conversations.values()) if (conversation.locationId === locationId) return conversation;
    return undefined;
  }

  #replaceConversation(after: Conversation, atMs: number): Conversation {
    const contact = this.contacts.get(after.contactId);
    const before = this.conversations.get(after.id);
    this.#entities.putConversation(after);
    const { id, locationId } = after;
    this.#publish({
      kind: 'conversation',
      locationId,
      id,
      before: before && { conversation: before, contact },
      after: { conversation: after, contact },
      atMs,
    });
    return after;
  }

  #publishContact(before: Contact | undefined, after: Contact | undefined): void {
    const { id, locationId } = found(after ?? before, 'contact', '');
    const atMs = after ? Date.parse(after.dateUpdated) : this.clock.now();
    for (const conversation of this.#entities.conversationsOfContact(id)) {
      const documents = { before: { conversation, contact: before }, after: { conversation, contact: after } };
      this.#publish({ kind: 'conversation', locationId: conversation.locationId, id: conversation.id, ...documents, atMs });
    }
    this.#publish({ kind: 'contact', locationId, id, before, after, atMs });
  }

  #publishMessage(before: Message | undefined, after: Message | undefined, atMs: number): void {
    const { id, locationId } = found(after ?? before, 'message', '');
    this.#publish({ kind: 'message', locationId, id, before, after, atMs });
  }

  #publish(change: Change): void {
    for (const listener of this.#listeners) listener(change);
  }
}

function found<T>(entity: T | undefined, kind: string, id: string): T {
  if (entity === undefined) throw new Error(`The sandbox has no ${kind} ${id}.`);
  return entity;
}
