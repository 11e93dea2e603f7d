import { createHash } from 'node:crypto';
import { Queryable } from './database';

/** A record of upstream that could not be stored, and why. Its content is not kept. */
export interface RecordSetAside {
  readonly id: string | null;
  readonly reason: string;
}

/** Remembers each such record once, so that operators see how many there are and why. */
export async function saveSetAside(
  transaction: Queryable,
  locationId: string,
  records: readonly RecordSetAside[],
  seenAt: Date,
): Promise<void> {
  if (records.length === 0) return;
  const keyed = new Map(records.map((record) => [keyOf(record), record.reason]));
  await transaction.query(SAVE, [locationId, [...keyed.keys()], [...keyed.values()], seenAt.toISOString()]);
}

/** Records without an id share one key per reason: they can't be told apart. */
function keyOf({ id, reason }: RecordSetAside): string {
  return id === null ? reason : createHash('sha256').update(id).digest('hex').slice(0, 32);
}

const SAVE = {
  name: 'set-aside.save',
  text: `
    insert into records_set_aside (location_id, record_key, reason, seen_at)
    select $1, record_key, reason, $4 from unnest($2::text[], $3::text[]) as r (record_key, reason)
    on conflict (location_id, record_key) do update set reason = excluded.reason, seen_at = excluded.seen_at`,
};
