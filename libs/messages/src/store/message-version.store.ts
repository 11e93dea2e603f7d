import { createHash } from 'node:crypto';
import { Attribution, rankOf, sourceOf, USER_ID_SOURCES } from '../model/attribution';
import { attributionLength, renderAttribution } from '../model/attribution.text';
import { AttributedMessage } from '../model/message';
import { RANK_OF_UPSTREAM, rawToStore } from '../model/served-record';
import { Queryable } from './database';
import { list, listed, lists, toTimestamp } from './sql-values';

/** What decides whether a message that upstream shows again is news, and whom it belongs to so far. */
export interface StoredVersion {
  readonly id: string;
  readonly dateAdded: number;
  readonly dateUpdated: number;
  readonly contentHash: string;
  readonly attribution: Attribution;
}

/** The stored versions of these messages, by id. */
export async function readVersions(
  transaction: Queryable,
  locationId: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, StoredVersion>> {
  const rows = await transaction.query<VersionRow>(READ_VERSIONS, [locationId, list(ids)]);
  return new Map(rows.map((row) => [row.id, toVersion(row)]));
}

/** Messages of these conversations and contacts that such an assignee could still be evidence for. */
export async function readVersionsToAttribute(
  transaction: Queryable,
  locationId: string,
  conversationIds: readonly string[],
  contactIds: readonly string[],
): Promise<readonly (StoredVersion & { readonly conversationId: string | null; readonly contactId: string | null })[]> {
  const rows = await transaction.query<VersionRow & { conversation_id: string | null; contact_id: string | null }>(TO_ATTRIBUTE, [
    locationId,
    list(conversationIds),
    rankOf('conversation'),
    list(contactIds),
    rankOf('contact'),
  ]);
  return rows.map((row) => ({ ...toVersion(row), conversationId: row.conversation_id, contactId: row.contact_id }));
}

/** Messages as statements take them: a list a column. */
export interface MessageLists {
  readonly count: number;
  readonly lists: readonly string[];
}

export function listMessages(messages: readonly AttributedMessage[]): MessageLists {
  const columns = [
    ({ message }: AttributedMessage) => message.id,
    ({ message }: AttributedMessage) => toTimestamp(message.dateUpdated),
    ({ message }: AttributedMessage) => toTimestamp(message.dateAdded),
    ({ message }: AttributedMessage) => message.messageType,
    ({ message }: AttributedMessage) => message.conversationId,
    ({ message }: AttributedMessage) => message.contactId,
    ({ message }: AttributedMessage) => message.direction,
    ({ message }: AttributedMessage) => message.status,
    ({ message, attribution }: AttributedMessage) => message.rendered + renderAttribution(attribution),
    ...attributionColumns<AttributedMessage>(({ attribution }) => attribution),
    ({ message, attribution }: AttributedMessage) => rawToStore(message, attribution),
    ({ message }: AttributedMessage) => message.call?.durationSeconds,
    // Mostly it is the message's status, which stands there already.
    ({ message }: AttributedMessage) => (message.call?.status === message.status ? null : message.call?.status),
  ];
  return { count: messages.length, lists: lists(messages, columns) };
}

/** Inserts messages that aren't stored, giving them the numbers after `changeSequence`. */
export async function insertMessages(
  transaction: Queryable,
  locationId: string,
  messages: MessageLists,
  changeSequence: bigint,
): Promise<void> {
  await transaction.query(INSERT, [locationId, changeSequence.toString(), ...messages.lists]);
}

/** Puts these versions in the place of those that are stored, giving them the numbers after `changeSequence`. */
export async function replaceMessages(
  transaction: Queryable,
  locationId: string,
  messages: MessageLists,
  changeSequence: bigint,
): Promise<void> {
  await transaction.query(REPLACE, [locationId, changeSequence.toString(), ...messages.lists]);
}

/** Gives stored messages another attribution, and the numbers after `changeSequence`. */
export async function writeAttributions(
  transaction: Queryable,
  locationId: string,
  changes: readonly { readonly id: string; readonly attribution: Attribution }[],
  changeSequence: bigint,
): Promise<void> {
  const values = lists(changes, [
    ({ id }) => id,
    ({ attribution }) => renderAttribution(attribution),
    ...attributionColumns<{ attribution: Attribution }>(({ attribution }) => attribution),
  ]);
  await transaction.query(WRITE_ATTRIBUTIONS, [locationId, changeSequence.toString(), ...values]);
}

/** Tells versions of the same date apart, whatever their attribution. Computed the same way by the statements below. */
export function contentHash(rendered: string): string {
  return createHash('md5').update(rendered).digest('hex');
}

interface VersionRow {
  readonly id: string;
  readonly date_added: number;
  readonly date_updated: number;
  readonly content_hash: string;
  readonly user_id: string | null;
  readonly user_id_source: number;
  readonly user_id_date: number | null;
}

function toVersion(row: VersionRow): StoredVersion {
  const source = USER_ID_SOURCES[row.user_id_source] ?? 'none';
  const attribution =
    row.user_id === null || row.user_id_date === null || source === 'none' ? null : { userId: row.user_id, source, date: row.user_id_date };
  return { id: row.id, dateAdded: row.date_added, dateUpdated: row.date_updated, contentHash: row.content_hash, attribution };
}

function attributionColumns<Row>(read: (row: Row) => Attribution): ((row: Row) => string | number | null | undefined)[] {
  return [
    (row) => read(row)?.userId,
    (row) => rankOf(sourceOf(read(row))),
    (row) => {
      const date = read(row)?.date;
      return date === undefined ? null : toTimestamp(date);
    },
    (row) => attributionLength(read(row)),
  ];
}

const VERSION_COLUMNS = `
  id, user_id, user_id_source, md5(left(rendered, -attribution_length)) as content_hash,
  (extract(epoch from date_added) * 1000)::float8 as date_added,
  (extract(epoch from date_updated) * 1000)::float8 as date_updated,
  (extract(epoch from user_id_date) * 1000)::float8 as user_id_date`;
// One look-up by primary key for each id, whatever the planner thinks of a table that it has no statistics of yet.
const READ_VERSIONS = {
  name: 'messages.read-versions',
  text: `
    select version.*
      from unnest(${listed(2, 'text')}) as wanted (wanted_id)
     cross join lateral (select ${VERSION_COLUMNS} from messages where location_id = $1 and id = wanted_id limit 1) as version`,
};
const TO_ATTRIBUTE = {
  name: 'messages.to-attribute',
  text: `
    select ${VERSION_COLUMNS}, conversation_id, contact_id from messages
     where location_id = $1 and conversation_id = any(${listed(2, 'text')}) and user_id_source >= $3
     union
    select ${VERSION_COLUMNS}, conversation_id, contact_id from messages
     where location_id = $1 and contact_id = any(${listed(4, 'text')}) and user_id_source >= $5`,
};
// Under the location's lock it is known which are new; to look for conflicts all the same takes the server an eighth longer.
const INSERT = {
  name: 'messages.insert',
  text: `
    insert into messages (location_id, change_seq, added_seq, id, date_updated, date_added, message_type, conversation_id, contact_id, direction,
                          status, rendered, user_id, user_id_source, user_id_date, attribution_length, raw,
                          call_duration, call_status)
    select $1, $2::bigint + position, $2::bigint + position, id, date_updated, date_added, message_type, conversation_id, contact_id, direction,
           status, rendered, user_id, user_id_source, user_id_date, attribution_length, raw,
           call_duration, call_status
      from unnest(${listed(3, 'text')}, ${listed(4, 'timestamptz')}, ${listed(5, 'timestamptz')}, ${listed(6, 'text')},
                  ${listed(7, 'text')}, ${listed(8, 'text')}, ${listed(9, 'text')}, ${listed(10, 'text')},
                  ${listed(11, 'text')}, ${listed(12, 'text')}, ${listed(13, 'smallint')},
                  ${listed(14, 'timestamptz')}, ${listed(15, 'smallint')}, ${listed(16, 'text')}, ${listed(17, 'integer')},
                  ${listed(18, 'text')})
             with ordinality as m (id, date_updated, date_added, message_type, conversation_id, contact_id, direction,
                                   status, rendered, user_id, user_id_source, user_id_date, attribution_length, raw,
                                   call_duration, call_status, position)`,
};
// added_seq stays: it tells who is told of the message for the first time.
const REPLACE = {
  name: 'messages.replace',
  text: `${INSERT.text}
    on conflict (location_id, id) do update
       set change_seq = excluded.change_seq, date_updated = excluded.date_updated, date_added = excluded.date_added,
           message_type = excluded.message_type, conversation_id = excluded.conversation_id, contact_id = excluded.contact_id,
           direction = excluded.direction, status = excluded.status, rendered = excluded.rendered, user_id = excluded.user_id,
           user_id_source = excluded.user_id_source, user_id_date = excluded.user_id_date, attribution_length = excluded.attribution_length,
           raw = excluded.raw, call_duration = excluded.call_duration, call_status = excluded.call_status`,
};
// Where upstream is the evidence, its record no longer follows from the attribution, so it is kept: see model/served-record.ts.
const WRITE_ATTRIBUTIONS = {
  name: 'messages.write-attributions',
  text: `
    update messages m
       set change_seq = $2::bigint + position, user_id = a.user_id, user_id_source = a.user_id_source, user_id_date = a.user_id_date,
           rendered = left(m.rendered, -m.attribution_length) || a.attribution, attribution_length = a.attribution_length,
           raw = case when a.user_id_source > ${RANK_OF_UPSTREAM} then m.raw
                      else coalesce(m.raw, left(m.rendered, -m.attribution_length)
                                           || case when m.user_id_source > ${RANK_OF_UPSTREAM} then '' else ',"userId":' || to_json(m.user_id) end
                                           || '}') end
      from unnest(${listed(3, 'text')}, ${listed(4, 'text')}, ${listed(5, 'text')}, ${listed(6, 'smallint')},
                  ${listed(7, 'timestamptz')}, ${listed(8, 'smallint')})
             with ordinality as a (wanted_id, attribution, user_id, user_id_source, user_id_date, attribution_length, position)
     cross join lateral (select ctid from messages where location_id = $1 and id = wanted_id limit 1) as target
     where m.ctid = target.ctid and m.location_id = $1`,
};
