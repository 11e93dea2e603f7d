import { Provider } from '@nestjs/common';
import { InstallationKeys } from '@app/messages';
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** How long a person has to consent. */
const LIFE_MS = 600_000;
const STATE = /^([0-9a-z]{1,11})\.([A-Za-z0-9_-]{43})$/;
const BINDING = /^[A-Za-z0-9_-]{43}$/;

/**
 * The `state` of a consent: proof that the browser that comes back is the one that was sent, so that nobody can slip his own installation to
 * somebody else. It's the end of its life, signed together with a secret that only that browser has, in a cookie. It isn't kept anywhere:
 * used again within its ten minutes it needs the cookie, which is taken back, and a code, which upstream takes once.
 */
export class OAuthState {
  constructor(private readonly key: Buffer) {}

  /** The state, and what the browser must bring along with it. */
  issue(now: number): { readonly state: string; readonly binding: string } {
    const binding = randomBytes(32).toString('base64url');
    const expiresAt = (now + LIFE_MS).toString(36);
    return { state: `${expiresAt}.${this.sign(expiresAt, binding)}`, binding };
  }

  /** Whether this state was given to this browser, not longer than ten minutes ago. */
  accepts(state: unknown, binding: unknown, now: number): boolean {
    if (typeof state !== 'string' || typeof binding !== 'string' || !BINDING.test(binding)) return false;
    const [, expiresAt, signature] = STATE.exec(state) ?? [];
    if (expiresAt === undefined || signature === undefined) return false;
    const expected = Buffer.from(this.sign(expiresAt, binding));
    const remainingMs = parseInt(expiresAt, 36) - now;
    return timingSafeEqual(Buffer.from(signature), expected) && remainingMs > 0 && remainingMs <= LIFE_MS;
  }

  private sign(expiresAt: string, binding: string): string {
    return createHmac('sha256', this.key).update(`oauth-state\0${expiresAt}\0${binding}`).digest('base64url');
  }
}

export const oauthStateProvider: Provider = {
  provide: OAuthState,
  useFactory: async (keys: InstallationKeys) => new OAuthState(await keys.get('oauth-state')),
  inject: [InstallationKeys],
};
