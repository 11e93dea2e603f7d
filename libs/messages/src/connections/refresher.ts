import { Inject, Injectable, Optional } from '@nestjs/common';
import { setTimeout as delay } from 'node:timers/promises';
import { Database } from '../store/database';
import { MESSAGES_OPTIONS, ResolvedMessagesOptions } from '../options';
import { ConnectionCalls, OAuthTokens } from '../upstream/connection.calls';
import { SecretCipher } from './secret.cipher';
import { refreshAfterMs } from './token.life';
import { readPair, TokenPair, writePair } from './token.pair';
import { TokenSource } from './token.source';
import { REFRESH_LEASE_MS, StoredSecret, TokenOwner, TokenStore } from './token.store';

/** How often it's looked whether another process has the new token. */
const LOOK_AGAIN_MS = 100;
const LOOKS = (REFRESH_LEASE_MS + 5_000) / LOOK_AGAIN_MS;
/** A pair that can't be had again is tried to be stored for about a quarter of a minute. */
const SAVE_ATTEMPTS = 8;
const SAVE_PAUSE_MS = 100;

/** How to let time pass; a test doesn't. */
export const PAUSE = Symbol('PAUSE');

interface Refreshed {
  readonly token: string | null;
}

/**
 * Gives out tokens, and refreshes those that are about to expire or were refused. Over all processes one refreshes at a time, by a lease on
 * the database's clock rather than a lock, since the call may take as long as upstream likes; whoever else needs the token goes on with
 * the old one while it lives, else waits. A new pair is used only once it is stored.
 */
@Injectable()
export class Refresher {
  readonly store: TokenStore;
  private readonly source: TokenSource;

  constructor(
    database: Database,
    private readonly cipher: SecretCipher,
    calls: ConnectionCalls,
    @Inject(MESSAGES_OPTIONS) { oauth }: ResolvedMessagesOptions,
    @Optional() @Inject(PAUSE) private readonly pause: (ms: number) => Promise<unknown> = delay,
  ) {
    this.store = new TokenStore(database);
    this.source = new TokenSource(calls, oauth, (id, refused) => this.tokenOf({ kind: 'company', id }, refused));
  }

  /** The pair that is sealed; null when there is none, or it can't be opened. */
  open({ place, sealed }: StoredSecret): TokenPair | null {
    const text = sealed && this.cipher.open(place, sealed);
    return text === null ? null : readPair(text);
  }

  /**
   * The owner's token. One that is `refused` by upstream isn't given again: there is a new one, or null. Null too when the connection needs to
   * be authorized anew, its key is missing, or its token has expired and can't be refreshed now.
   */
  async tokenOf(owner: TokenOwner, refused: string | null = null): Promise<string | null> {
    for (let look = 0; look < LOOKS; look += 1) {
      const secret = await this.store.read(owner);
      if (!secret?.isActive) return null;
      const pair = this.open(secret);
      // Sealed with a key that isn't here, or altered: nothing to be done from here.
      if (!pair && secret.sealed) return null;
      const usable = pair && pair.accessToken !== refused ? pair.accessToken : null;
      if (usable !== null && (!secret.isDue || secret.place.kind === 'private-integration')) return usable;
      if (await this.store.claim(secret)) {
        const outcome = await this.refresh(secret, pair, refused !== null);
        if (outcome === 'look-again') continue;
        return outcome.token ?? (secret.isExpired ? null : usable);
      }
      if (usable !== null && !secret.isExpired) return usable;
      if (!secret.mayRetry) return null;
      await this.pause(LOOK_AGAIN_MS);
    }
    return null;
  }

  /** The new token, null when there is none now; `look-again` when the secret is, or may be, another one meanwhile. */
  private async refresh(secret: StoredSecret, pair: TokenPair | null, isOfRefusal: boolean): Promise<Refreshed | 'look-again'> {
    const outcome = await this.source.next(secret, pair);
    if (outcome.kind === 'tokens')
      return (await this.save(secret, outcome.tokens, isOfRefusal)) ? { token: outcome.tokens.accessToken } : 'look-again';
    if (outcome.kind === 'unavailable') {
      await this.store.postpone(secret, outcome.code);
      return { token: null };
    }
    await this.store.refuse(secret, outcome.code);
    // Refused because another one, thought dead, had used it up: then its pair is stored by now, or will be.
    return 'look-again';
  }

  private async save(
    secret: StoredSecret,
    { accessToken, refreshToken, expiresInMs }: OAuthTokens,
    isOfRefusal: boolean,
  ): Promise<boolean> {
    const sealed = this.cipher.seal(secret.place, writePair({ accessToken, refreshToken }));
    const next = { sealed, lifeMs: expiresInMs, refreshAfterMs: refreshAfterMs(expiresInMs), isOfRefusal };
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.store.replace(secret, next);
      } catch (error) {
        if (attempt === SAVE_ATTEMPTS) throw error;
        await this.pause(SAVE_PAUSE_MS * 2 ** (attempt - 1));
      }
    }
  }
}
