import { Inject, Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { Clock, CLOCK } from '../clock';

/** So many single conversations of a location looked up within so long, and there will be more. */
const MANY = 5;
const WITHIN_MS = 10_000;
const LOCATIONS = 1_000;

/** Tells who reads message by message from who reads but one. */
@Injectable()
export class SingleLookUps {
  private readonly counts: LRUCache<string, number>;

  constructor(@Inject(CLOCK) clock: Clock) {
    this.counts = new LRUCache({ max: LOCATIONS, ttl: WITHIN_MS, ttlResolution: 0, noUpdateTTL: true, perf: clock });
  }

  /** Counts one more; whether there were many of late. */
  areMany(locationId: string): boolean {
    const count = (this.counts.get(locationId) ?? 0) + 1;
    this.counts.set(locationId, count);
    return count > MANY;
  }
}
