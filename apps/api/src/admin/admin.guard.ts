import { CanActivate, ExecutionContext, Inject, Injectable, NotFoundException, UnauthorizedException } from '@nestjs/common';
import { FastifyRequest } from 'fastify';
import { createHash, timingSafeEqual } from 'node:crypto';
import { bearerTokenOf } from '../access/bearer-token';
import { Environment } from '../config/environment';
import { ENVIRONMENT } from '../config/environment.token';

/**
 * Lets in who has the operator's key. Digests are compared, and these in constant time: how long a refusal takes says nothing of the key,
 * its length included. Without a key the routes answer as any path does that doesn't exist.
 */
@Injectable()
export class AdminGuard implements CanActivate {
  private readonly digest: Buffer | null;

  constructor(@Inject(ENVIRONMENT) { ADMIN_TOKEN }: Environment) {
    this.digest = ADMIN_TOKEN === undefined ? null : digestOf(ADMIN_TOKEN);
  }

  /** @throws NotFoundException, UnauthorizedException, BadRequestException */
  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    if (!this.digest) throw new NotFoundException(`Cannot ${request.method} ${request.url}`);
    if (this.isOperators(bearerTokenOf(request.raw, "The operator's key"))) return true;
    throw new UnauthorizedException("This is not the operator's key.");
  }

  /** Whether the token is the operator's key; nobody's is where none is set. For routes that others may use too. */
  isOperators(token: string): boolean {
    return this.digest !== null && timingSafeEqual(digestOf(token), this.digest);
  }
}

function digestOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
