import { Injectable } from '@nestjs/common';
import { ByteRow } from './byte-rows';
import { Database, Statement } from './database';
import { list, listed } from './sql-values';

/** What of a location decides how its changes are read. */
export interface ChangeState {
  readonly incarnation: string;
  /** The number of the last change. */
  readonly sequence: bigint;
  /** Tombstones up to this change are gone. */
  readonly prunedTo: bigint;
  readonly contactsVersion: string;
}

/** A message as it is now, or the fact that it's gone, at the place of its last change. */
export interface StoredChange {
  readonly sequence: bigint;
  readonly id: string;
  readonly addedSequence: bigint;
  /** Epoch ms; null for a message that is there. */
  readonly deletedAt: number | null;
  readonly contactId: string | null;
  /** Its JSON in UTF-8 but for its closing brace; empty for one that was deleted. */
  readonly rendered: Buffer;
}

export interface ChangesFrom {
  readonly locationId: string;
  /** The last change that isn't wanted any more. */
  readonly after: bigint;
  /** Deletions up to here aren't wanted either. */
  readonly deletedAfter: bigint;
  readonly limit: number;
  /** Null for all. */
  readonly messageTypes: readonly string[] | null;
}

/** Some changes, and up to which number these are all that there are. */
export interface StoredChanges {
  readonly state: ChangeState;
  readonly changes: readonly StoredChange[];
  readonly upTo: bigint;
}

/** How many changes are looked at for those of the types that are wanted. */
const SCANNED = 5_000;

/** Reads a location's changes in the order in which they were committed. */
@Injectable()
export class ChangeStore {
  constructor(private readonly database: Database) {}

  /** The next changes, by one statement and so of one moment; null for a location that nothing was ever stored for. */
  async read({ locationId, after, deletedAfter, limit, messageTypes }: ChangesFrom): Promise<StoredChanges | null> {
    const scanned = messageTypes ? SCANNED : limit;
    const rows = await this.database.queryBytes(messageTypes ? READ_OF_TYPES : READ, [
      ...[locationId, after.toString(), deletedAfter.toString(), scanned, limit],
      ...(messageTypes ? [list(messageTypes)] : []),
    ]);
    const [first] = rows;
    if (!first) return null;
    const state = toState(first.slice(CHANGE_COLUMNS));
    const [scannedCount, scannedTo] = first.slice(CHANGE_COLUMNS + STATE_COLUMNS);
    const changes = rows.filter(([sequence]) => sequence !== null).map(toChange);
    const isCut = changes.length === limit;
    const isScanCut = Number(text(scannedCount)) === scanned;
    const upTo = isCut ? changes.at(-1)?.sequence : isScanCut ? BigInt(text(scannedTo)) : state.sequence;
    return { state, changes, upTo: upTo ?? state.sequence };
  }

  /** Of each location that is known, where its sequence is. */
  async states(locationIds: readonly string[]): Promise<ReadonlyMap<string, ChangeState>> {
    if (locationIds.length === 0) return new Map();
    const rows = await this.database.queryBytes(STATES, [list(locationIds)]);
    return new Map(rows.map(([locationId, ...state]) => [text(locationId), toState(state)]));
  }

  /**
   * Resolves when everything that has been read so far would outlast a crash of the server. Commits don't wait for the disk; a position
   * handed out for changes that a crash then takes back would be that of others later on.
   */
  async makeDurable(): Promise<void> {
    await this.database.query(MAKE_DURABLE, []);
  }
}

const CHANGE_COLUMNS = 6;
const STATE_COLUMNS = 4;

function toChange([sequence, id, addedSequence, deletedAt, contactId, rendered]: ByteRow): StoredChange {
  return {
    sequence: BigInt(text(sequence)),
    id: text(id),
    addedSequence: BigInt(text(addedSequence)),
    deletedAt: deletedAt ? Number(text(deletedAt)) : null,
    contactId: contactId?.toString() ?? null,
    rendered: rendered ?? NOTHING,
  };
}

function toState([incarnation, sequence, prunedTo, contactsVersion]: ByteRow): ChangeState {
  return {
    incarnation: text(incarnation),
    sequence: BigInt(text(sequence)),
    prunedTo: BigInt(text(prunedTo)),
    contactsVersion: text(contactsVersion),
  };
}

function text(column: Buffer | null | undefined): string {
  return column?.toString() ?? '';
}

const NOTHING = Buffer.alloc(0);
const STATE = 'l.incarnation, l.change_seq::text, l.tombstones_pruned_to::text, l.contacts_version::text';

const READ = { name: 'changes.read', text: readStatement('') };
const READ_OF_TYPES = { name: 'changes.read.of-types', text: readStatement(`where message_type = any(${listed(6, 'text')})`) };
const STATES: Statement = {
  name: 'changes.states',
  reach: 'all-locations',
  text: `select l.location_id, ${STATE} from locations l where l.location_id = any(${listed(1, 'text')})`,
};
// A commit that waits for the disk takes with it all that were made before; a transaction that wrote nothing would wait for nothing.
const MAKE_DURABLE: Statement = {
  name: 'changes.make-durable',
  reach: 'no-location',
  text: `
    select case when pg_current_wal_flush_lsn() < pg_current_wal_insert_lsn()
                then pg_logical_emit_message(true, 'changes', '') end`,
};

/**
 * $1 location, $2 after which change, $3 after which change deletions count, $4 how many changes are looked at, $5 how many are wanted. Only
 * those are read in full, by one look-up each. A location without changes is one row without a change.
 */
function readStatement(condition: string): string {
  return `
    with scanned as (
      select *
        from ((select change_seq, id, message_type, added_seq, null::timestamptz as deleted_at
                 from messages
                where location_id = $1 and change_seq > $2::bigint
                order by change_seq limit $4::int)
              union all
              (select change_seq, id, message_type, 0, deleted_at
                 from tombstones
                where location_id = $1 and change_seq > greatest($2::bigint, $3::bigint)
                order by change_seq limit $4::int)) as changes
       order by change_seq limit $4::int
    ), page as (
      select * from scanned ${condition} order by change_seq limit $5::int
    )
    select page.change_seq::text, page.id, page.added_seq::text, (extract(epoch from page.deleted_at) * 1000)::float8::text,
           m.contact_id, m.rendered, ${STATE}, (select count(*)::text from scanned), (select max(change_seq)::text from scanned)
      from locations l
      left join page on true
      left join lateral (select contact_id, rendered from messages
                          where location_id = $1 and id = page.id and page.deleted_at is null limit 1) as m on true
     where l.location_id = $1
     order by page.change_seq`;
}
