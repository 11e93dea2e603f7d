import { Inject, Injectable } from '@nestjs/common';
import { Clock, CLOCK, Credential } from '@app/messages';
import { LRUCache } from 'lru-cache';
import { createHmac } from 'node:crypto';
import { CACHE_SECRET } from '../cache/cache-secret';

/** Tokens remembered at most, and locations of each. */
const TOKENS = 20_000;
const LOCATIONS_PER_TOKEN = 20;
const REMEMBERED_MS = 600_000;

/**
 * For which locations upstream lately accepted a token, as this process saw it. It tells whose budget a call may spend whose location
 * isn't known yet; it is no proof of access. Tokens are kept as keyed hashes.
 */
@Injectable()
export class TokenLocations {
  /** Room is taken as it's needed; with `max`, all of it were at once, and took its time. */
  private readonly byToken = new LRUCache<string, LRUCache<string, number>>({ maxSize: TOKENS, sizeCalculation: () => 1 });

  constructor(
    @Inject(CACHE_SECRET) private readonly secret: Buffer,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  note({ locationId, token }: Credential): void {
    const key = this.keyOf(token);
    const locations = this.byToken.get(key) ?? new LRUCache<string, number>({ max: LOCATIONS_PER_TOKEN });
    locations.set(locationId, this.clock.now());
    this.byToken.set(key, locations);
  }

  /** The latest first. */
  of(token: string): readonly string[] {
    const now = this.clock.now();
    const locations = [...(this.byToken.get(this.keyOf(token))?.entries() ?? [])];
    return locations.filter(([, at]) => Math.abs(now - at) < REMEMBERED_MS).map(([locationId]) => locationId);
  }

  private keyOf(token: string): string {
    return createHmac('sha256', this.secret).update('token\0').update(token).digest('base64url');
  }
}
