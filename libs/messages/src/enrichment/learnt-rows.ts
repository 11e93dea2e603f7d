import { Contact, Conversation, ObservedDirectory } from '../model/directory';

/** More rows than this aren't kept waiting for the page that they are learnt for. */
const MANY = 1_000;

/** Directory rows gathered from several answers of upstream. */
export class LearntRows {
  private conversations: Conversation[] = [];
  private contacts: Contact[] = [];
  private observedAt = Infinity;

  add({ conversations, contacts, observedAt }: ObservedDirectory): void {
    this.conversations.push(...conversations);
    this.contacts.push(...contacts);
    // What was learnt earlier must not pass for newer than it is.
    this.observedAt = Math.min(this.observedAt, observedAt);
  }

  get areMany(): boolean {
    return this.conversations.length >= MANY;
  }

  /** The rows so far, and begins anew. */
  take(): ObservedDirectory {
    const { conversations, contacts, observedAt } = this;
    this.conversations = [];
    this.contacts = [];
    this.observedAt = Infinity;
    return { conversations, contacts, observedAt };
  }
}
