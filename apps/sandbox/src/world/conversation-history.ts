import { Contact } from './contact.entity';
import { Conversation } from './conversation.entity';
import { addedMs, Message, updatedMs } from './message.entity';

/** A conversation of which no message is known yet. */
export function newConversation(id: string, contact: Contact, nowMs: number): Conversation {
  return {
    id,
    locationId: contact.locationId,
    contactId: contact.id,
    type: 'TYPE_PHONE',
    unreadCount: 0,
    starred: false,
    dateAdded: nowMs,
    dateUpdated: 0,
    lastMessageDate: 0,
    lastMessageBody: '',
    lastMessageType: '',
  };
}

/** The conversation after a message was added: the newest message is its last, and dateUpdated never precedes lastMessageDate. */
export function afterMessage(conversation: Conversation, message: Message): Conversation {
  const dateAdded = Math.min(conversation.dateAdded, addedMs(message));
  const dateUpdated = Math.max(conversation.dateUpdated, updatedMs(message));
  const unreadCount = conversation.unreadCount + (message.direction === 'inbound' ? 1 : 0);
  const isLast = addedMs(message) >= conversation.lastMessageDate;
  return { ...conversation, dateAdded, dateUpdated, unreadCount, ...(isLast ? lastMessage(message) : {}) };
}

/** The conversation after one of its messages was deleted; `last` is the newest that remains. */
export function afterDeletion(conversation: Conversation, last: Message | undefined, nowMs: number): Conversation {
  return { ...conversation, ...(last ? lastMessage(last) : {}), dateUpdated: Math.max(conversation.dateUpdated, nowMs) };
}

function lastMessage(message: Message): Partial<Conversation> {
  return {
    lastMessageDate: addedMs(message),
    lastMessageBody: message.body ?? '',
    lastMessageType: message.messageType,
    ...(message.direction ? { lastMessageDirection: message.direction } : {}),
  };
}
