import { compact } from './compact';
import { Conversation } from './conversation.entity';
import { Message } from './message.entity';

/** An inbound SMS of now in the conversation, with whatever `partial` says instead; dateUpdated follows dateAdded. */
export function newMessage(partial: Partial<Message>, conversation: Conversation, nowMs: number, id: string): Message {
  const dateAdded = partial.dateAdded ?? new Date(nowMs).toISOString();
  const defaults: Message = {
    id,
    direction: 'inbound',
    status: 'delivered',
    type: 2,
    locationId: conversation.locationId,
    contactId: conversation.contactId,
    conversationId: conversation.id,
    dateAdded,
    dateUpdated: dateAdded,
    body: 'Hello',
    contentType: 'text/plain',
    messageType: 'TYPE_SMS',
  };
  const identity = { locationId: conversation.locationId, conversationId: conversation.id, dateAdded };
  return compact<Message>({ ...defaults, ...partial, id: partial.id ?? id, ...identity });
}
