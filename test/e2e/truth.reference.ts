import { Contact, ConversationRow, Message, TrueMessage, World } from '../../apps/sandbox/src/create-sandbox';

/** A message as the API must answer it. */
export type Answered = Readonly<Record<string, unknown>> & { readonly id: string };

/** What to look for; what isn't given doesn't narrow. Dates in epoch ms, the lower one exclusive. */
export interface Wanted {
  readonly type: readonly string[];
  readonly after?: number;
  readonly upTo?: number;
  readonly userId?: string;
  readonly contactId?: string;
  readonly conversationId?: string;
  readonly direction?: string;
  readonly status?: string;
  /** Plain words, all of which the body has, or the contact. */
  readonly query?: string;
  readonly sort?: 'asc' | 'desc';
  readonly includeContact?: boolean;
}

/** A message of the truth with all that the API must know of it. */
export interface TrueAnswer {
  /** dateUpdated, epoch ms. */
  readonly date: number;
  readonly message: Answered;
  readonly contactFields: Readonly<Record<string, string | null>>;
  /** Whom it was with, even where the message itself names nobody. */
  readonly contactId: string | undefined;
}

/** All messages of a location as they are now, ascending. Written from the contract alone, so that it shares no fault with the service. */
export function truthOf(world: World, locationId: string): TrueAnswer[] {
  return world
    .truth(locationId)
    .map(trueAnswer)
    .sort((a, b) => a.date - b.date || (a.message.id < b.message.id ? -1 : 1));
}

/** The answer in full, over all its pages. */
export function expectedOf(truth: readonly TrueAnswer[], wanted: Wanted): Answered[] {
  const { sort = 'asc', includeContact = false } = wanted;
  const found = truth
    .filter((answer) => isWanted(answer, wanted))
    .map(({ message, contactFields }) => (includeContact ? { ...message, ...contactFields } : message));
  return sort === 'asc' ? found : found.reverse();
}

/** Every type that the location has messages of. */
export function typesOf(truth: readonly TrueAnswer[]): string[] {
  return [...new Set(truth.map(({ message }) => String(message.messageType)))].sort();
}

/** The words of a text as they are compared, by rules of the tests' own: for scripts with spaces. */
export function wordsOf(text: unknown): string[] {
  if (typeof text !== 'string') return [];
  const plain = text.normalize('NFKD').replace(/\p{Mn}/gu, '');
  return plain.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** Whether the body has all of these words, or the contact. */
export function hasWords({ message, contactFields }: TrueAnswer, query: string): boolean {
  return [message.body, Object.values(contactFields).join(' ')].some((text) => {
    const words = new Set(wordsOf(text));
    return wordsOf(query).every((word) => words.has(word));
  });
}

function isWanted(answer: TrueAnswer, wanted: Wanted): boolean {
  const { date, message, contactId } = answer;
  const { after = -Infinity, upTo = Infinity, type, userId, query } = wanted;
  if (query !== undefined && !hasWords(answer, query)) return false;
  if (date <= after || date > upTo || !type.includes(String(message.messageType))) return false;
  if (userId !== undefined && message.userId !== (userId === 'none' ? null : userId)) return false;
  // A message that names no contact is found by the contact of its conversation.
  if (wanted.contactId !== undefined && contactId !== wanted.contactId) return false;
  return (['conversationId', 'direction', 'status'] as const).every((name) => wanted[name] === undefined || message[name] === wanted[name]);
}

function trueAnswer({ message, conversation, contact }: TrueMessage): TrueAnswer {
  const { contactId = null, conversationId = null, direction = null, status = null, meta } = message;
  const date = Date.parse(message.dateUpdated ?? message.dateAdded);
  const { name = null, companyName = null, email = null, phone = null } = contact ?? {};
  return {
    date,
    message: {
      ...message,
      ...{ contactId, conversationId, direction, status },
      messageType: messageTypeOf(message),
      dateUpdated: new Date(date).toISOString(),
      ...(meta && { meta: callMeta(meta) }),
      ...owner(message, conversation, contact),
    },
    contactFields: { fullName: name, contactName: name ?? companyName, companyName, email, phone },
    contactId: contact?.id,
  };
}

function messageTypeOf({ messageType }: Message): string {
  const name = messageType.toUpperCase();
  return name.startsWith('TYPE_') ? name : `TYPE_${name}`;
}

function callMeta(meta: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { callDuration, callStatus, ...rest } = meta;
  return callDuration === undefined ? meta : { ...rest, call: { duration: Number(callDuration), status: callStatus } };
}

function owner(message: Message, conversation: ConversationRow | undefined, contact: Contact | undefined) {
  if (message.userId !== undefined) return { userId: message.userId, userIdSource: 'message' };
  if (conversation?.assignedTo !== undefined) return { userId: conversation.assignedTo, userIdSource: 'conversation' };
  if (contact?.assignedTo !== undefined) return { userId: contact.assignedTo, userIdSource: 'contact' };
  return { userId: null, userIdSource: 'none' };
}
