import { ConnectionCalls, OAuthApp, TokensOutcome } from '../upstream/connection.calls';
import { TokenPair } from './token.pair';
import { StoredSecret } from './token.store';

/** Where the next token of an OAuth connection comes from. */
export class TokenSource {
  constructor(
    private readonly calls: ConnectionCalls,
    /** The app, or null when none is configured. */
    private readonly app: OAuthApp | null,
    /** The token of the agency, refreshed when it's `refused` or about to expire; null when it has none. */
    private readonly companyToken: (companyId: string, refused: string | null) => Promise<string | null>,
  ) {}

  /** The next pair in the place of this secret. A refresh token is sent once: whatever comes of it, it isn't sent again here. */
  async next({ owner, companyId }: StoredSecret, pair: TokenPair | null): Promise<TokensOutcome> {
    if (!this.app) return { kind: 'unavailable', code: 'oauth-not-configured' };
    if (companyId !== null) return this.ofCompany(companyId, owner.id);
    if (pair?.refreshToken === null || pair === null) return { kind: 'refused', code: 'no-refresh-token' };
    const userType = owner.kind === 'company' ? 'Company' : 'Location';
    return this.calls.refresh(this.app, { id: owner.id, userType }, pair.refreshToken);
  }

  private async ofCompany(companyId: string, locationId: string): Promise<TokensOutcome> {
    let refused: string | null = null;
    // Once more with another token of the agency, where it was that one that upstream refused.
    for (let attempt = 1; ; attempt += 1) {
      const token = await this.companyToken(companyId, refused);
      if (token === null) return { kind: 'unavailable', code: 'no-company-token' };
      const outcome = await this.calls.locationToken({ id: companyId, token }, locationId);
      if (outcome.kind !== 'refused' || outcome.code !== 'unauthorized') return outcome;
      if (attempt === 2) return { kind: 'unavailable', code: 'unauthorized' };
      refused = token;
    }
  }
}
