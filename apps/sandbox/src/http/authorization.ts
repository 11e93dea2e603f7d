import { Token, Scope } from '../world/token.entity';
import { World } from '../world/world';
import { UpstreamError } from './upstream-error';

const VERSIONS: readonly unknown[] = ['2021-04-15', '2021-07-28', '2023-02-21', 'v3'];

/** Throws 400 unless the `Version` header names a version that exists. */
export function requireVersion(version: string | string[] | undefined): void {
  if (!VERSIONS.includes(version)) throw new UpstreamError(400, 'version header was not found.');
}

/** The token of an `Authorization: Bearer` header, if it is one that the world knows and that has not expired. Throws 401 otherwise. */
export function authenticate(authorization: string | undefined, world: World, now: number): Token {
  const text = /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1];
  const token = text === undefined ? undefined : world.tokens.get(text);
  if (!token || (token.expiresAt ?? Infinity) <= now) throw new UpstreamError(401, 'Invalid JWT');
  return token;
}

export function requireScope(token: Token, scope: Scope): void {
  if (!token.scopes.includes(scope)) throw new UpstreamError(401, 'The token is not authorized for this scope.');
}

export function requireLocation(token: Token, locationId: string): void {
  if (!token.locationIds.includes(locationId)) throw new UpstreamError(403, 'The token does not have access to this location.');
}
