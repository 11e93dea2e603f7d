import { createHash } from 'node:crypto';
import { Attribution, rankOf, sourceOf, USER_ID_SOURCES } from '../model/attribution';
import { attributionLength, renderAttribution } from '../model/attribution.text';
import { AttributedMessage } from '../model/message';
import { Queryable } from './database';
import { columns, toTimestamp } from './sql-values';

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
  const rows = await transaction.query<VersionRow>(READ_VERSIONS, [locationId, ids]);
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
    conversationIds,
    rankOf('conversation'),
    contactIds,
    rankOf('contact'),
  ]);
  return rows.map((row) => ({ ...toVersion(row), conversationId: row.conversation_id, contactId: row.contact_id }));
}

/** Inserts or replaces these messages, giving them the numbers after `changeSequence`. */
export async function writeMessages(
  transaction: Queryable,
  locationId: string,
  messages: readonly AttributedMessage[],
  changeSequence: bigint,
): Promise<void> {
  await transaction.query(WRITE, [
    locationId,
    changeSequence.toString(),
    ...columns(messages, [
      ({ message }) => message.id,
      ({ message }) => toTimestamp(message.dateUpdated),
      ({ message }) => toTimestamp(message.dateAdded),
      ({ message }) => message.messageType,
      ({ message }) => message.conversationId,
      ({ message }) => message.contactId,
      ({ message }) => message.direction,
      ({ message }) => message.status,
      ({ message, attribution }) => message.rendered + renderAttribution(attribution),
      ...attributionColumns<AttributedMessage>(({ attribution }) => attribution),
    ]),
  ]);
}

/** Gives stored messages another attribution, and the numbers after `changeSequence`. */
export async function writeAttributions(
  transaction: Queryable,
  locationId: string,
  changes: readonly { readonly id: string; readonly attribution: Attribution }[],
  changeSequence: bigint,
): Promise<void> {
  const values = columns(changes, [
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

function attributionColumns<Row>(read: (row: Row) => Attribution): ((row: Row) => unknown)[] {
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
      from unnest($2::text[]) as wanted (wanted_id)
     cross join lateral (select ${VERSION_COLUMNS} from messages where location_id = $1 and id = wanted_id limit 1) as version`,
};
const TO_ATTRIBUTE = {
  name: 'messages.to-attribute',
  text: `
    select ${VERSION_COLUMNS}, conversation_id, contact_id from messages
     where location_id = $1 and conversation_id = any($2) and user_id_source >= $3
     union
    select ${VERSION_COLUMNS}, conversation_id, contact_id from messages
     where location_id = $1 and contact_id = any($4) and user_id_source >= $5`,
};
const WRITE = {
  name: 'messages.write',
  text: `
    insert into messages (location_id, change_seq, id, date_updated, date_added, message_type, conversation_id, contact_id, direction,
                          status, rendered, user_id, user_id_source, user_id_date, attribution_length)
    select $1, $2::bigint + position, id, date_updated, date_added, message_type, conversation_id, contact_id, direction,
           status, rendered, user_id, user_id_source, user_id_date, attribution_length
      from unnest($3::text[], $4::timestamptz[], $5::timestamptz[], $6::text[], $7::text[], $8::text[], $9::text[],
                  $10::text[], $11::text[], $12::text[], $13::smallint[], $14::timestamptz[], $15::smallint[])
             with ordinality as m (id, date_updated, date_added, message_type, conversation_id, contact_id, direction,
                                   status, rendered, user_id, user_id_source, user_id_date, attribution_length, position)
    on conflict (location_id, id) do update
       set change_seq = excluded.change_seq, date_updated = excluded.date_updated, date_added = excluded.date_added,
           message_type = excluded.message_type, conversation_id = excluded.conversation_id, contact_id = excluded.contact_id,
           direction = excluded.direction, status = excluded.status, rendered = excluded.rendered, user_id = excluded.user_id,
           user_id_source = excluded.user_id_source, user_id_date = excluded.user_id_date, attribution_length = excluded.attribution_length`,
};
const WRITE_ATTRIBUTIONS = {
  name: 'messages.write-attributions',
  text: `
    update messages m
       set change_seq = $2::bigint + position, user_id = a.user_id, user_id_source = a.user_id_source, user_id_date = a.user_id_date,
           rendered = left(m.rendered, -m.attribution_length) || a.attribution, attribution_length = a.attribution_length
      from unnest($3::text[], $4::text[], $5::text[], $6::smallint[], $7::timestamptz[], $8::smallint[])
             with ordinality as a (wanted_id, attribution, user_id, user_id_source, user_id_date, attribution_length, position)
     cross join lateral (select ctid from messages where location_id = $1 and id = wanted_id limit 1) as target
     where m.ctid = target.ctid and m.location_id = $1`,
};
