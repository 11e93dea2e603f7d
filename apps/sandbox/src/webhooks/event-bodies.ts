import { compact } from '../world/compact';
import { Contact } from '../world/contact.entity';
import { Conversation } from '../world/conversation.entity';
import { Message } from '../world/message.entity';

/** An event before it is numbered, dated and signed. */
export interface EventDraft {
  readonly type: string;
  readonly locationId: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** What upstream tells when a message was added. Some events leave the id of the message out. */
export function messageEvent(message: Message, { userId, hasId }: { userId: string | undefined; hasId: boolean }): EventDraft {
  const call = callOf(message);
  const fields = {
    contactId: message.contactId,
    conversationId: message.conversationId,
    messageId: hasId ? message.id : undefined,
    userId,
    messageType: message.messageType.replace(/^TYPE_/, ''),
    direction: message.direction,
    status: message.status,
    callDuration: call?.duration,
    callStatus: call?.status,
    dateAdded: message.dateAdded,
    body: message.body,
    attachments: message.attachments,
  };
  const type = message.direction === 'outbound' ? 'OutboundMessage' : 'InboundMessage';
  return { type, locationId: message.locationId, fields: compact(fields) };
}

/** Whether somebody took the call: then its event says who, where the message itself often doesn't. */
export function isAnsweredCall(message: Message): boolean {
  return message.direction !== 'outbound' && message.type === 1 && callOf(message)?.status === 'completed';
}

/** What upstream tells when a contact was added, changed or deleted. */
export function contactEvent(type: 'ContactCreate' | 'ContactUpdate' | 'ContactDelete', contact: Contact): EventDraft {
  const { id, locationId, name, firstName, lastName, companyName, email, phone, assignedTo, tags, dateAdded } = contact;
  return { type, locationId, fields: compact({ id, name, firstName, lastName, companyName, email, phone, assignedTo, tags, dateAdded }) };
}

/** What upstream tells when a conversation was deleted. */
export function deletedConversationEvent({ id, locationId, contactId, unreadCount }: Conversation): EventDraft {
  return { type: 'ConversationUnreadUpdate', locationId, fields: { id, contactId, unreadCount, deleted: true } };
}

function callOf({ meta }: Message): { duration?: unknown; status?: unknown } | undefined {
  return typeof meta?.call === 'object' && meta.call !== null ? meta.call : undefined;
}
