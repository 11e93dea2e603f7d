import { namesUser } from '../model/served-record';
import { isWireObject, readDate, readText, WireObject } from '../upstream/wire-value';

/** A message of an answer that doesn't say whom it belongs to. */
export interface LackingRecord {
  readonly record: WireObject;
  readonly id: string;
  readonly conversationId: string | null;
  readonly contactId: string | null;
  /** Epoch ms. */
  readonly date: number | null;
}

/**
 * The records that name no user, by the location they are of: their own word, or the one that was asked about. Where neither is known,
 * nothing can be told of a record.
 */
export function lackingByLocation(records: readonly unknown[], askedFor: string | null): ReadonlyMap<string, readonly LackingRecord[]> {
  const byLocation = new Map<string, LackingRecord[]>();
  for (const record of records) {
    if (!isWireObject(record) || namesUser(record)) continue;
    const id = readText(record.id);
    const locationId = readText(record.locationId) ?? askedFor;
    if (id === null || locationId === null) continue;
    const { conversationId, contactId, dateAdded, dateUpdated } = record;
    const date = readDate(dateAdded) ?? readDate(dateUpdated);
    const lacking = { record, id, conversationId: readText(conversationId), contactId: readText(contactId), date };
    const others = byLocation.get(locationId);
    if (others) others.push(lacking);
    else byLocation.set(locationId, [lacking]);
  }
  return byLocation;
}
