/** What is sealed of a connection. */
export interface TokenPair {
  readonly accessToken: string;
  /** Null for a Private Integration Token, and for a location's token that an agency's was exchanged for. */
  readonly refreshToken: string | null;
}

export function writePair({ accessToken, refreshToken }: TokenPair): string {
  return JSON.stringify([accessToken, refreshToken]);
}

export function readPair(text: string): TokenPair {
  const [accessToken, refreshToken] = JSON.parse(text) as [string, string | null];
  return { accessToken, refreshToken };
}
