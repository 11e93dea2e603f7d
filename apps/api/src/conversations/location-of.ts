import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { createHmac, randomBytes } from 'node:crypto';
import { AccessService } from '../access/access.service';
import { UnlocatedRead } from './read.types';
import { SeenId } from './seen-ids';

/** Ids and tokens remembered at most. */
const REMEMBERED = { ids: 50_000, tokens: 20_000 };
/** Room is taken as it's needed; with `max`, all of it were at once, and took its time. */
const upTo = (count: number) => ({ maxSize: count, sizeCalculation: () => 1 });

/** The locations whose budgets pay for a request. */
export type Payers = readonly [string, ...string[]];

/**
 * Which location a read belongs to whose parameters don't say: every request is paid for out of its location's budget, and which one that is
 * comes only with the answer. So what was learnt from answers is remembered, by token. It decides about budgets and about where in the store
 * to look, never about access: a place that is looked up wrongly costs a request of somebody's budget, and shows nothing.
 */
@Injectable()
export class LocationOf {
  /** Of this process: tokens are neither kept nor guessable by it. */
  private readonly key = randomBytes(32);
  private readonly byId = new LRUCache<string, string>(upTo(REMEMBERED.ids));
  private readonly byToken = new LRUCache<string, ReadonlySet<string>>(upTo(REMEMBERED.tokens));
  private readonly asking = new Map<string, Promise<unknown>>();

  constructor(private readonly access: AccessService) {}

  /**
   * The locations that the read may belong to, the likeliest first: the one that the caller claims, or that the id was seen in by this
   * token, or else all that are known to accept the token. Nothing when nothing is known.
   */
  candidates(token: string, { id, claimedLocationId }: UnlocatedRead): readonly string[] {
    if (claimedLocationId !== undefined) return [claimedLocationId];
    const hash = this.hashOf(token);
    const seen = this.byId.get(`${hash} ${id}`);
    return seen === undefined ? this.locationsOf(hash, token) : [seen];
  }

  /** Notes where upstream has shown these ids to the token. */
  remember(token: string, seen: Iterable<SeenId>): void {
    const hash = this.hashOf(token);
    const locations = new Set(this.byToken.get(hash));
    for (const { locationId, id } of seen) {
      locations.add(locationId);
      this.byId.set(`${hash} ${id}`, locationId);
    }
    this.byToken.set(hash, locations);
  }

  /**
   * Runs `read` with the locations to charge it to: the first pays, and where there are several each of the others does as well, because
   * any of them may be the one. Of a token of which nothing is known, one request is under way at a time, charged to a budget of the
   * token's own, until the first answer tells: were there many, as many could leave uncounted.
   */
  async charge<Answer>(token: string, about: UnlocatedRead, read: (payers: Payers) => Promise<Answer>): Promise<Answer> {
    const hash = this.hashOf(token);
    for (;;) {
      const [first, ...others] = this.candidates(token, about);
      if (first !== undefined) return read([first, ...others]);
      const before = this.asking.get(hash);
      if (!before) break;
      await before;
    }
    const answer = read([`unknown-of-${hash}`]);
    this.asking.set(
      hash,
      answer.catch(() => undefined).finally(() => this.asking.delete(hash)),
    );
    return answer;
  }

  private locationsOf(hash: string, token: string): readonly string[] {
    return [...new Set([...this.access.locationsOf(token), ...(this.byToken.get(hash) ?? [])])];
  }

  private hashOf(token: string): string {
    return createHmac('sha256', this.key).update(token).digest('base64url');
  }
}
