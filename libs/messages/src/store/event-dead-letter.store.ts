import { Injectable } from '@nestjs/common';
import { Database, Statement } from './database';

/** An event that could not be applied, as an operator sees it. */
export interface DeadLetter {
  readonly id: string;
  /** Null when the event can't be read. */
  readonly locationId: string | null;
  readonly type: string | null;
  /** When it happened by its own word, epoch ms. */
  readonly at: number | null;
  readonly receivedAt: number;
  readonly diedAt: number;
  readonly attempts: number;
  readonly reason: string;
  /** The first bytes of its body. */
  readonly bodyStart: Buffer;
  readonly bodyBytes: number;
}

export interface DeadLetterQuery {
  readonly locationId: string | null;
  /** The id of the last one of the page before. */
  readonly after: string;
  readonly limit: number;
}

/** What waits in the inbox, and what was given up. */
export interface InboxCounts {
  readonly waiting: number;
  /** How long the oldest has been waiting; null when none does. */
  readonly oldestWaitingMs: number | null;
  readonly dead: number;
}

/** Events that were given up, until an operator deals with them. */
@Injectable()
export class EventDeadLetterStore {
  constructor(private readonly database: Database) {}

  async list({ locationId, after, limit }: DeadLetterQuery): Promise<DeadLetter[]> {
    const rows = await this.database.query<DeadRow>(LIST, [locationId, after, limit, SHOWN_BYTES]);
    return rows.map((row) => ({
      id: row.id,
      locationId: row.location_id || null,
      type: row.type || null,
      at: row.event_at,
      receivedAt: row.received_at,
      diedAt: row.died_at,
      attempts: row.attempts,
      reason: row.failure,
      bodyStart: row.body_start,
      bodyBytes: row.body_bytes,
    }));
  }

  /** What an event that couldn't be read said; null for any other id. */
  async readUnreadable(id: string): Promise<Buffer | null> {
    const [row] = await this.database.query<{ body: Buffer }>(READ_UNREADABLE, [id]);
    return row?.body ?? null;
  }

  /** Puts a dead letter back into the inbox as if it had just come. @returns whether there was one of this id */
  async revive(id: string): Promise<boolean> {
    return (await this.database.query(REVIVE, [id])).length > 0;
  }

  /** @returns whether there was one of this id */
  async discard(id: string): Promise<boolean> {
    return (await this.database.query(DISCARD, [id])).length > 0;
  }

  async counts(): Promise<InboxCounts> {
    const [row] = await this.database.query<{ waiting: number; oldest_ms: number | null; dead: number }>(COUNT, []);
    return { waiting: row?.waiting ?? 0, oldestWaitingMs: row?.oldest_ms ?? null, dead: row?.dead ?? 0 };
  }
}

interface DeadRow {
  readonly id: string;
  readonly location_id: string;
  readonly type: string;
  readonly event_at: number | null;
  readonly received_at: number;
  readonly died_at: number;
  readonly attempts: number;
  readonly failure: string;
  readonly body_start: Buffer;
  readonly body_bytes: number;
}

/** Enough to see what an event is. */
const SHOWN_BYTES = 2_000;

const LIST: Statement = {
  name: 'dead-letters.list',
  reach: 'all-locations',
  text: `
    select sequence::text as id, location_id, type, attempts, coalesce(failure, '') as failure,
           (extract(epoch from event_at) * 1000)::float8 as event_at, (extract(epoch from received_at) * 1000)::float8 as received_at,
           (extract(epoch from settled_at) * 1000)::float8 as died_at,
           substring(body from 1 for $4::integer) as body_start, octet_length(body) as body_bytes
      from webhook_events
     where state = 'dead' and sequence > $2::bigint and ($1::text is null or location_id = $1)
     order by sequence
     limit $3`,
};
const READ_UNREADABLE: Statement = {
  name: 'dead-letters.read-unreadable',
  reach: 'all-locations',
  text: `select body from webhook_events where state = 'dead' and sequence = $1::bigint and location_id = ''`,
};
const REVIVE: Statement = {
  name: 'dead-letters.revive',
  reach: 'all-locations',
  text: `
    update webhook_events set state = 'waiting', attempts = 0, due_at = clock_timestamp(), settled_at = null
     where state = 'dead' and sequence = $1::bigint and location_id <> ''
    returning 1`,
};
const DISCARD: Statement = {
  name: 'dead-letters.discard',
  reach: 'all-locations',
  text: `delete from webhook_events where state = 'dead' and sequence = $1::bigint returning 1`,
};
const COUNT: Statement = {
  name: 'event-inbox.count',
  reach: 'all-locations',
  text: `
    select count(*)::integer as waiting, (extract(epoch from clock_timestamp() - min(received_at)) * 1000)::float8 as oldest_ms,
           (select count(*)::integer from webhook_events where state = 'dead') as dead
      from webhook_events
     where state = 'waiting'`,
};
