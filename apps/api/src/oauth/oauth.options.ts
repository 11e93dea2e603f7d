import { OAuthOptions } from '@app/messages';
import { Environment } from '../config/environment';

/** The app at LeadConnector; null when none is configured. */
export function oauthOptions(environment: Environment): OAuthOptions | null {
  const { OAUTH_CLIENT_ID, OAUTH_CLIENT_SECRET, OAUTH_REDIRECT_URL, OAUTH_CONSENT_URL, OAUTH_SCOPES } = environment;
  if (OAUTH_CLIENT_ID === undefined || OAUTH_CLIENT_SECRET === undefined || OAUTH_REDIRECT_URL === undefined) return null;
  return {
    clientId: OAUTH_CLIENT_ID,
    clientSecret: OAUTH_CLIENT_SECRET,
    redirectUri: OAUTH_REDIRECT_URL,
    consentUrl: OAUTH_CONSENT_URL,
    scopes: (OAUTH_SCOPES ?? '').split(/[ ,]+/).filter((scope) => scope !== ''),
  };
}

/** Where a person is sent to consent. */
export function consentUrl({ consentUrl: page, clientId, redirectUri, scopes }: OAuthOptions, state: string): string {
  const url = new URL(page);
  const parameters = { response_type: 'code', redirect_uri: redirectUri, client_id: clientId, scope: scopes.join(' '), state };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url.toString();
}
