export const CONNECTION_TYPES = ['private-integration', 'oauth'] as const;
export type ConnectionType = (typeof CONNECTION_TYPES)[number];

/** `needs-reauthorization`: nothing is tried until somebody brings another credential, or the key that it's encrypted with. */
export const CONNECTION_STATUSES = ['active', 'needs-reauthorization'] as const;
export type ConnectionStatus = (typeof CONNECTION_STATUSES)[number];

/** A location that the service may sync on its own. */
export interface ConnectedLocation {
  readonly locationId: string;
  readonly status: ConnectionStatus;
  readonly type: ConnectionType;
}

/** What may be told of a connection: everything but its secret. Times in epoch ms. */
export interface Connection extends ConnectedLocation {
  /** The agency whose installation it comes from. */
  readonly companyId: string | null;
  readonly createdAt: number;
  readonly updatedAt: number;
  /** When the access token expires; null for a Private Integration Token, and before the first token. */
  readonly expiresAt: number | null;
  /** Why the last refresh failed, or upstream's verdict: a code. `key-missing` when the key that it's encrypted with isn't set. */
  readonly lastFailure: string | null;
}

/** One page of connections by location. */
export interface ConnectionPage {
  readonly connections: readonly Connection[];
  /** Where the next page begins, or null on the last one. */
  readonly next: string | null;
}
