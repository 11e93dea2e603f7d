import { Contact } from './contact.entity';
import { Conversation } from './conversation.entity';
import { Message } from './message.entity';

/** What conversation search indexes: the conversation with the contact whose names it shows. */
export interface ConversationDocument {
  readonly conversation: Conversation;
  readonly contact: Contact | undefined;
}

interface Versions<T> {
  readonly locationId: string;
  readonly id: string;
  /** Absent: it did not exist before. */
  readonly before?: T;
  /** Absent: it was deleted. */
  readonly after?: T;
  /** Epoch ms from which the index delay counts. */
  readonly atMs: number;
}

/** One mutation of the world, as told to the search indexes and to those who send events. */
export type Change =
  | ({ kind: 'message' } & Versions<Message>)
  | ({ kind: 'conversation' } & Versions<ConversationDocument>)
  | ({ kind: 'contact' } & Versions<Contact>);
