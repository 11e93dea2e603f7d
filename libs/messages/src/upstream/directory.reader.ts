import { Evidence } from '../model/attribution';
import { ContactFields } from '../model/contact';
import { Contact, Conversation } from '../model/directory';
import { isWireObject, readDate, readText, WireObject } from './wire-value';

/** A row of conversations/search: the conversation, its contact as far as the row carries it, and its place in the order. */
export interface ConversationRow {
  readonly conversation: Conversation;
  readonly contact: Contact | null;
  /** Epoch ms; null on rows of the published shape. */
  readonly lastMessageDate: number | null;
  /** Rows of the published shape leave the assignee out: that it is missing then says nothing. */
  readonly tellsAssignee: boolean;
}

const CONTACT_FIELDS = ['fullName', 'contactName', 'companyName', 'email', 'phone'] as const;

/** Reads one row; null when it isn't a conversation of this location. `observedAt` (epoch ms) dates what carries no date. */
export function readConversationRow(row: unknown, locationId: string, observedAt: number): ConversationRow | null {
  if (!isWireObject(row)) return null;
  const id = readText(row.id);
  if (id === null || (row.locationId !== undefined && row.locationId !== locationId)) return null;
  const lastMessageDate = readDate(row.lastMessageDate);
  const contactId = readText(row.contactId);
  const date = readDate(row.dateUpdated) ?? lastMessageDate ?? observedAt;
  const isWireShaped = row.assignedTo !== undefined || row.lastMessageDate !== undefined || row.dateUpdated !== undefined;
  const tellsContact = carriesContact(row) && (isWireShaped || row.companyName !== undefined);
  return {
    conversation: { id, contactId, assignee: readAssignee(row, 'conversation', date) },
    contact: contactId === null ? null : { id: contactId, ...(tellsContact && { fields: readContactFields(row) }) },
    lastMessageDate,
    tellsAssignee: isWireShaped,
  };
}

/** Reads one contact of contacts/search or contacts/{id}; null when it isn't a contact of this location. */
export function readContact(record: unknown, locationId: string, observedAt: number): (Contact & { assignee: Evidence | null }) | null {
  if (!isWireObject(record)) return null;
  const id = readText(record.id);
  if (id === null || (record.locationId !== undefined && record.locationId !== locationId)) return null;
  const date = readDate(record.dateUpdated) ?? readDate(record.dateAdded) ?? observedAt;
  return { id, fields: readContactFields(withNames(record)), assignee: readAssignee(record, 'contact', date) };
}

function readAssignee(row: WireObject, source: 'conversation' | 'contact', date: number): Evidence | null {
  const userId = readText(row.assignedTo);
  return userId === null ? null : { userId, source, date };
}

/**
 * A row that carries none of the five tells nothing of the contact; one that carries any tells that the others are empty, but that
 * rows of the published shape have no company, whoever the contact is.
 */
function carriesContact(row: WireObject): boolean {
  return CONTACT_FIELDS.some((field) => row[field] !== undefined);
}

function readContactFields(row: WireObject): ContactFields {
  const [fullName = null, contactName = null, companyName = null, email = null, phone = null] = CONTACT_FIELDS.map((field) =>
    readText(row[field]),
  );
  return { fullName, contactName, companyName, email, phone };
}

/**
 * A contact has `name`, or `firstName` and `lastName`, where a conversation row has `fullName` and `contactName`, which falls back to the
 * company: whichever of the two brought them, the fields must be the same.
 */
function withNames(contact: WireObject): WireObject {
  const parts = [readText(contact.firstName), readText(contact.lastName)].filter((part) => part !== null);
  const fullName = readText(contact.fullName) ?? readText(contact.name) ?? (parts.length > 0 ? parts.join(' ') : null);
  return { ...contact, fullName, contactName: readText(contact.contactName) ?? fullName ?? readText(contact.companyName) };
}
