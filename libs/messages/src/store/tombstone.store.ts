import { Injectable } from '@nestjs/common';
import { Database, Queryable, Statement } from './database';
import { list, listed, toTimestamp } from './sql-values';

/** When the deletion of each of these messages was confirmed, epoch ms; those that weren't deleted are left out. */
export async function readTombstones(
  transaction: Queryable,
  locationId: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  if (ids.length === 0) return new Map();
  const rows = await transaction.query<{ id: string; deleted_at: number }>(READ, [locationId, list(ids)]);
  return new Map(rows.map(({ id, deleted_at: deletedAt }) => [id, deletedAt]));
}

/** Forgets the deletion of messages that are stored again. */
export async function removeTombstones(transaction: Queryable, locationId: string, ids: readonly string[]): Promise<void> {
  if (ids.length > 0) await transaction.query(REMOVE, [locationId, list(ids)]);
}

/** What was deleted, for as long as consumers may still have to learn of it. */
@Injectable()
export class TombstoneStore {
  constructor(private readonly database: Database) {}

  /** Locations that have tombstones from before this moment (epoch ms). */
  async locationsToPrune(before: number): Promise<readonly string[]> {
    const rows = await this.database.query<{ location_id: string }>(TO_PRUNE, [toTimestamp(before)]);
    return rows.map(({ location_id: locationId }) => locationId);
  }

  /** Removes a location's tombstones from before this moment (epoch ms), and notes up to which change they are gone. @returns how many */
  prune(locationId: string, before: number): Promise<number> {
    return this.database.transaction({ locationId }, async (transaction) => {
      // Writers lock the location first: in any other order the two would wait for each other.
      const [, [row]] = await Promise.all([
        transaction.query(LOCK, [locationId]),
        transaction.query<{ pruned: number }>(PRUNE, [locationId, toTimestamp(before)]),
      ]);
      return row?.pruned ?? 0;
    });
  }
}

const READ = {
  name: 'tombstones.read',
  text: `
    select id, (extract(epoch from deleted_at) * 1000)::float8 as deleted_at
      from tombstones
     where location_id = $1 and id = any(${listed(2, 'text')})`,
};
const REMOVE = {
  name: 'tombstones.remove',
  text: `delete from tombstones where location_id = $1 and id = any(${listed(2, 'text')})`,
};
const TO_PRUNE: Statement = {
  name: 'tombstones.to-prune',
  reach: 'all-locations',
  text: `select distinct location_id from tombstones where deleted_at < $1`,
};
const LOCK = {
  name: 'tombstones.lock-location',
  text: `select from locations where location_id = $1 for no key update`,
};
const PRUNE = {
  name: 'tombstones.prune',
  text: `
    with pruned as (
      delete from tombstones where location_id = $1 and deleted_at < $2 returning change_seq
    ), noted as (
      update locations
         set tombstones_pruned_to = greatest(tombstones_pruned_to, (select max(change_seq) from pruned))
       where location_id = $1 and exists (select from pruned)
    )
    select count(*)::int as pruned from pruned`,
};
