import { attribute, Attribution, Evidence, sameAttribution } from './attribution';
import { AttributedMessage, Message } from './message';

/** A version of a message that is stored already. */
export interface KnownVersion {
  readonly dateUpdated: number;
  readonly contentHash: string;
  readonly attribution: Attribution;
}

/** What a message that upstream shows changes: all of it, its attribution only, or nothing. */
export type VersionChange =
  | { readonly kind: 'message'; readonly change: AttributedMessage }
  | { readonly kind: 'attribution'; readonly change: { readonly id: string; readonly attribution: Attribution } }
  | { readonly kind: 'none' };

/**
 * An older version never replaces a newer one; of equal dates the content decides; evidence counts whatever version brought it.
 * `evidence` is that of the directory; upstream's own userId is evidence as of the version that carries it.
 */
export function changeOf(
  message: Message,
  known: KnownVersion | undefined,
  evidence: readonly (Evidence | null | undefined)[],
  contentHash: (rendered: string) => string,
): VersionChange {
  const own: Attribution = message.userId === null ? null : { userId: message.userId, source: 'message', date: message.dateUpdated };
  const attribution = attribute(known?.attribution ?? null, [own, ...evidence], message.dateAdded);
  if (!known || message.dateUpdated > known.dateUpdated) return { kind: 'message', change: { message, attribution } };
  if (message.dateUpdated === known.dateUpdated && contentHash(message.rendered) !== known.contentHash)
    return { kind: 'message', change: { message, attribution } };
  if (sameAttribution(attribution, known.attribution)) return { kind: 'none' };
  return { kind: 'attribution', change: { id: message.id, attribution } };
}

/** One version of each message: the newest, and of equal dates the one upstream showed last. */
export function newestVersions(messages: readonly Message[]): Message[] {
  const newest = new Map<string, Message>();
  for (const message of messages) {
    const other = newest.get(message.id);
    if (!other || message.dateUpdated >= other.dateUpdated) newest.set(message.id, message);
  }
  return [...newest.values()];
}
