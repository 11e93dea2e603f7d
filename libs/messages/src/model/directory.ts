import { Evidence } from './attribution';
import { ContactFields } from './contact';

/** What is known of a conversation: who it is with and who it is assigned to. */
export interface Conversation {
  readonly id: string;
  readonly contactId: string | null;
  /** The assignee as evidence, or null when the conversation is assigned to nobody. */
  readonly assignee: Evidence | null;
}

/** What is known of a contact. What one source doesn't tell (undefined) leaves what another told. */
export interface Contact {
  readonly id: string;
  readonly fields?: ContactFields;
  /** The contact's own assignee; undefined when the source doesn't tell of it. */
  readonly assignee?: Evidence | null;
}

/** Directory rows as one answer of upstream brought them. */
export interface DirectoryRows {
  readonly conversations: readonly Conversation[];
  readonly contacts: readonly Contact[];
}

/** Directory rows, and when upstream was asked for the first of them (epoch ms). */
export interface ObservedDirectory extends DirectoryRows {
  readonly observedAt: number;
}
