import { Injectable } from '@nestjs/common';
import { AcceptedCall, LeadConnectorErrorCode } from '@app/leadconnector';
import { Credential } from '@app/messages';
import { LRUCache } from 'lru-cache';
import { CacheKey } from '../cache/cache-key';
import { ReadCache } from '../cache/read-cache';
import { Right, rightProvedBy } from './right';
import { TokenLocations } from './token-locations';

/** How long upstream's word counts. */
const ACCEPTED_MS = 60_000;
const REFUSED_MS = 5_000;
/** Of calls in quick succession one is enough. */
const NOTED_EVERY_MS = 1_000;
const REMEMBERED = 20_000;

export const REFUSAL_CODES = [
  'bad-request',
  'unauthorized',
  'forbidden',
  'not-found',
  'unprocessable',
] as const satisfies LeadConnectorErrorCode[];

/** Upstream's no, in its own words. */
export interface Refusal {
  readonly code: (typeof REFUSAL_CODES)[number];
  readonly messages: readonly string[];
}

/**
 * What upstream last said of a token and a location, for as long as that counts: null for yes. All processes share it. A call that was made
 * anyway says as much as one made for the sake of asking: a walk that just read the location proves that its token may.
 */
@Injectable()
export class Verdicts {
  /** Room is taken as it's needed; with `max`, all of it were at once, and took its time. */
  private readonly notedAt = new LRUCache<string, number>({ maxSize: REMEMBERED, sizeCalculation: () => 1 });

  constructor(
    private readonly cache: ReadCache,
    private readonly locations: TokenLocations,
  ) {}

  /**
   * The verdict that counts, or the one that `ask` brings, which others who need it share. With `unlessBefore` it is asked for
   * anew, once for each value: those from before it don't count.
   *
   * @throws what `ask` throws
   */
  async of(
    credential: Credential,
    right: Right,
    ask: () => Promise<Refusal | null>,
    unlessBefore: string | null = null,
  ): Promise<Refusal | null> {
    const verdict = async (refresh: boolean) => (await this.cache.share(this.keyOf(credential, right), countsFor, ask, { refresh })).value;
    const anew = (since: string) => this.cache.share(this.keyOf(credential, right, since), countsFor, () => verdict(true));
    const refusal = unlessBefore === null ? await verdict(false) : (await anew(unlessBefore)).value;
    if (!refusal) this.locations.note(credential);
    return refusal;
  }

  /** The verdict that counts, null for yes; undefined where there is none. Nobody is asked. */
  known(credential: Credential, right: Right): Promise<Refusal | null | undefined> {
    return this.cache.peek(this.keyOf(credential, right), countsFor);
  }

  /** Notes a call that upstream accepted. */
  note({ credential, path, sentAt }: AcceptedCall): void {
    const right = rightProvedBy(path);
    if (right) this.noteAccepted(credential, right, sentAt);
  }

  /** Notes that upstream has accepted the token for the location, by a call sent at `sentAt` (epoch ms). */
  noteAccepted(credential: Credential, right: Right, sentAt: number): void {
    const key = this.keyOf(credential, right);
    if (Math.abs(sentAt - (this.notedAt.get(key.text) ?? -Infinity)) < NOTED_EVERY_MS) return;
    this.notedAt.set(key.text, sentAt);
    this.locations.note(credential);
    void this.cache.keep<Refusal | null>(key, null, sentAt, countsFor(null));
  }

  private keyOf(credential: Credential, right: Right, since?: string): CacheKey {
    return this.cache.keyOf(credential, `access-${right}`, { since });
  }
}

function countsFor(refusal: Refusal | null): number {
  return refusal ? REFUSED_MS : ACCEPTED_MS;
}
