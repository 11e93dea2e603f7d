import { CallOptions } from '@app/leadconnector';
import { Credential, ReadAnswer, UpstreamRead } from '@app/messages';
import { CacheParameters } from '../cache/cache-key';

/** A read of a location's list. */
export interface LocatedRead {
  readonly locationId: string;
}

/** A read by an id, whose location only the answer tells for certain. */
export interface UnlocatedRead {
  readonly id: string;
  /** The one that the caller says it is in; taken at its word only if upstream accepts the token for it. */
  readonly claimedLocationId?: string;
}

/** One of upstream's reads as one caller asks it. */
export interface Read {
  /** Names it in the cache and its statistics. */
  readonly kind: string;
  /** Upstream's path, as a template. */
  readonly path: string;
  readonly token: string;
  readonly about: LocatedRead | UnlocatedRead;
  readonly parameters: CacheParameters;
  /** Whether it goes on where an answer out of the store ended, so that only the store knows how. */
  readonly goesOn?: boolean;
  /** Null when the store doesn't cover it; absent when the store has nothing of the kind. */
  readonly fromStore?: (credential: Credential, maxAgeMs: number | undefined) => Promise<ReadAnswer | null>;
  readonly fromUpstream: (credential: Credential, options: CallOptions) => Promise<UpstreamRead>;
}

/** On which terms the caller takes an answer. */
export interface ReadTerms {
  /** How old it may be; 0: upstream must be asked now. Undefined when the request doesn't say. */
  readonly maxAgeMs: number | undefined;
  /** Aborts when the caller is gone. */
  readonly signal: AbortSignal;
}

/** Where an answer came from; sent as `X-Served-By`. */
export const ANSWER_SOURCES = ['store', 'upstream', 'cache'] as const;
export type AnswerSource = (typeof ANSWER_SOURCES)[number];

/** The answer to a read. */
export interface ReadResult {
  readonly render: (traceId: string) => Buffer;
  /** Of the messages or conversations in it. */
  readonly count: number;
  readonly source: AnswerSource;
  /** How long ago upstream said so; null with an answer that it has just given. */
  readonly ageMs: number | null;
  /** Null when not even the answer tells. */
  readonly locationId: string | null;
  /** Of the call to upstream; null when there was none or it told none. */
  readonly upstreamTraceId: string | null;
}
