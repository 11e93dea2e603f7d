import { normalizeMessageType } from '../model/message-type';
import { Call, Message } from '../model/message';
import { isWireObject, readDate, readText, WireObject } from './wire-value';

/** A record that can't be stored, with the reason; one bad record is set aside and doesn't fail its page. */
export interface SetAside {
  readonly id: string | null;
  readonly reason: 'not an object' | 'no id' | 'no date' | 'another location';
}

export type ReadMessage = { readonly message: Message; readonly ownDateUpdated: number | null } | { readonly setAside: SetAside };

/** Reads one record of an export. Unknown fields are kept; published and observed spellings of call data both end as `meta.call`. */
export function readMessage(record: unknown, locationId: string): ReadMessage {
  if (!isWireObject(record)) return { setAside: { id: null, reason: 'not an object' } };
  const id = readText(record.id);
  if (id === null) return { setAside: { id, reason: 'no id' } };
  if (record.locationId !== undefined && record.locationId !== locationId) return { setAside: { id, reason: 'another location' } };
  const ownDateUpdated = readDate(record.dateUpdated);
  const dateAdded = readDate(record.dateAdded) ?? ownDateUpdated;
  if (dateAdded === null) return { setAside: { id, reason: 'no date' } };
  const dateUpdated = ownDateUpdated ?? dateAdded;
  const messageType = normalizeMessageType(record.messageType, record.type);
  const fields = { id, locationId, messageType, dateAdded: toIso(dateAdded), dateUpdated: toIso(dateUpdated) };
  const isAsShown = isInOurForm(record, fields);
  const message: Message = {
    id,
    locationId,
    messageType,
    conversationId: readText(record.conversationId),
    contactId: readText(record.contactId),
    direction: readText(record.direction),
    status: readText(record.status),
    dateAdded,
    dateUpdated,
    userId: readText(record.userId),
    call: readCall(record.meta),
    rendered: JSON.stringify(isAsShown ? withoutUser(record) : shownFields(record, fields)).slice(0, -1),
    raw: isAsShown && isPlainUser(record) ? null : JSON.stringify(record),
  };
  return { message, ownDateUpdated };
}

interface NormalizedFields {
  readonly id: string;
  readonly locationId: string;
  readonly messageType: string;
  readonly dateAdded: string;
  readonly dateUpdated: string;
}

/** Joined when a page is read: upstream's own must not stand there twice. */
const JOINED_FIELDS = ['userIdSource', 'userName', 'userEmail', 'fullName', 'contactName', 'companyName', 'email', 'phone'] as const;
const NULLABLE_FIELDS = ['conversationId', 'contactId', 'direction', 'status'] as const;
const NORMALIZED_FIELDS = ['locationId', 'messageType', 'dateAdded', 'dateUpdated'] as const;

/** Whether the record is what we show of it, but for its userId: most are, and need not be taken apart. */
function isInOurForm(record: WireObject, fields: NormalizedFields): boolean {
  return (
    NORMALIZED_FIELDS.every((name) => record[name] === fields[name]) &&
    NULLABLE_FIELDS.every((name) => record[name] !== undefined) &&
    JOINED_FIELDS.every((name) => !(name in record)) &&
    (!isWireObject(record.meta) || withCall(record.meta) === record.meta)
  );
}

function withoutUser(record: WireObject): WireObject {
  if (!('userId' in record)) return record;
  const { userId, ...rest } = record;
  return rest;
}

/** Whether what is said of the user can be told from the user alone. */
function isPlainUser({ userId }: WireObject): boolean {
  return userId === undefined || readText(userId) !== null;
}

function shownFields(record: WireObject, fields: NormalizedFields): WireObject {
  const { userId, userIdSource, userName, userEmail, fullName, contactName, companyName, email, phone, ...rest } = record;
  return {
    ...rest,
    id: fields.id,
    locationId: fields.locationId,
    messageType: fields.messageType,
    conversationId: record.conversationId ?? null,
    contactId: record.contactId ?? null,
    direction: record.direction ?? null,
    status: record.status ?? null,
    dateAdded: fields.dateAdded,
    dateUpdated: fields.dateUpdated,
    ...(isWireObject(record.meta) && { meta: withCall(record.meta) }),
  };
}

/** `meta.callDuration` (published, a string) and `meta.call.duration` (observed, a number) both become `meta.call`. */
function withCall(meta: WireObject): WireObject {
  if (isWireObject(meta.call) || (meta.callDuration === undefined && meta.callStatus === undefined)) return meta;
  const { callDuration, callStatus, ...rest } = meta;
  const duration = Number(callDuration ?? NaN);
  return { ...rest, call: { duration: Number.isFinite(duration) ? duration : null, status: callStatus ?? null } };
}

/** Of either spelling. A duration is whole seconds of a number or its text. */
function readCall(meta: unknown): Call | null {
  const call = isWireObject(meta) ? withCall(meta).call : undefined;
  if (!isWireObject(call)) return null;
  const { duration, status } = call;
  const seconds = typeof duration === 'number' || typeof duration === 'string' ? String(duration) : '';
  return { durationSeconds: /^\d{1,9}(\.\d+)?$/.test(seconds) ? Math.round(Number(seconds)) : null, status: readText(status) };
}

function toIso(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
