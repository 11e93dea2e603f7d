import { createHash } from 'node:crypto';
import { NewEvent } from '../store/event-inbox.store';
import { isWireObject, readDate, readText, WireObject } from '../upstream/wire-value';

/** A signed body, as far as it must be understood to be kept. */
export type Envelope =
  { readonly event: NewEvent } | { readonly unreadable: UnreadableReason; readonly key: string } | { readonly ignored: string };

export type UnreadableReason = 'not JSON' | 'not an object' | 'no type' | 'no location';

/** An id that can stand in a key, and is no longer than any of upstream's. */
const WEBHOOK_ID = /^[\x21-\x7e]{1,128}$/;

/** The types that change something here, by the spellings that upstream uses. All others are acknowledged and not kept. */
const KEPT_TYPES: ReadonlyMap<string, string> = new Map([
  ...['InboundMessage', 'OutboundMessage', 'ContactCreate', 'ContactUpdate', 'ContactDelete', 'ConversationUnreadUpdate'].map(same),
  ...['INSTALL', 'UNINSTALL'].map(same),
  ['AppInstall', 'INSTALL'],
  ['AppUninstall', 'UNINSTALL'],
]);

/** Reads what must be known of an event before it's acknowledged. Its signature has been verified. */
export function readEnvelope(body: Buffer): Envelope {
  // The same body is the same event, where it has no id.
  const hashed = `sha256:${createHash('sha256').update(body).digest('hex')}`;
  const parsed = parse(body);
  if (!isWireObject(parsed)) return { unreadable: parsed === undefined ? 'not JSON' : 'not an object', key: hashed };
  const given = readText(parsed.type);
  if (given === null) return { unreadable: 'no type', key: hashed };
  const type = KEPT_TYPES.get(given);
  if (type === undefined) return { ignored: given };
  const locationId = readText(parsed.locationId);
  // An agency's installation concerns no location by itself.
  if (locationId === null) return /INSTALL$/.test(type) ? { ignored: given } : { unreadable: 'no location', key: hashed };
  return { event: { locationId, type, key: webhookIdOf(parsed) ?? hashed, at: readDate(parsed.timestamp), body } };
}

function same(type: string): [string, string] {
  return [type, type];
}

function webhookIdOf({ webhookId }: WireObject): string | null {
  return typeof webhookId === 'string' && WEBHOOK_ID.test(webhookId) ? `id:${webhookId}` : null;
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}
