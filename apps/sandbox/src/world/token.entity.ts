export const ALL_SCOPES = ['conversations/message.readonly', 'conversations.readonly', 'contacts.readonly', 'users.readonly'] as const;

export type Scope = (typeof ALL_SCOPES)[number];

/** What a bearer token may do. */
export interface Token {
  readonly token: string;
  /** How recorded requests name it. */
  readonly label: string;
  readonly locationIds: readonly string[];
  readonly scopes: readonly Scope[];
}

export const MAIN_TOKEN = 'pit-sandbox-main';
export const OTHER_TOKEN = 'pit-sandbox-other';
export const AGENCY_TOKEN = 'pit-sandbox-agency';
