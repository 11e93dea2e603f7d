import { Injectable } from '@nestjs/common';
import { MessagesError } from '../errors';
import { Database, Queryable, Statement } from './database';

/** The right to write for a location, taken over from nobody or from a holder that has gone silent. */
export interface Lease {
  readonly locationId: string;
  /** Grows with every holder; a write under an older fence is refused. */
  readonly fence: string;
}

/** A lease that was acquired just now. */
export interface AcquiredLease extends Lease {
  /** Whether another process held it, fell silent and let it run out. */
  readonly isTakenOver: boolean;
}

/** One sync per location over all processes. All times are the database's, so no process's clock matters. */
@Injectable()
export class LeaseStore {
  constructor(private readonly database: Database) {}

  /** The lease, or null while another process holds it. */
  async acquire(locationId: string, holder: string, durationMs: number): Promise<AcquiredLease | null> {
    const [row] = await this.database.query<{ lease_fence: string; is_taken_over: boolean }>(ACQUIRE, [locationId, holder, durationMs]);
    return row ? { locationId, fence: row.lease_fence, isTakenOver: row.is_taken_over } : null;
  }

  /** Keeps the lease for as long again. @throws MessagesError `lease-lost` */
  async renew(lease: Lease, durationMs: number): Promise<void> {
    const rows = await this.database.query(RENEW, [lease.locationId, lease.fence, durationMs]);
    if (rows.length === 0) throw leaseLost(lease);
  }

  /** Gives the lease back, if it is still ours. */
  async release({ locationId, fence }: Lease): Promise<void> {
    await this.database.query(RELEASE, [locationId, fence]);
  }

  /** Lets the holder know that another process waits: what it does for nobody gives way. */
  async want(locationId: string): Promise<void> {
    await this.database.query(WANT, [locationId]);
  }

  /** Ends every lease, and every claim of a background. Only for a store that no other process can be using: the embedded one, at start. */
  async releaseAll(): Promise<void> {
    await this.database.query(RELEASE_ALL, []);
    await this.database.query(RELEASE_CLAIMS, []);
  }
}

/** A location that a transaction has locked. */
export interface LockedLocation {
  /** The number of its last change. */
  readonly sequence: bigint;
  /** Writers count themselves: the next number to another writer's means that nothing was written between the two. */
  readonly turn: bigint;
}

/**
 * Locks the location for this transaction: the first statement of everything that writes for a location, so that writers follow one
 * another and changes are numbered in commit order.
 *
 * @throws MessagesError `lease-lost` when another process holds the location now.
 */
export async function lockLocation(transaction: Queryable, lease: Lease): Promise<LockedLocation> {
  const [row] = await transaction.query<{ change_seq: string; turn: string }>(LOCK, [lease.locationId, lease.fence]);
  if (!row) throw leaseLost(lease);
  return { sequence: BigInt(row.change_seq), turn: BigInt(row.turn) };
}

/**
 * The same without a lease, for what upstream tells unasked: it proves nothing about what is covered, so it needs no fence, but it is
 * written after other writers and before the next. Makes the location's row where there is none yet.
 *
 * @returns null when the location is not ours any more: neither connected nor read by anybody
 */
export async function lockLocationForEvents(transaction: Queryable, locationId: string): Promise<bigint | null> {
  const [, [row]] = await Promise.all([
    transaction.query(MAKE, [locationId]),
    transaction.query<{ change_seq: string }>(LOCK_FOR_EVENTS, [locationId]),
  ]);
  // Only now: what was purged while the lock was waited for is seen as it is since.
  const [{ is_ours: isOurs } = { is_ours: false }] = await transaction.query<{ is_ours: boolean }>(IS_OURS, [locationId]);
  return row && isOurs ? BigInt(row.change_seq) : null;
}

/** Records the last number given to a change of the location, and how many messages it has more than before. */
export async function advanceLocation(
  transaction: Queryable,
  lease: Pick<Lease, 'locationId'>,
  changeSequence: bigint,
  added: number,
): Promise<void> {
  await transaction.query(ADVANCE, [lease.locationId, changeSequence.toString(), added]);
}

function leaseLost({ locationId }: Lease): MessagesError {
  return new MessagesError('lease-lost', `Another process has taken over the sync of location ${locationId}.`);
}

// The row that the statement finds is as it was before: a holder who gave the lease back isn't in it.
const ACQUIRE = {
  name: 'lease.acquire',
  text: `
    insert into locations as l (location_id, lease_holder, lease_fence, lease_expires_at)
    values ($1, $2, 1, clock_timestamp() + $3 * interval '1 millisecond')
    on conflict (location_id) do update
       set lease_holder = excluded.lease_holder, lease_fence = l.lease_fence + 1, lease_expires_at = excluded.lease_expires_at
     where l.lease_expires_at < clock_timestamp() or l.lease_holder = excluded.lease_holder
    returning lease_fence, exists (select from locations where location_id = $1 and lease_holder <> $2) as is_taken_over`,
};
const RENEW = {
  name: 'lease.renew',
  text: `
    update locations set lease_expires_at = clock_timestamp() + $3 * interval '1 millisecond'
     where location_id = $1 and lease_fence = $2
    returning 1`,
};
const RELEASE = {
  name: 'lease.release',
  text: `update locations set lease_expires_at = '-infinity', lease_holder = null where location_id = $1 and lease_fence = $2`,
};
const RELEASE_ALL: Statement = {
  name: 'lease.release-all',
  reach: 'all-locations',
  text: `update locations set lease_expires_at = '-infinity', lease_holder = null`,
};
const RELEASE_CLAIMS: Statement = {
  name: 'lease.release-claims',
  reach: 'all-locations',
  text: `update background set claimed_until = '-infinity', activity = null`,
};
const WANT = { name: 'lease.want', text: `update locations set lease_wanted_at = clock_timestamp() where location_id = $1` };
const LOCK = {
  name: 'lease.lock',
  text: `update locations set turn = turn + 1 where location_id = $1 and lease_fence = $2 returning change_seq, turn`,
};
// What is purged meanwhile has no events any more, and gets no row.
const MAKE = {
  name: 'lease.make-location',
  text: `
    insert into locations (location_id)
    select $1 where exists (select from webhook_events where location_id = $1 and state = 'waiting')
    on conflict do nothing`,
};
const LOCK_FOR_EVENTS = {
  name: 'lease.lock-for-events',
  text: `update locations set turn = turn + 1 where location_id = $1 returning change_seq`,
};
const IS_OURS = {
  name: 'lease.is-ours',
  text: `
    select exists (select from coverage where location_id = $1) or exists (select from connections where location_id = $1) as is_ours`,
};
const ADVANCE = { name: 'lease.advance', text: `update locations set change_seq = $2, stored = stored + $3 where location_id = $1` };
