import { Inject, Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { Clock, CLOCK } from '../clock';
import { Database } from './database';

/** How late it may be noticed that another process has begun a copy. */
const NONE_FOR_MS = 1_000;
const LOCATIONS = 10_000;

/**
 * Which locations have a copy at all. One that is only ever read by way of upstream has none, and is spared being looked for in the store
 * with each of its reads.
 */
@Injectable()
export class Copies {
  private readonly known: LRUCache<string, boolean>;

  constructor(
    private readonly database: Database,
    @Inject(CLOCK) clock: Clock,
  ) {
    this.known = new LRUCache({ max: LOCATIONS, ttl: NONE_FOR_MS, ttlResolution: 0, perf: clock });
  }

  /** Whether something may be stored of the location. @throws MessagesError `store-unavailable` */
  async has(locationId: string): Promise<boolean> {
    const known = this.known.get(locationId);
    if (known !== undefined) return known;
    const rows = await this.database.query(EXISTS, [locationId]);
    // While it was asked, a copy may have been begun here.
    const has = rows.length > 0 || this.known.get(locationId) === true;
    this.known.set(locationId, has);
    return has;
  }

  /** This process begins to write for the location. */
  noteBegun(locationId: string): void {
    this.known.set(locationId, true);
  }
}

const EXISTS = { name: 'copies.exists', text: `select from locations where location_id = $1` };
