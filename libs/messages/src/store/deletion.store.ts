import { Injectable } from '@nestjs/common';
import { Window } from '../model/window';
import { ChangeCounter } from './change-counter';
import { Database, Queryable } from './database';
import { advanceLocation, Lease, lockLocation } from './lease.store';
import { lists, listed, toTimestamp } from './sql-values';
import { WITH_TYPES } from './types.statement';

/** What of a stored message is compared with what upstream shows. */
export interface ComparedMessage {
  readonly id: string;
  readonly messageType: string;
  /** Epoch ms. */
  readonly dateUpdated: number;
}

/** A message that upstream doesn't have any more. */
export interface ConfirmedDeletion {
  readonly id: string;
  /** Of the version that was missed: one that came since isn't deleted with it. Epoch ms. */
  readonly dateUpdated: number;
  /** When upstream was asked for it, epoch ms. */
  readonly confirmedAt: number;
}

/** Finds what could have been deleted upstream, and removes what was. */
@Injectable()
export class DeletionStore {
  constructor(private readonly database: Database) {}

  /** The location's messages that were last updated within the window. */
  async storedWithin(locationId: string, { after, upTo }: Window): Promise<readonly ComparedMessage[]> {
    const rows = await this.database.query<ComparedRow>(WITHIN, [locationId, toTimestamp(after), toTimestamp(upTo)]);
    return rows.map((row) => ({ id: row.id, messageType: row.message_type, dateUpdated: row.date_updated }));
  }

  /** @returns how many of them were stored. @throws MessagesError `lease-lost`, and then nothing was deleted. */
  async delete(lease: Lease, deletions: readonly ConfirmedDeletion[]): Promise<number> {
    return this.database.transaction(lease, async (transaction) => {
      const { sequence } = await lockLocation(transaction, lease);
      const changes = new ChangeCounter(sequence);
      await deleteMessages(transaction, lease, deletions, changes);
      if (changes.count > 0) await advanceLocation(transaction, lease, changes.sequence, changes.added);
      return changes.count;
    });
  }
}

/** Puts tombstones in the place of these messages, each with the next number of the location's changes. */
export async function deleteMessages(
  transaction: Queryable,
  { locationId }: Lease,
  deletions: readonly ConfirmedDeletion[],
  changes: ChangeCounter,
): Promise<void> {
  if (deletions.length === 0) return;
  const values = lists(deletions, [
    ({ id }) => id,
    ({ dateUpdated }) => toTimestamp(dateUpdated),
    ({ confirmedAt }) => toTimestamp(confirmedAt),
  ]);
  const deleted = await transaction.query(DELETE, [locationId, changes.sequence.toString(), ...values]);
  changes.take(deleted.length);
  changes.added -= deleted.length;
}

interface ComparedRow {
  readonly id: string;
  readonly message_type: string;
  readonly date_updated: number;
}

// Messages are in order of their dates within their types only.
const WITHIN = {
  name: 'deletions.stored-within',
  text: `
    ${WITH_TYPES}
    select m.id, m.message_type, (extract(epoch from m.date_updated) * 1000)::float8 as date_updated
      from types
     cross join lateral (select id, message_type, date_updated from messages
                          where location_id = $1 and message_type = types.message_type
                            and date_updated > $2::timestamptz and date_updated <= $3::timestamptz) as m`,
};
// One look-up by primary key for each, as when versions are read.
const DELETE = {
  name: 'deletions.delete',
  text: `
    with deleted as (
      delete from messages m
       using unnest(${listed(3, 'text')}, ${listed(4, 'timestamptz')}, ${listed(5, 'timestamptz')})
               as d (wanted_id, wanted_date, confirmed_at)
       cross join lateral (select ctid from messages
                            where location_id = $1 and id = wanted_id and date_updated = wanted_date limit 1) as target
       where m.ctid = target.ctid and m.location_id = $1
      returning m.id, m.message_type, d.confirmed_at
    ), forgotten as (
      delete from message_words w
       using deleted
       cross join lateral (select ctid from message_words where location_id = $1 and id = deleted.id limit 1) as target
       where w.ctid = target.ctid and w.location_id = $1
    )
    insert into tombstones (location_id, id, change_seq, message_type, deleted_at)
    select $1, id, $2::bigint + row_number() over (order by id), message_type, confirmed_at from deleted
    on conflict (location_id, id) do update
       set change_seq = excluded.change_seq, message_type = excluded.message_type, deleted_at = excluded.deleted_at
    returning id`,
};
