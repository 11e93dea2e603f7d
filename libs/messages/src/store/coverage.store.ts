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
  /** Grows when the fields of a known contact change. */
  readonly contactsVersion: string;
}

/** What a location's copy is complete for. */
@Injectable()
export class CoverageStore {
  constructor(private readonly database: Database) {}

  async read(locationId: string, channels: readonly Channel[]): Promise<LocationState> {
    const rows = await this.database.query<ChannelRow>(READ, [locationId, channels]);
    return {
      channels: new Map(rows.map((row) => [row.channel, toState(row)])),
      needsContacts: rows.some(({ needs_contacts }) => needs_contacts),
      contactsVersion: rows[0]?.contacts_version ?? '0',
    };
  }
}

/** Adds a window to what is covered, in the transaction that stores its messages. */
export async function addCoverage(transaction: Queryable, locationId: string, channel: Channel, { after, upTo }: Window): Promise<void> {
  await transaction.query(ADD, [locationId, channel, toTimestamp(after), toTimestamp(upTo)]);
}

/** Records that every change up to `asOf` was seen by a walk that began at `walkedAt`. Neither ever goes back. */
export async function recordTail(
  transaction: Queryable,
  locationId: string,
  channel: Channel,
  { asOf, walkedAt }: { readonly asOf: number; readonly walkedAt: number },
): Promise<void> {
  await transaction.query(RECORD_TAIL, [locationId, channel, toTimestamp(asOf), toTimestamp(walkedAt)]);
}

interface ChannelRow {
  readonly channel: Channel;
  readonly needs_contacts: boolean;
  readonly contacts_version: string | null;
  readonly after: readonly number[] | null;
  readonly up_to: readonly number[] | null;
  readonly as_of: number | null;
  readonly tail_walked_at: number | null;
}

function toState(row: ChannelRow): ChannelState {
  if (!row.after) return UNKNOWN_CHANNEL;
  const coverage = row.after.map((after, index) => ({ after, upTo: row.up_to?.[index] ?? after }));
  return { coverage, asOf: row.as_of, tailWalkedAt: row.tail_walked_at };
}

const READ = {
  name: 'coverage.read',
  text: `
    select wanted.channel,
           exists (select from contacts where location_id = $1 and needs_look_up) as needs_contacts,
           (select contacts_version from locations where location_id = $1) as contacts_version,
           case when c.channel is not null
             then array(select (extract(epoch from lower(w)) * 1000)::float8 from unnest(covered) w order by w) end as after,
           case when c.channel is not null
             then array(select (extract(epoch from upper(w)) * 1000)::float8 from unnest(covered) w order by w) end as up_to,
           (extract(epoch from as_of) * 1000)::float8 as as_of,
           (extract(epoch from tail_walked_at) * 1000)::float8 as tail_walked_at
      from unnest($2::text[]) as wanted (channel)
      left join coverage c on c.location_id = $1 and c.channel = wanted.channel`,
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
       set as_of = greatest(c.as_of, excluded.as_of), tail_walked_at = greatest(c.tail_walked_at, excluded.tail_walked_at)`,
};
