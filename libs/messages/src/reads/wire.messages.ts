import { ExportSort } from '../model/export-query';
import { PlacedRecord } from '../model/export-place';
import { isWireObject, readDate, readText, WireObject } from '../upstream/wire-value';

/** The messages of an answer, wherever its shape has them, and the answer with others in their place. */
export interface WireMessages {
  readonly records: readonly unknown[];
  readonly withRecords: (records: readonly unknown[]) => WireObject;
}

/** One message: under `message` as observed, bare as published. */
export function singleMessage(body: WireObject): WireMessages {
  if (!isWireObject(body.message)) return { records: [body], withRecords: ([record]) => (isWireObject(record) ? record : body) };
  return { records: [body.message], withRecords: ([record]) => ({ ...body, message: record }) };
}

/** A list under `messages`, nested once more as observed with those of a conversation, or not. */
export function listedMessages(body: WireObject): WireMessages {
  const { messages } = body;
  if (Array.isArray(messages)) return { records: messages as unknown[], withRecords: (records) => ({ ...body, messages: records }) };
  if (!isWireObject(messages)) return { records: [], withRecords: () => body };
  const nested = listedMessages(messages);
  return { records: nested.records, withRecords: (records) => ({ ...body, messages: nested.withRecords(records) }) };
}

/** The first location that one of the records names. */
export function locationOf(records: readonly unknown[]): string | null {
  for (const record of records) {
    const locationId = isWireObject(record) ? readText(record.locationId) : null;
    if (locationId !== null) return locationId;
  }
  return null;
}

/** The records with where each stands in an export sorted like this. */
export function placed(records: readonly unknown[], sortBy: ExportSort): readonly PlacedRecord[] {
  return records.map((record) => {
    const id = isWireObject(record) ? readText(record.id) : null;
    if (id === null || !isWireObject(record)) return { record, row: null };
    const dates = sortBy === 'createdAt' ? [record.dateAdded, record.dateUpdated] : [record.dateUpdated, record.dateAdded];
    const date = dates.map(readDate).find((one) => one !== null);
    return { record, row: date === undefined ? null : { id, date } };
  });
}
