import { Injectable } from '@nestjs/common';
import { Database, Queryable } from './database';
import { ComparedMessage } from './deletion.store';
import { list, listed } from './sql-values';

/** A conversation that may be gone upstream. */
export interface Suspicion {
  readonly conversationId: string;
  /** When it was last told, as the database writes it. */
  readonly toldAt: string;
}

/** Records that these conversations were called deleted, and makes the location's chores due, unless it's in trouble. */
export async function saveSuspicions(transaction: Queryable, locationId: string, conversationIds: readonly string[]): Promise<void> {
  if (conversationIds.length === 0) return;
  await transaction.query(SAVE, [locationId, list([...new Set(conversationIds)])]);
  await transaction.query(MAKE_CHORES_DUE, [locationId]);
}

/** The conversations that events called deleted, until upstream has been asked. All times are the database's. */
@Injectable()
export class SuspicionStore {
  constructor(private readonly database: Database) {}

  /** The one that is due longest, or null. */
  async nextDue(locationId: string): Promise<Suspicion | null> {
    const [row] = await this.database.query<Suspicion>(NEXT_DUE, [locationId]);
    return row ?? null;
  }

  /** How long until the next one is due, ms; Infinity when there is none. */
  async nextDueInMs(locationId: string): Promise<number> {
    const [row] = await this.database.query<{ in_ms: number | null }>(NEXT_DUE_IN, [locationId]);
    return row?.in_ms ?? Infinity;
  }

  /** Forgets it, unless it was told again since. */
  async drop(locationId: string, { conversationId, toldAt }: Suspicion): Promise<void> {
    await this.database.query(DROP, [locationId, conversationId, toldAt]);
  }

  /** Leaves it alone for a while, unless it was told again since. */
  async postpone(locationId: string, { conversationId, toldAt }: Suspicion, byMs: number): Promise<void> {
    await this.database.query(POSTPONE, [locationId, conversationId, toldAt, byMs]);
  }

  /** Stored messages of the conversation, in the order of their ids, from after this one on. */
  async storedOf(locationId: string, conversationId: string, afterId: string, limit: number): Promise<readonly ComparedMessage[]> {
    return this.database.query<ComparedMessage>(STORED_OF, [locationId, conversationId, afterId, limit]);
  }

  /** The message of another conversation that changed last, none of a suspected one: upstream should know it by its id. */
  async controlFor(locationId: string): Promise<string | null> {
    const [row] = await this.database.query<{ id: string }>(CONTROL, [locationId]);
    return row?.id ?? null;
  }
}

const SAVE = {
  name: 'suspicions.save',
  text: `
    insert into suspected_conversations (location_id, conversation_id)
    select $1, unnest(${listed(2, 'text')})
    on conflict (location_id, conversation_id) do update set told_at = clock_timestamp(), due_at = clock_timestamp()`,
};
const MAKE_CHORES_DUE = {
  name: 'suspicions.make-chores-due',
  text: `
    update background
       set suspicions = suspicions + 1,
           chores_at = case when failures = 0 and chore_failures = 0 then least(chores_at, now()) else chores_at end
     where location_id = $1`,
};
const NEXT_DUE = {
  name: 'suspicions.next-due',
  text: `
    select conversation_id as "conversationId", told_at::text as "toldAt"
      from suspected_conversations
     where location_id = $1 and due_at <= clock_timestamp()
     order by due_at limit 1`,
};
const NEXT_DUE_IN = {
  name: 'suspicions.next-due-in',
  text: `
    select (date_part('epoch', min(due_at) - clock_timestamp()) * 1000)::float8 as in_ms
      from suspected_conversations
     where location_id = $1`,
};
const DROP = {
  name: 'suspicions.drop',
  text: `delete from suspected_conversations where location_id = $1 and conversation_id = $2 and told_at = $3::timestamptz`,
};
const POSTPONE = {
  name: 'suspicions.postpone',
  text: `
    update suspected_conversations set due_at = clock_timestamp() + $4 * interval '1 millisecond'
     where location_id = $1 and conversation_id = $2 and told_at = $3::timestamptz`,
};
// A conversation has few messages, so they are sorted: in the order of all ids, the location's other messages would be read for them.
const STORED_OF = {
  name: 'suspicions.stored-of',
  text: `
    with stored as materialized (
      select id, message_type, date_updated from messages where location_id = $1 and conversation_id = $2
    )
    select id, message_type as "messageType", (extract(epoch from date_updated) * 1000)::float8 as "dateUpdated"
      from stored where id > $3 order by id limit $4`,
};
const CONTROL = {
  name: 'suspicions.control',
  text: `
    select m.id from messages m
     where m.location_id = $1
       and not exists (select from suspected_conversations s where s.location_id = $1 and s.conversation_id = m.conversation_id)
     order by m.change_seq desc limit 1`,
};
