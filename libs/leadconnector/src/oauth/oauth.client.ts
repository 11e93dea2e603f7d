import { CallOptions } from '../calls.types';
import { EndpointSender } from '../endpoint.sender';
import {
  InstalledLocation,
  listInstalledLocations,
  OAuthTokens,
  OAuthUserType,
  requestLocationToken,
  requestTokens,
} from './oauth.endpoints';

/** The app as it is registered with upstream. */
export interface OAuthApp {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly redirectUri: string;
}

/** A pair of an agency or of a location, to be refreshed. `id` says whose budget the request spends. */
export interface OAuthOwner {
  readonly id: string;
  readonly userType: OAuthUserType;
}

const PAGE = 100;
/** An agency with more locations than this has a list that goes in circles. */
const MAX_PAGES = 1_000;

/**
 * The OAuth part of the LeadConnector API. A code or a refresh token is sent once, whatever becomes of it; only a 429, which was refused
 * unread, is repeated.
 */
export class LeadConnectorOAuth {
  constructor(private readonly sender: EndpointSender) {}

  /** The pair for a code that the consent page gave. `userType` is what is asked for; the answer says what it is. */
  async exchangeCode(app: OAuthApp, code: string, userType: OAuthUserType, options?: CallOptions): Promise<OAuthTokens> {
    const request = { ...formOf(app), grant_type: 'authorization_code' as const, code, user_type: userType };
    return tokensOf(await this.sender.send(requestTokens, request, spendingOf(app, app.clientId), options));
  }

  /** The next pair. From its answer on, or if there is none perhaps already, `refreshToken` is dead. */
  async refresh(app: OAuthApp, { id, userType }: OAuthOwner, refreshToken: string, options?: CallOptions): Promise<OAuthTokens> {
    const request = { ...formOf(app), grant_type: 'refresh_token' as const, refresh_token: refreshToken, user_type: userType };
    return tokensOf(await this.sender.send(requestTokens, request, spendingOf(app, id), options));
  }

  /** A token of the location, for the agency's. */
  async locationToken(company: { id: string; token: string }, locationId: string, options?: CallOptions): Promise<OAuthTokens> {
    const credential = { locationId, token: company.token };
    return tokensOf(await this.sender.send(requestLocationToken, { companyId: company.id, locationId }, credential, options));
  }

  /** All locations of the agency that have the app. */
  async installedLocations(
    company: { id: string; token: string },
    appId: string,
    options?: CallOptions,
  ): Promise<readonly InstalledLocation[]> {
    const found = new Map<string, InstalledLocation>();
    for (let page = 0; page < MAX_PAGES; page++) {
      const parameters = { companyId: company.id, appId, skip: page * PAGE, limit: PAGE, isInstalled: true };
      const credential = { locationId: company.id, token: company.token };
      const { installed, count } = await this.sender.send(listInstalledLocations, parameters, credential, options);
      const known = found.size;
      for (const location of installed) found.set(location.locationId, location);
      if (count < PAGE || (installed.length > 0 && found.size === known)) break;
    }
    return [...found.values()];
  }
}

function formOf({ clientId, clientSecret, redirectUri }: OAuthApp) {
  return { client_id: clientId, client_secret: clientSecret, redirect_uri: redirectUri };
}

/** The secret isn't sent as a token: it stands there so that it is cut out of whatever upstream says. */
function spendingOf({ clientSecret }: OAuthApp, locationId: string) {
  return { locationId, token: clientSecret };
}

/** Without the answer's origin, whose body is a second copy of the tokens. */
function tokensOf({ accessToken, refreshToken, expiresInMs, userType, locationId, companyId, scope }: OAuthTokens): OAuthTokens {
  return { accessToken, refreshToken, expiresInMs, userType, locationId, companyId, scope };
}
