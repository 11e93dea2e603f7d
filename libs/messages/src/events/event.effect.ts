import { NO_CONTACT_FIELDS } from '../model/contact';
import { EventContact } from '../store/event-writer.store';
import { EventEvidence } from '../store/event-evidence.store';
import { WaitingEvent } from '../store/event-inbox.store';
import { readContact } from '../upstream/directory.reader';
import { isWireObject, readDate, readText, WireObject } from '../upstream/wire-value';

/** What an event does. */
export interface EventEffect {
  /** It names the user of a message. */
  readonly evidence: EventEvidence | null;
  readonly contact: EventContact | null;
  /** The conversation that it calls deleted: upstream is to be asked. */
  readonly suspectedConversation: string | null;
  /** Something is to be walked. */
  readonly isHint: boolean;
  readonly installation: Installation | null;
}

/** The app was installed or uninstalled. */
export interface Installation {
  readonly isInstalled: boolean;
  /** Epoch ms. */
  readonly at: number;
  /** The agency that installed it, if one did. */
  readonly companyId: string | null;
}

/** Upstream repeats a delivery for 70 minutes: up to this age an event is believed, an older one is a hint to look at upstream itself. */
export const BELIEVED_MS = 90 * 60_000;
/** How far upstream's clock may be ahead of the database's. */
export const AHEAD_MS = 5 * 60_000;

const HINT: EventEffect = { evidence: null, contact: null, suspectedConversation: null, isHint: true, installation: null };
const NOTHING: EventEffect = { ...HINT, isHint: false };

/**
 * What an event of the inbox does, as it was when it came: that we were slow makes nothing old. Upstream's index shows a change up to
 * `settlingLagMs` late, so what the index said of a contact before that is older than the event.
 */
export function readEffect(event: WaitingEvent, locationId: string, settlingLagMs: number): EventEffect {
  const body: unknown = JSON.parse(event.body.toString('utf8'));
  const { at, ageMs, type } = event;
  if (!isWireObject(body)) throw new TypeError('The event is not an object.');
  // However old: it's only a reason to ask.
  if (type === 'ConversationUnreadUpdate') return { ...HINT, suspectedConversation: body.deleted === true ? readText(body.id) : null };
  if (at === null || ageMs === null || ageMs > BELIEVED_MS || ageMs < -AHEAD_MS) return HINT;
  switch (type) {
    case 'InboundMessage':
    case 'OutboundMessage':
      return { ...HINT, evidence: readEvidence(body, at) };
    case 'ContactCreate':
    case 'ContactUpdate':
    case 'ContactDelete':
      return { ...NOTHING, contact: readEventContact(body, type, { locationId, at, observedAt: at + settlingLagMs }) };
    case 'INSTALL':
    case 'UNINSTALL':
      return { ...HINT, installation: { isInstalled: type === 'INSTALL', at, companyId: readText(body.companyId) } };
    default:
      return NOTHING;
  }
}

function readEvidence(body: WireObject, at: number): EventEvidence | null {
  const messageId = readText(body.messageId);
  const userId = readText(body.userId);
  return messageId === null || userId === null ? null : { messageId, userId, date: readDate(body.dateAdded) ?? at };
}

const FIELDS = ['name', 'firstName', 'lastName', 'companyName', 'email', 'phone'] as const;

interface Told {
  readonly locationId: string;
  readonly at: number;
  readonly observedAt: number;
}

/** The contact as it is by the event; of one that was deleted nothing is known any more, but who had it then remains evidence. */
function readEventContact(body: WireObject, type: string, { locationId, at, observedAt }: Told): EventContact | null {
  // `dateAdded` is when the contact was added, not when it was assigned.
  const read = readContact({ ...body, dateUpdated: body.dateUpdated ?? at }, locationId, at);
  if (read === null) return null;
  const { id, fields, assignee } = read;
  if (type === 'ContactDelete') return { contact: { id, fields: NO_CONTACT_FIELDS }, observedAt, isDeleted: true };
  const tellsFields = FIELDS.some((field) => body[field] !== undefined);
  const contact = { id, ...(tellsFields && fields && { fields }), ...(body.assignedTo !== undefined && { assignee }) };
  return { contact, observedAt, isDeleted: false };
}
