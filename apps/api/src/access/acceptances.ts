import { Injectable } from '@nestjs/common';
import { AcceptedCall } from '@app/leadconnector';
import { Credential } from '@app/messages';
import { LRUCache } from 'lru-cache';
import { createHmac, randomBytes } from 'node:crypto';

/** What a token may be accepted for: messages, or the contact fields with them. Each has a scope of its own upstream. */
export type Right = 'messages' | 'contacts';

/** The calls that prove a right: each names the location, and its answer is of the right's scope. */
export const PROVING_CALLS: Readonly<Record<Right, { readonly method: string; readonly path: string }>> = {
  messages: { method: 'GET', path: '/conversations/messages/export' },
  contacts: { method: 'GET', path: '/conversations/search' },
};
const RIGHT_BY_PATH = new Map(Object.entries(PROVING_CALLS).map(([right, { path }]) => [path, right as Right]));

/** Tokens and locations remembered at most. */
const REMEMBERED = 20_000;

/**
 * When upstream last accepted which token for which location, by the calls that were made anyway: a walk that just read the location with
 * a caller's token proves more than a question asked for the sake of asking. Tokens are kept as keyed hashes.
 */
@Injectable()
export class Acceptances {
  private readonly key = randomBytes(32);
  private readonly sentAt = new LRUCache<string, number>({ max: REMEMBERED });

  /** Notes a call that upstream accepted. */
  note({ credential, path, sentAt }: AcceptedCall): void {
    const right = RIGHT_BY_PATH.get(path);
    if (right) this.sentAt.set(this.keyOf(credential, right), sentAt);
  }

  /** When the last such call was sent (epoch ms), or undefined. */
  lastOf(credential: Credential, right: Right): number | undefined {
    return this.sentAt.get(this.keyOf(credential, right));
  }

  private keyOf({ locationId, token }: Credential, right: Right): string {
    return createHmac('sha256', this.key).update(`${right}\0${locationId}\0`).update(token).digest('base64url');
  }
}
