import { Credential } from '../model/credential';

/** One question to upstream about one record. */
export interface Lookup {
  readonly credential: Credential;
  /** What is looked up: `conversation`, `contact`. */
  readonly kind: string;
  readonly id: string;
}

/**
 * Where the application keeps what was looked up a moment ago, each token's answers apart; without one every look-up is made. Values are plain
 * JSON. Whoever asks the same meanwhile shares the look-up; a failure is not kept.
 */
export interface LookupCache {
  share<T>(lookup: Lookup, ttlMs: number, load: () => Promise<T>): Promise<T>;
}

/** Injected where the application provides one, globally: `@Optional() @Inject(LOOKUP_CACHE)`. */
export const LOOKUP_CACHE = Symbol('LOOKUP_CACHE');
