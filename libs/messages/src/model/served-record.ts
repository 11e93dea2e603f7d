import { Attribution, rankOf, sourceOf } from './attribution';
import { renderAttribution } from './attribution.text';
import { Message } from './message';

/** Ends of rendered messages that a record of upstream's doesn't have: where upstream names the user, and where nobody is known. */
const ENDS_OF_OURS = [Buffer.from(',"userIdSource":"message"'), Buffer.from(renderAttribution(null))];

/** A stored message in UTF-8: its text with the attribution as its end, and the record as upstream sent it where that isn't the same. */
export interface StoredRecord {
  readonly rendered: Buffer;
  readonly raw: Buffer | null;
}

/**
 * What is to be stored beside the rendered message, so that upstream's record can be told from it: nothing, where the record is the
 * rendered message and names the user whom upstream is the evidence for, or nobody where upstream isn't.
 */
export function rawToStore({ rendered, raw, userId }: Message, attribution: Attribution): string | null {
  const namedByUpstream = sourceOf(attribution) === 'message' ? (attribution?.userId ?? null) : null;
  if (raw !== null || namedByUpstream === userId) return raw;
  // An earlier version named somebody else, or this one names nobody any more.
  return userId === null ? `${rendered}}` : `${rendered},"userId":${JSON.stringify(userId)}}`;
}

/**
 * The record as upstream's reads answer with it, but for its closing brace: as upstream sent it, and where that names no user, with the
 * one whom it belongs to, and why. Nothing is added where nobody is known.
 */
export function servedRecord({ rendered, raw }: StoredRecord): Buffer {
  if (raw !== null) return withUser(raw, rendered);
  const end = ENDS_OF_OURS.find((one) => rendered.subarray(-one.length).equals(one));
  return end ? rendered.subarray(0, -end.length) : rendered;
}

function withUser(raw: Buffer, rendered: Buffer): Buffer {
  const record = JSON.parse(raw.toString()) as Record<string, unknown>;
  const { userId, userIdSource } = JSON.parse(`${rendered.toString()}}`) as { userId: string | null; userIdSource: string };
  if (namesUser(record) || userId === null) return raw.subarray(0, -1);
  return Buffer.from(JSON.stringify({ ...record, userId, userIdSource })).subarray(0, -1);
}

/** Whether upstream's record says whom it belongs to. */
export function namesUser({ userId }: Readonly<Record<string, unknown>>): boolean {
  return typeof userId === 'string' && userId !== '';
}

/** The rank of upstream's own word, by which stored statements tell it. */
export const RANK_OF_UPSTREAM = rankOf('message');
