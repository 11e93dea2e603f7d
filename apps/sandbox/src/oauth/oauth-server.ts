import { Clock } from '../clock';
import { UpstreamError } from '../http/upstream-error';
import { IdSource } from '../seed/ids';
import { ALL_SCOPES, OAUTH_SCOPES, Token } from '../world/token.entity';
import { World } from '../world/world';
import { OAuthError } from './oauth.error';
import { SANDBOX_APP } from './sandbox-app';

/** Whom a person installs the app for. */
export type Grant = { readonly locationId: string } | { readonly companyId: string };

interface Code {
  readonly grant: Grant;
  readonly redirectUri: string | undefined;
  readonly expiresAt: number;
}

const CODE_LIFE_MS = 600_000;

/** Issues tokens as upstream does: codes and refresh tokens are good for one use, access tokens for `tokenLifeMs` on the sandbox's clock. */
export class OAuthServer {
  readonly #codes = new Map<string, Code>();
  readonly #refreshTokens = new Map<string, Grant>();
  readonly #uninstalled = new Set<string>();

  constructor(
    private readonly world: World,
    private readonly clock: Clock,
    private readonly ids: IdSource,
    /** Changes what is issued from then on. */
    public tokenLifeMs: number,
  ) {}

  /** What the consent page gives out when somebody has chosen; the app is installed there from now on. */
  consent(grant: Grant, redirectUri?: string): string {
    if ('locationId' in grant) this.#uninstalled.delete(grant.locationId);
    const code = this.ids.next() + this.ids.next();
    this.#codes.set(code, { grant, redirectUri, expiresAt: this.clock.now() + CODE_LIFE_MS });
    return code;
  }

  /** Refresh tokens and access tokens of the location are dead, and the agency doesn't list it any more. */
  uninstall(locationId: string): void {
    this.#uninstalled.add(locationId);
    for (const [refreshToken, grant] of this.#refreshTokens)
      if ('locationId' in grant && grant.locationId === locationId) this.#refreshTokens.delete(refreshToken);
    for (const { token, label } of this.world.tokens.values()) if (label === `oauth ${locationId}`) this.world.revokeToken(token);
  }

  /** Every refresh token is dead: what is left is to authorize anew. */
  forgetRefreshTokens(): void {
    this.#refreshTokens.clear();
  }

  /** `POST /oauth/token`. */
  token(form: Readonly<Record<string, unknown>>): Record<string, unknown> {
    if (form.client_id !== SANDBOX_APP.clientId || form.client_secret !== SANDBOX_APP.clientSecret)
      throw new OAuthError(401, 'invalid_client', 'Invalid client credentials.');
    if (form.grant_type === 'authorization_code') return this.#exchange(String(form.code), form.redirect_uri);
    if (form.grant_type === 'refresh_token') return this.#refresh(String(form.refresh_token));
    throw new OAuthError(400, 'unsupported_grant_type', 'grant_type must be authorization_code or refresh_token.');
  }

  /** `POST /oauth/locationToken`: without a refresh token, since the agency's can be exchanged again. */
  locationToken(companyId: unknown, locationId: string): Record<string, unknown> {
    if (companyId !== SANDBOX_APP.companyId) throw new UpstreamError(400, 'The company is not known.');
    if (!this.installed().includes(locationId)) throw new UpstreamError(400, 'The app is not installed for this location.');
    return this.#issue({ locationId });
  }

  /** The locations that have the app, by id. */
  installed(): readonly string[] {
    return this.world.locations.map(({ id }) => id).filter((id) => !this.#uninstalled.has(id));
  }

  #exchange(code: string, redirectUri: unknown): Record<string, unknown> {
    const found = this.#codes.get(code);
    this.#codes.delete(code);
    if (!found || found.expiresAt <= this.clock.now() || (found.redirectUri !== undefined && found.redirectUri !== redirectUri))
      throw new OAuthError(400, 'invalid_grant', 'The code is invalid, expired or used.');
    return this.#pair(found.grant);
  }

  #refresh(refreshToken: string): Record<string, unknown> {
    const grant = this.#refreshTokens.get(refreshToken);
    if (!grant) throw new OAuthError(400, 'invalid_grant', 'This refresh token is invalid.');
    // Single use: whatever becomes of the answer, it is dead.
    this.#refreshTokens.delete(refreshToken);
    return this.#pair(grant);
  }

  #pair(grant: Grant): Record<string, unknown> {
    const refreshToken = `refresh-${this.ids.next()}${this.ids.next()}`;
    this.#refreshTokens.set(refreshToken, grant);
    return { ...this.#issue(grant), refresh_token: refreshToken };
  }

  #issue(grant: Grant): Record<string, unknown> {
    const isLocation = 'locationId' in grant;
    const scopes = isLocation ? ALL_SCOPES : OAUTH_SCOPES;
    const token: Token = this.world.addToken({
      token: `access-${this.ids.next()}${this.ids.next()}`,
      label: `oauth ${isLocation ? grant.locationId : grant.companyId}`,
      locationIds: isLocation ? [grant.locationId] : this.world.locations.map(({ id }) => id),
      scopes,
      expiresAt: this.clock.now() + this.tokenLifeMs,
    });
    return {
      access_token: token.token,
      token_type: 'Bearer',
      expires_in: Math.floor(this.tokenLifeMs / 1000),
      scope: scopes.join(' '),
      userType: isLocation ? 'Location' : 'Company',
      companyId: SANDBOX_APP.companyId,
      ...(isLocation && { locationId: grant.locationId }),
      userId: 'sandbox-installer',
    };
  }
}
