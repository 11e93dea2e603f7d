/** A JSON object as upstream sent it: unknown fields are kept, nothing about the known ones is taken for granted. */
export type WireRecord = Readonly<Record<string, unknown>>;

/**
 * A message. Published and observed fields, all optional: several that are documented as required are missing or null on the wire.
 * `meta` holds `call.duration`/`call.status` (observed) or `callDuration`/`callStatus` (published).
 */
export interface WireMessage extends WireRecord {
  readonly id?: unknown;
  readonly type?: unknown;
  readonly messageType?: unknown;
  readonly direction?: unknown;
  readonly status?: unknown;
  readonly locationId?: unknown;
  readonly contactId?: unknown;
  readonly conversationId?: unknown;
  readonly userId?: unknown;
  readonly dateAdded?: unknown;
  readonly dateUpdated?: unknown;
  readonly meta?: unknown;
  readonly altId?: unknown;
  readonly body?: unknown;
  readonly contentType?: unknown;
  readonly attachments?: unknown;
  readonly source?: unknown;
  readonly from?: unknown;
  readonly to?: unknown;
}

/** A conversation. Dates are epoch ms numbers on the wire; rows of a search carry the contact's names, email and phone too. */
export interface WireConversation extends WireRecord {
  readonly id?: unknown;
  readonly locationId?: unknown;
  readonly contactId?: unknown;
  readonly assignedTo?: unknown;
  readonly lastMessageDate?: unknown;
  readonly lastMessageType?: unknown;
  readonly dateAdded?: unknown;
  readonly dateUpdated?: unknown;
  readonly fullName?: unknown;
  readonly contactName?: unknown;
  readonly companyName?: unknown;
  readonly email?: unknown;
  readonly phone?: unknown;
  readonly deleted?: unknown;
}

/** A contact. `searchAfter` is on the rows of a search only: the place to go on from beyond 10,000 rows. */
export interface WireContact extends WireRecord {
  readonly id?: unknown;
  readonly locationId?: unknown;
  readonly name?: unknown;
  readonly contactName?: unknown;
  readonly firstName?: unknown;
  readonly lastName?: unknown;
  readonly companyName?: unknown;
  readonly email?: unknown;
  readonly phone?: unknown;
  readonly assignedTo?: unknown;
  readonly dateAdded?: unknown;
  readonly dateUpdated?: unknown;
  readonly searchAfter?: unknown;
}

/** A user of a location. */
export interface WireUser extends WireRecord {
  readonly id?: unknown;
  readonly name?: unknown;
  readonly firstName?: unknown;
  readonly lastName?: unknown;
  readonly email?: unknown;
  readonly phone?: unknown;
  readonly deleted?: unknown;
}
