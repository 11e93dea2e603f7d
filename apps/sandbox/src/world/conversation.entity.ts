import { Contact } from './contact.entity';

/** What upstream keeps of a conversation itself; dates are epoch ms. Immutable. */
export interface Conversation {
  readonly id: string;
  readonly locationId: string;
  readonly contactId: string;
  /** Absent while nobody is assigned. */
  readonly assignedTo?: string;
  readonly type: string;
  readonly unreadCount: number;
  readonly starred: boolean;
  readonly dateAdded: number;
  readonly dateUpdated: number;
  readonly lastMessageDate: number;
  readonly lastMessageBody: string;
  readonly lastMessageType: string;
  readonly lastMessageDirection?: 'inbound' | 'outbound';
}

/** A row of `GET /conversations/search`: the conversation and, merged into it, five fields of its contact. */
export interface ConversationRow extends Conversation {
  readonly fullName?: string | null;
  readonly contactName?: string | null;
  readonly companyName?: string | null;
  readonly email?: string | null;
  readonly phone?: string | null;
}

/**
 * The row as on the wire. What the contact lacks is null on some rows and absent on others; a contact that has nothing gives
 * five nulls. contactName stands in for a missing fullName.
 */
export function conversationRow(conversation: Conversation, contact: Contact | undefined): ConversationRow {
  const known = {
    fullName: contact?.name,
    contactName: contact?.name ?? contact?.companyName,
    companyName: contact?.companyName,
    email: contact?.email,
    phone: contact?.phone,
  };
  const hasNothing = Object.values(known).every((value) => value === undefined);
  const leavesOut = !hasNothing && conversation.id.charCodeAt(0) % 2 === 0;
  const fields = Object.entries(known).flatMap(([name, value]) => (value === undefined && leavesOut ? [] : [[name, value ?? null]]));
  return { ...conversation, ...(Object.fromEntries(fields) as Partial<ConversationRow>) };
}
