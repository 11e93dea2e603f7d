import { Credential } from '../model/credential';

/** Where a consumer begins that has no position yet. */
export const NOW = 'now';
export const BEGINNING = 'beginning';

/** Which changes are wanted. */
export interface ChangesQuery {
  /** Of the location, and with what its tail is walked. */
  readonly credential: Credential;
  /** A position, `now` or `beginning`. */
  readonly since: string;
  /** 1 to 1000. */
  readonly limit: number;
  /** In upstream's spelling; null for all. */
  readonly messageTypes: readonly string[] | null;
  readonly includeContact: boolean;
  /** How old the last tail walk may be before upstream is asked again; the configured age when not given. */
  readonly maxAgeMs?: number;
}

export type ChangeAction = 'added' | 'changed' | 'deleted';

export interface FeedChange {
  readonly action: ChangeAction;
  /** The change as a JSON object in UTF-8, in pieces. */
  readonly json: readonly Buffer[];
  /** Where to go on after this change. */
  readonly positionAfter: () => string;
}

/** Changes in the order in which they were committed. */
export interface ChangesPage {
  readonly changes: readonly FeedChange[];
  /** Where to go on. */
  readonly next: string;
}

export interface Waiting {
  readonly waitMs: number;
  /** Ends the wait. */
  readonly signal: AbortSignal;
}
