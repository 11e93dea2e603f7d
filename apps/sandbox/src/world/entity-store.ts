import { Contact } from './contact.entity';
import { Conversation } from './conversation.entity';
import { Location } from './location.entity';
import { addedMs, Message } from './message.entity';
import { User } from './user.entity';

/** Entities by id, over all locations, with the two lookups that routes need. */
export class EntityStore {
  readonly locations: Location[] = [];
  readonly users = new Map<string, User>();
  readonly contacts = new Map<string, Contact>();
  readonly conversations = new Map<string, Conversation>();
  readonly messages = new Map<string, Message>();
  readonly #messageIds = new Map<string, Set<string>>();
  readonly #conversationIds = new Map<string, Set<string>>();

  putMessage(message: Message): void {
    this.messages.set(message.id, message);
    addTo(this.#messageIds, message.conversationId, message.id);
  }

  removeMessage(message: Message): void {
    this.messages.delete(message.id);
    this.#messageIds.get(message.conversationId)?.delete(message.id);
  }

  putConversation(conversation: Conversation): void {
    this.conversations.set(conversation.id, conversation);
    addTo(this.#conversationIds, conversation.contactId, conversation.id);
  }

  removeConversation({ id, contactId }: Conversation): void {
    this.conversations.delete(id);
    this.#conversationIds.get(contactId)?.delete(id);
  }

  conversationsOfContact(contactId: string): Conversation[] {
    return lookUp(this.#conversationIds.get(contactId), this.conversations);
  }

  /** Newest first, ties by descending id. */
  messagesOfConversation(conversationId: string): Message[] {
    const messages = lookUp(this.#messageIds.get(conversationId), this.messages);
    return messages.sort((a, b) => addedMs(b) - addedMs(a) || (a.id < b.id ? 1 : -1));
  }
}

function addTo(index: Map<string, Set<string>>, key: string, id: string): void {
  const ids = index.get(key);
  if (ids) ids.add(id);
  else index.set(key, new Set([id]));
}

function lookUp<T>(ids: Set<string> | undefined, entities: Map<string, T>): T[] {
  return [...(ids ?? [])].map((id) => entities.get(id)).filter((entity) => entity !== undefined);
}
