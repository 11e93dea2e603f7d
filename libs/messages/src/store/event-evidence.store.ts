import { Evidence } from '../model/attribution';
import { Queryable } from './database';
import { list, listed, lists, toTimestamp } from './sql-values';

/** That an event named the user of a message. */
export interface EventEvidence {
  readonly messageId: string;
  readonly userId: string;
  /** Epoch ms. */
  readonly date: number;
}

/** Keeps what events told, whether the messages are stored yet or not. */
export async function saveEventEvidence(transaction: Queryable, locationId: string, evidence: readonly EventEvidence[]): Promise<void> {
  const values = lists(evidence, [({ messageId }) => messageId, ({ userId }) => userId, ({ date }) => toTimestamp(date)]);
  await transaction.query(SAVE, [locationId, ...values]);
}

/** All that events told of these messages, by message id. */
export async function readEventEvidence(
  transaction: Queryable,
  locationId: string,
  messageIds: readonly string[],
): Promise<ReadonlyMap<string, readonly Evidence[]>> {
  const rows = await transaction.query<{ message_id: string; user_id: string; date: number }>(READ, [locationId, list(messageIds)]);
  const byMessage = new Map<string, Evidence[]>();
  for (const { message_id: id, user_id: userId, date } of rows) {
    const evidence: Evidence = { userId, source: 'webhook', date };
    const others = byMessage.get(id);
    if (others) others.push(evidence);
    else byMessage.set(id, [evidence]);
  }
  return byMessage;
}

const SAVE = {
  name: 'event-evidence.save',
  text: `
    insert into event_evidence (location_id, message_id, user_id, evidence_date)
    select $1, * from unnest(${listed(2, 'text')}, ${listed(3, 'text')}, ${listed(4, 'timestamptz')})
    on conflict do nothing`,
};
// Every page of every walk asks. Where no event has told anything yet, the condition that stands alone ends it after one look.
const READ = {
  name: 'event-evidence.read',
  text: `
    select e.message_id, e.user_id, (extract(epoch from e.evidence_date) * 1000)::float8 as date
      from unnest(${listed(2, 'text')}) as wanted (id)
     cross join lateral (select * from event_evidence where location_id = $1 and message_id = wanted.id limit 100) as e
     where exists (select from event_evidence where location_id = $1)`,
};
