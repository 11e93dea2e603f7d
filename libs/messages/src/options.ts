import { MessagesObserver, UNOBSERVED } from './observer';

/** How the domain behaves; times in ms. */
export interface MessagesOptions {
  /** A PostgreSQL 15 or later. Without it, an embedded one is started under `dataDir`. */
  readonly databaseUrl?: string;
  readonly dataDir: string;
  /** Whether statements are prepared by name; unless given, where each connection is a session of the server. */
  readonly databaseIsPrepared?: boolean;
  /** How long one statement may take. */
  readonly databaseTimeoutMs?: number;
  /** Nothing newer than this is promised to be complete, because upstream shows changes late. */
  readonly settlingLagMs?: number;
  /** How old the last tail walk may be, unless a search says otherwise. */
  readonly searchMaxAgeMs?: number;
  /** How long a search waits for its walk. */
  readonly searchWaitMs?: number;
  /** How long a search waits that takes what is there. */
  readonly partialWaitMs?: number;
  /** How long a process that has gone silent keeps others from syncing its locations. */
  readonly leaseMs?: number;
  /** How much memory pages take that were asked for lately, in bytes; 0 keeps none. */
  readonly searchCacheBytes?: number;
  /** Whether this process applies the events that upstream sends. */
  readonly appliesEvents?: boolean;
  /** How long an event is remembered after it was applied, so that a repetition of it is known. */
  readonly eventRetentionMs?: number;
  /** The keys that secrets are stored under, of 32 bytes each: the first one encrypts, all of them decrypt. Without any, none is stored. */
  readonly encryptionKeys?: readonly Buffer[];
  /** The app as it is registered with upstream; null when nobody can install it. */
  readonly oauth?: OAuthOptions | null;
  /** How long after the app was uninstalled a location's rows are removed. */
  readonly purgeAfterUninstallMs?: number;
  /** Whether this process does what is to be done from time to time: purges, pruning, new keys for secrets. */
  readonly upkeep?: boolean;
  /** Whether this process syncs connected locations by itself. */
  readonly backgroundSync?: boolean;
  /** How many locations' tails it walks at once at most, and at how many it does the rest. */
  readonly backgroundConcurrency?: number;
  /** For how long consumers of changes can learn of a deletion. */
  readonly tombstoneRetentionMs?: number;
  /** How often one who waits for changes looks for those that other processes stored. */
  readonly changesLookMs?: number;
  /** By location, the user whom its messages belong to when nothing else tells. */
  readonly locationUsers?: ReadonlyMap<string, string>;
  /** Told what happens. */
  readonly observer?: MessagesObserver;
}

/** The app at upstream, and where people consent to it. */
export interface OAuthOptions {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly redirectUri: string;
  readonly consentUrl: string;
  readonly scopes: readonly string[];
}

/** What has no default. */
type Optional = 'databaseUrl' | 'databaseIsPrepared';

export type ResolvedMessagesOptions = Required<Omit<MessagesOptions, Optional>> & Pick<MessagesOptions, Optional>;

export const MESSAGES_OPTIONS = Symbol('MESSAGES_OPTIONS');

const DEFAULTS = {
  databaseTimeoutMs: 20_000,
  settlingLagMs: 60_000,
  searchMaxAgeMs: 30_000,
  searchWaitMs: 25_000,
  partialWaitMs: 2_000,
  leaseMs: 10_000,
  searchCacheBytes: 32 * 1024 * 1024,
  tombstoneRetentionMs: 30 * 86_400_000,
  changesLookMs: 1_000,
  appliesEvents: false,
  eventRetentionMs: 7 * 86_400_000,
  encryptionKeys: [],
  oauth: null,
  purgeAfterUninstallMs: 30 * 86_400_000,
  upkeep: true,
  backgroundSync: true,
  backgroundConcurrency: 8,
  locationUsers: new Map<string, string>(),
  observer: UNOBSERVED,
};

export function resolveOptions(options: MessagesOptions): ResolvedMessagesOptions {
  return {
    ...DEFAULTS,
    ...options,
    locationUsers: options.locationUsers ?? DEFAULTS.locationUsers,
    observer: options.observer ?? UNOBSERVED,
  };
}
