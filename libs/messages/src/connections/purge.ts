import { Injectable } from '@nestjs/common';
import { Database, Queryable } from '../store/database';
import { ENTER_LOCATION } from '../store/wall/reach';

/** How many rows of a location were removed, by table; tables that had none aren't named. */
export type PurgedRows = Readonly<Record<string, number>>;

const ATTEMPTS = 4;
/** Longer than anybody has a credential in hand without having asked for the lease. */
const LOOK_AGAIN_MS = 600_000;

/**
 * Removes every row of a location, of whatever table: those that have a column location_id are found in the catalogue, so that a table
 * that is added is purged too. What stays is one row of `locations` with its counters and the location's id, nothing else: its fence is
 * raised, so that a walk under way can't store what it has in hand; and its numbers of changes go on from where they were, so that no
 * ETag, cached page or position in the change feed of before is ever good for what comes after. A location that had a connection is purged
 * once more ten minutes later, unless it's connected anew by then.
 */
@Injectable()
export class Purge {
  constructor(private readonly database: Database) {}

  /** @throws MessagesError `store-unavailable`, and then nothing was removed */
  of(locationId: string): Promise<PurgedRows> {
    return this.again(() =>
      this.database.longTransaction({ locationId }, async (transaction) => {
        const purged = await purge(transaction, locationId);
        // Who read the credential just before, and asks for the lease just after, is no writer that a fence could stop.
        if ('connections' in purged) await transaction.query(LOOK_AGAIN, [locationId, LOOK_AGAIN_MS]);
        return purged;
      }),
    );
  }

  /** Purges one location whose time has come, one that no other process is at. @returns its id, or null when there is none */
  nextDue(): Promise<string | null> {
    return this.again(() =>
      this.database.longTransaction('all-locations', async (transaction) => {
        const [due] = await transaction.query<{ location_id: string }>(NEXT_DUE, []);
        if (!due) return null;
        await transaction.query(ENTER_LOCATION, [due.location_id]);
        await purge(transaction, due.location_id);
        return due.location_id;
      }),
    );
  }

  /** Who writes elsewhere in another order may be waited for in a circle, which the server ends by refusing one of the two. */
  private async again<Result>(work: () => Promise<Result>): Promise<Result> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await work();
      } catch (error) {
        if (attempt === ATTEMPTS || !isDeadlock(error)) throw error;
      }
    }
  }
}

async function purge(transaction: Queryable, locationId: string): Promise<PurgedRows> {
  const purged: Record<string, number> = {};
  const remove = async (table: string, text: string) => {
    const [row] = await transaction.query<{ removed: number }>({ name: '', text }, [locationId]);
    if (row && row.removed > 0) purged[table] = row.removed;
  };
  // In the order of all who change connections: the scheduled purge first. Then the location, which stops its writers.
  await remove('purges', removal('purges'));
  await transaction.query(STOP_INDEXING, [locationId]);
  await transaction.query(STOP_WRITERS, [locationId]);
  const tables = await transaction.query<{ name: string }>(TABLES, []);
  for (const { name } of tables) await remove(name, removal(name));
  const [counters] = await transaction.query<Counters>(REMOVE_STATE, [locationId]);
  if (counters)
    await transaction.query(KEEP_COUNTERS, [
      locationId,
      counters.change_seq,
      counters.contacts_version,
      counters.lease_fence,
      counters.users_version,
    ]);
  return purged;
}

/** bigint, as texts. */
interface Counters {
  readonly change_seq: string;
  readonly contacts_version: string;
  readonly users_version: string;
  readonly lease_fence: string;
}

/** The name is of the catalogue, quoted there. */
function removal(table: string): string {
  return `with removed as (delete from ${table} where location_id = $1 returning 1) select count(*)::int as removed from removed`;
}

function isDeadlock(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '40P01';
}

const LOOK_AGAIN = {
  name: 'purge.look-again',
  text: `insert into purges (location_id, due_at) values ($1, clock_timestamp() + $2 * interval '1 millisecond')`,
};
const NEXT_DUE = {
  name: 'purge.next-due',
  text: `select location_id from purges where due_at <= clock_timestamp() order by due_at limit 1 for update skip locked`,
};
// Who writes words needs no turn, so holds up no walk; but the row must stay while they're written. What was written before this is seen below.
const STOP_INDEXING = {
  name: 'purge.stop-indexing',
  text: `select from locations where location_id = $1 for update`,
};
// Who writes locks this row first: whoever has it is waited for, whoever waits for it finds another fence.
const STOP_WRITERS = {
  name: 'purge.stop-writers',
  text: `update locations set lease_fence = lease_fence + 1 where location_id = $1`,
};
const TABLES = {
  name: 'purge.tables',
  text: `
    select quote_ident(t.relname) as name
      from pg_class t join pg_attribute c on c.attrelid = t.oid
     where t.relnamespace = current_schema()::regnamespace and t.relkind in ('r', 'p') and not t.relispartition
       and c.attname = 'location_id' and not c.attisdropped and t.relname not in ('locations', 'purges')
     order by t.relname`,
};
// The row is made anew, so that whatever else it holds, now or some day, begins anew.
const REMOVE_STATE = {
  name: 'purge.remove-state',
  text: `delete from locations where location_id = $1 returning change_seq, contacts_version, users_version, lease_fence`,
};
const KEEP_COUNTERS = {
  name: 'purge.keep-counters',
  text: `
    insert into locations (location_id, change_seq, contacts_version, lease_fence, users_version)
    values ($1, $2::bigint + 1, $3::bigint + 1, $4, $5::bigint + 1)`,
};
