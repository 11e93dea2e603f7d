import { ALL_SCOPES, Scope, Token } from './token.entity';

export interface NewToken {
  token: string;
  locationIds: readonly string[];
  /** Every scope, unless given. */
  scopes?: readonly Scope[];
  label?: string;
  /** Epoch ms; without it the token has no end. */
  expiresAt?: number;
}

/** The tokens upstream accepts right now. */
export class TokenRegistry extends Map<string, Token> {
  add({ token, locationIds, scopes = ALL_SCOPES, label = `token-${this.size + 1}`, expiresAt }: NewToken): Token {
    const entry = { token, label, locationIds: [...locationIds], scopes: [...scopes], ...(expiresAt !== undefined && { expiresAt }) };
    this.set(token, entry);
    return entry;
  }
}
