export const ALL_SCOPES = ['conversations/message.readonly', 'conversations.readonly', 'contacts.readonly', 'users.readonly'] as const;

/** What an agency's token may do: nothing but get tokens of its locations. */
export const OAUTH_SCOPES = ['oauth.write', 'oauth.readonly'] as const;

export type Scope = (typeof ALL_SCOPES)[number] | (typeof OAUTH_SCOPES)[number];

/** What a bearer token may do. */
export interface Token {
  readonly token: string;
  /** How recorded requests name it. */
  readonly label: string;
  readonly locationIds: readonly string[];
  readonly scopes: readonly Scope[];
  /** Epoch ms on the sandbox's clock; absent for tokens without end. */
  readonly expiresAt?: number;
}

export const MAIN_TOKEN = 'pit-sandbox-main';
export const OTHER_TOKEN = 'pit-sandbox-other';
export const AGENCY_TOKEN = 'pit-sandbox-agency';
