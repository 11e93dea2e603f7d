import { Injectable } from '@nestjs/common';
import { isLeadConnectorError, LeadConnectorClient, OAuthApp, OAuthOwner, OAuthTokens } from '@app/leadconnector';
import { Credential } from '../model/credential';

export type { OAuthApp, OAuthOwner, OAuthTokens };

/** What became of asking for tokens. */
export type TokensOutcome =
  | { readonly kind: 'tokens'; readonly tokens: OAuthTokens }
  /** Upstream won't: what was sent is worth nothing any more. */
  | { readonly kind: 'refused'; readonly code: string }
  /** It isn't known whether it would, or it would for a better configured app: to be tried again later. */
  | { readonly kind: 'unavailable'; readonly code: string };

/** An agency and its token. */
export interface CompanyToken {
  readonly id: string;
  readonly token: string;
}

/** Shorter than the lease of a refresher, so that a late answer isn't mistaken for none. */
const TOKEN_TIMEOUT_MS = 20_000;
const PROBE_TIMEOUT_MS = 20_000;

/** The calls to upstream that connections are made of. */
@Injectable()
export class ConnectionCalls {
  constructor(private readonly client: LeadConnectorClient) {}

  /** Asks for a few messages of the location: what a connection is for. @throws LeadConnectorError when upstream doesn't answer, or refuses */
  async probe(credential: Credential): Promise<void> {
    await this.client.exportMessages(credential, { limit: 10 }, { timeoutMs: PROBE_TIMEOUT_MS });
  }

  /** What upstream says of the token now; unknown when it says nothing, or something else than 401. */
  verdictOn(credential: Credential): Promise<'accepted' | 'unauthorized' | 'unknown'> {
    return this.probe(credential).then(
      () => 'accepted',
      (error: unknown) => (isLeadConnectorError(error, 'unauthorized') ? 'unauthorized' : 'unknown'),
    );
  }

  /** The pair for a code of the consent page. */
  exchangeCode(app: OAuthApp, code: string): Promise<TokensOutcome> {
    return outcomeOf(this.client.oauth.exchangeCode(app, code, 'Location', { timeoutMs: TOKEN_TIMEOUT_MS }), REFUSALS_OF_GRANT);
  }

  /** The next pair. `refreshToken` must not be used again, whatever the outcome, unless it is `unavailable`. */
  refresh(app: OAuthApp, owner: OAuthOwner, refreshToken: string): Promise<TokensOutcome> {
    return outcomeOf(this.client.oauth.refresh(app, owner, refreshToken, { timeoutMs: TOKEN_TIMEOUT_MS }), REFUSALS_OF_GRANT);
  }

  /** A token of one of the agency's locations. With `unauthorized` refused, it's the agency's token that is worth nothing. */
  locationToken(company: CompanyToken, locationId: string): Promise<TokensOutcome> {
    return outcomeOf(this.client.oauth.locationToken(company, locationId, { timeoutMs: TOKEN_TIMEOUT_MS }), REFUSALS_OF_LOCATION);
  }

  /** The ids of the agency's locations that have the app. @throws LeadConnectorError */
  async installedLocations(company: CompanyToken, appId: string, signal?: AbortSignal): Promise<readonly string[]> {
    const installed = await this.client.oauth.installedLocations(company, appId, {
      timeoutMs: TOKEN_TIMEOUT_MS,
      ...(signal && { signal }),
    });
    return installed.map(({ locationId }) => locationId);
  }
}

/** RFC 6749 has 400 for a grant that is dead; upstream has 401 and 422 as well. */
const REFUSALS_OF_GRANT = ['bad-request', 'unauthorized', 'unprocessable'] as const;
const REFUSALS_OF_LOCATION = [...REFUSALS_OF_GRANT, 'forbidden', 'not-found'] as const;

type RefusalCode = (typeof REFUSALS_OF_LOCATION)[number];

async function outcomeOf(asked: Promise<OAuthTokens>, refusals: readonly RefusalCode[]): Promise<TokensOutcome> {
  try {
    return { kind: 'tokens', tokens: await asked };
  } catch (error) {
    if (!isLeadConnectorError(error)) throw error;
    const { code, messages } = error;
    const isRefusal = (refusals as readonly string[]).includes(code);
    // A page of some proxy is no word of upstream's, and a wrong client secret says nothing of the grant: both pass.
    if (isRefusal && messages.length > 0 && !messages.some(isAboutTheClient)) return { kind: 'refused', code };
    return { kind: 'unavailable', code };
  }
}

function isAboutTheClient(message: string): boolean {
  return /\b(invalid|unauthorized)[ _]client\b/i.test(message);
}
