import { Attribution } from './attribution';

/** Of a call: how long it was, and its own status, each null when unknown. */
export interface Call {
  readonly durationSeconds: number | null;
  readonly status: string | null;
}

/** A message of upstream, read and checked: what the store needs as columns, and the rest as rendered JSON. */
export interface Message {
  readonly id: string;
  readonly locationId: string;
  readonly messageType: string;
  readonly conversationId: string | null;
  readonly contactId: string | null;
  readonly direction: string | null;
  readonly status: string | null;
  /** Epoch ms. */
  readonly dateAdded: number;
  /** Epoch ms; dateAdded where upstream gave none. */
  readonly dateUpdated: number;
  /** Upstream's own userId, if it gave one. */
  readonly userId: string | null;
  /** What a call tells of itself; null where there is nothing. */
  readonly call: Call | null;
  /**
   * The message as a JSON object without its closing brace and without userId and userIdSource. Attribution and contact
   * change apart from the message, so they are separate pieces of text, joined when a page is read.
   */
  readonly rendered: string;
  /**
   * The record's own JSON, where it isn't `rendered` with nothing but its userId added: another spelling, a field left out. Upstream's
   * reads are answered with it.
   */
  readonly raw: string | null;
}

/** What closes `rendered`, in a list of messages. */
export const END_OF_MESSAGE = '},';

/** A message and whom it belongs to. */
export interface AttributedMessage {
  readonly message: Message;
  readonly attribution: Attribution;
}
