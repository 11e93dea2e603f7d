/** How the domain behaves; times in ms. */
export interface MessagesOptions {
  /** A PostgreSQL 15 or later. Without it, an embedded one is started under `dataDir`. */
  readonly databaseUrl?: string;
  readonly dataDir: string;
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
  /** By location, the user whom its messages belong to when nothing else tells. */
  readonly locationUsers?: ReadonlyMap<string, string>;
}

export type ResolvedMessagesOptions = Required<Omit<MessagesOptions, 'databaseUrl'>> & Pick<MessagesOptions, 'databaseUrl'>;

export const MESSAGES_OPTIONS = Symbol('MESSAGES_OPTIONS');

const DEFAULTS = {
  settlingLagMs: 60_000,
  searchMaxAgeMs: 30_000,
  searchWaitMs: 25_000,
  partialWaitMs: 2_000,
  leaseMs: 10_000,
  locationUsers: new Map<string, string>(),
};

export function resolveOptions(options: MessagesOptions): ResolvedMessagesOptions {
  return { ...DEFAULTS, ...options, locationUsers: options.locationUsers ?? DEFAULTS.locationUsers };
}
