/** What one page of an export, newest update first, tells of the dates it holds. */
export interface PageDates {
  /** dateUpdated of the rows in upstream's order, epoch ms; only of rows that carry a dateUpdated of their own. */
  readonly dates: readonly number[];
  /** Whether upstream has nothing after this page. */
  readonly isLast: boolean;
}

/** What the pages of one walk prove so far: that every message with `downTo < dateUpdated <= upTo` was seen. */
export interface Proof {
  readonly upTo: number;
  readonly downTo: number;
  /** The last date seen, which no later row may exceed. */
  readonly lastDate: number;
  /** False once upstream broke the order that was asked for: then only the end of the list proves anything. */
  readonly ordered: boolean;
}

/** The proof of a walk from `upTo` downwards before its first page: nothing. */
export function startProof(upTo: number): Proof {
  return { upTo, downTo: upTo, lastDate: Infinity, ordered: true };
}

/**
 * What is proved with one more page. Half-open: the oldest timestamp of a page may go on upon the next one, so it is not
 * part of what the page proves.
 */
export function extendProof(proof: Proof, { dates, isLast }: PageDates): Proof {
  const ordered = proof.ordered && isDescending([proof.lastDate, ...dates]);
  const lastDate = dates.at(-1) ?? proof.lastDate;
  if (isLast) return { ...proof, downTo: -Infinity, lastDate, ordered };
  return { ...proof, downTo: ordered ? Math.min(proof.downTo, lastDate) : proof.downTo, lastDate, ordered };
}

function isDescending(dates: readonly number[]): boolean {
  return dates.every((date, index) => index === 0 || date <= (dates[index - 1] ?? Infinity));
}
