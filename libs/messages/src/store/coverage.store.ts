import { Injectable } from '@nestjs/common';
import { Coverage } from '../model/coverage';
import { Channel } from '../model/message-type';
import { Window } from '../model/window';
import { Database, Queryable } from './database';
import { toTimestamp } from './sql-values';

/** What is known of one channel of a location. */
export interface ChannelState {
  readonly coverage: Coverage;
  /** Every change up to this moment (epoch ms) was seen: the floor of the next tail walk. Null before the first walk. */
  readonly asOf: number | null;
  /** When the last tail walk began (epoch ms). */
  readonly tailWalkedAt: number | null;
}

const UNKNOWN_CHANNEL: ChannelState = { coverage: [], asOf: null, tailWalkedAt: null };

/** What decides whether a search can be answered from the store. */
export interface LocationState {
  readonly channels: ReadonlyMap<Channel, ChannelState>;
  /** Whether stored messages still need something of their contacts that must be asked for. */
  readonly needsContacts: boolean;
  /** The number of the last change of a message. */
  readonly changeSequence: string;
  /** Grows when the fields of a known contact change. */
  readonly contactsVersion: string;
  /** Grows when a user's name or address changes. */
  readonly usersVersion: string;
}

/** What a location's copy is complete for. */
@Injectable()
export class CoverageStore {
  constructor(private readonly database: Database) {}

  async read(locationId: string, channels: readonly Channel[]): Promise<LocationState> {
    const rows = await this.database.query<RangeRow>(READ, [locationId, channels]);
    return {
      channels: new Map(channels.map((channel) => [channel, stateOf(rows.filter((row) => row.channel === channel))])),
      needsContacts: rows[0]?.needs_contacts ?? false,
      changeSequence: rows[0]?.change_seq ?? '0',
      contactsVersion: rows[0]?.contacts_version ?? '0',
      usersVersion: rows[0]?.users_version ?? '0',
    };
  }
}

/** Adds a window to what is covered, in the transaction that stores its messages. */
export async function addCoverage(transaction: Queryable, locationId: string, channel: Channel, { after, upTo }: Window): Promise<void> {
  await transaction.query(ADD, [locationId, channel, toTimestamp(after), toTimestamp(upTo)]);
}

/**
 * Records that every change up to `asOf` was seen by a walk that began at `walkedAt`. Neither goes back, but from a time so much later
 * that a clock must have been wrong: whoever walks now would otherwise never have walked lately, by what is stored, and begin again.
 */
export async function recordTail(
  transaction: Queryable,
  locationId: string,
  channel: Channel,
  { asOf, walkedAt }: { readonly asOf: number; readonly walkedAt: number },
): Promise<void> {
  await transaction.query(RECORD_TAIL, [locationId, channel, toTimestamp(asOf), toTimestamp(walkedAt)]);
}

/** A covered range of a channel, or a channel or a location without one; times in ms, not rounded. */
interface RangeRow {
  readonly channel: Channel | null;
  readonly needs_contacts: boolean;
  readonly change_seq: string | null;
  readonly contacts_version: string | null;
  readonly users_version: string | null;
  readonly after: number | null;
  readonly up_to: number | null;
  readonly as_of: number | null;
  readonly tail_walked_at: number | null;
}

function stateOf(rows: readonly RangeRow[]): ChannelState {
  const [first] = rows;
  if (!first) return UNKNOWN_CHANNEL;
  const coverage = rows
    .flatMap(({ after, up_to: upTo }) => (after === null || upTo === null ? [] : [{ after: Math.round(after), upTo: Math.round(upTo) }]))
    .sort((a, b) => a.after - b.after);
  const roundOrNull = (date: number | null) => (date === null ? null : Math.round(date));
  return { coverage, asOf: roundOrNull(first.as_of), tailWalkedAt: roundOrNull(first.tail_walked_at) };
}

// Every search runs it: a row a range, as floating-point numbers, takes the server a third of the time of one row with arrays of exact ones.
const READ = {
  name: 'coverage.read',
  text: `
    select c.channel, l.change_seq, l.contacts_version, l.users_version,
           exists (select from contacts where location_id = $1 and needs_look_up) as needs_contacts,
           date_part('epoch', lower(range)) * 1000 as after, date_part('epoch', upper(range)) * 1000 as up_to,
           date_part('epoch', c.as_of) * 1000 as as_of, date_part('epoch', c.tail_walked_at) * 1000 as tail_walked_at
      from (select) as always
      left join locations l on l.location_id = $1
      left join coverage c on c.location_id = $1 and c.channel = any($2::text[])
      left join lateral unnest(c.covered) as range on true`,
};
const ADD = {
  name: 'coverage.add',
  text: `
    insert into coverage as c (location_id, channel, covered)
    values ($1, $2, tstzmultirange(tstzrange($3, $4, '(]')))
    on conflict (location_id, channel) do update set covered = c.covered + excluded.covered`,
};
const RECORD_TAIL = {
  name: 'coverage.record-tail',
  text: `
    insert into coverage as c (location_id, channel, as_of, tail_walked_at)
    values ($1, $2, $3, $4)
    on conflict (location_id, channel) do update
       set as_of = greatest(c.as_of, excluded.as_of), tail_walked_at = case
         when c.tail_walked_at > excluded.tail_walked_at + interval '2 minutes' then excluded.tail_walked_at
         else greatest(c.tail_walked_at, excluded.tail_walked_at) end`,
};
