import { BadRequestException, UnauthorizedException } from '@nestjs/common';
import { IncomingMessage } from 'node:http';

/** RFC 6750, section 2.1. */
const BEARER = /^Bearer +([A-Za-z0-9\-._~+/]{1,8192}=*)$/i;

/**
 * The caller's bearer token, by default its LeadConnector token. @throws UnauthorizedException without one, BadRequestException with two
 */
export function bearerTokenOf(
  { headers, rawHeaders }: Pick<IncomingMessage, 'headers' | 'rawHeaders'>,
  what = 'A LeadConnector token',
): string {
  // Node keeps the first of several; which one the caller meant, nobody knows.
  const count = rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === 'authorization').length;
  if (count > 1) throw new BadRequestException(`The Authorization header must be given once; given ${count} times.`);
  if (headers.authorization === undefined) throw new UnauthorizedException(`${what} is required: Authorization: Bearer <token>.`);
  const token = BEARER.exec(headers.authorization)?.[1];
  if (token === undefined) throw new UnauthorizedException('The Authorization header must be "Bearer <token>" with a token of RFC 6750.');
  return token;
}
