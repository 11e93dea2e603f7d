/**
 * Evidence of whom a message belongs to, strongest first. The position is the rank: it is stored, so append only.
 * `message` is upstream's own userId on the message; `webhook` the userId of its event; `conversation` and `contact` are the
 * assignees; `location` a user configured for the location; `none` is no evidence.
 */
export const USER_ID_SOURCES = ['message', 'webhook', 'conversation', 'contact', 'location', 'none'] as const;
export type UserIdSource = (typeof USER_ID_SOURCES)[number];

/** That a source named this user, and when it did so (epoch ms, by the source's own date). */
export interface Evidence {
  readonly userId: string;
  readonly source: Exclude<UserIdSource, 'none'>;
  readonly date: number;
}

/** Whom a message belongs to: the strongest evidence there is, or null for none. Never invented. */
export type Attribution = Evidence | null;

export function sourceOf(attribution: Attribution): UserIdSource {
  return attribution?.source ?? 'none';
}

export function rankOf(source: UserIdSource): number {
  return USER_ID_SOURCES.indexOf(source);
}

/**
 * Which of two pieces of evidence decides about a message that was added at `dateAdded`: negative for `a`, positive for `b`.
 *
 * The stronger source decides. Of equal sources the question is who owned it *then*: the earliest that speaks of a time at
 * or after the message stays, so a later reassignment doesn't rewrite history; what was known only before the message
 * counts if nothing later is known, the latest of it. The order is total, so the outcome is the same in whatever order
 * evidence arrives.
 */
export function compareEvidence(a: Evidence, b: Evidence, dateAdded: number): number {
  const byRank = rankOf(a.source) - rankOf(b.source);
  if (byRank !== 0) return byRank;
  const aIsBefore = a.date < dateAdded;
  const bIsBefore = b.date < dateAdded;
  if (aIsBefore !== bIsBefore) return aIsBefore ? 1 : -1;
  if (a.date !== b.date) return aIsBefore ? b.date - a.date : a.date - b.date;
  return a.userId < b.userId ? -1 : a.userId > b.userId ? 1 : 0;
}

/** Whom a message belongs to once all this evidence is known too. */
export function attribute(known: Attribution, evidence: Iterable<Attribution | undefined>, dateAdded: number): Attribution {
  let best = known;
  for (const piece of evidence) if (piece && (!best || compareEvidence(piece, best, dateAdded) < 0)) best = piece;
  return best;
}

export function sameAttribution(a: Attribution, b: Attribution): boolean {
  return a?.userId === b?.userId && a?.source === b?.source && a?.date === b?.date;
}
