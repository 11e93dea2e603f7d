import { Kysely, sql } from 'kysely';

/** The enriched copy of a location's messages, what it is complete for, and who may write it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  // One row a location: its change sequence, how many messages are stored, a number that grows when the fields of a known contact
  // change, and the lease of its one sync. Who writes for a location locks this row first,
  // so changes are numbered in commit order.
  await sql`
    create table locations (
      location_id      text primary key,
      change_seq       bigint not null default 0,
      stored           bigint not null default 0,
      contacts_version bigint not null default 0,
      lease_holder     text,
      lease_fence      bigint not null default 0,
      lease_expires_at timestamptz not null default '-infinity'
    )`.execute(db);
  await sql`
    create table coverage (
      location_id    text not null,
      channel        text not null,
      covered        tstzmultirange not null default '{}',
      as_of          timestamptz,
      tail_walked_at timestamptz,
      primary key (location_id, channel)
    )`.execute(db);
  // Ids are ordered by their bytes, on whatever collation the server runs. user_id_source is a rank, 0 the strongest. rendered is the
  // message's JSON but for its closing brace, so that the contact's fields can be joined; the attribution is its end, of
  // attribution_length characters, so that it can be replaced without reading the rest.
  await sql`
    create table messages (
      location_id     text not null,
      id              text collate "C" not null,
      date_updated    timestamptz not null,
      date_added      timestamptz not null,
      user_id_date    timestamptz,
      change_seq      bigint not null,
      user_id_source  smallint not null,
      attribution_length smallint not null,
      message_type    text not null,
      conversation_id text,
      contact_id      text,
      user_id         text,
      direction       text,
      status          text,
      rendered        text not null,
      primary key (location_id, id)
    )`.execute(db);
  await sql`create index messages_by_type on messages (location_id, message_type, date_updated, id)`.execute(db);
  // A conversation has few messages, so these are sorted when asked for; a user has many.
  await sql`create index messages_by_conversation on messages (location_id, conversation_id)`.execute(db);
  await sql`create index messages_by_contact on messages (location_id, contact_id)`.execute(db);
  await sql`create index messages_by_user on messages (location_id, user_id, date_updated, id)`.execute(db);
  await sql`
    create table conversations (
      location_id   text not null,
      id            text collate "C" not null,
      contact_id    text,
      assigned_to   text,
      assigned_date timestamptz,
      observed_at   timestamptz not null,
      primary key (location_id, id)
    )`.execute(db);
  // rendered holds the five contact fields as JSON text. needs_look_up marks a contact of whom something is missing that a
  // message of the location needs.
  await sql`
    create table contacts (
      location_id   text not null,
      id            text collate "C" not null,
      rendered      text,
      assigned_to   text,
      assigned_date timestamptz,
      looked_up     boolean not null default false,
      needs_look_up boolean not null default false,
      observed_at   timestamptz not null,
      primary key (location_id, id)
    )`.execute(db);
  await sql`create index contacts_to_look_up on contacts (location_id, id) where needs_look_up`.execute(db);
  await sql`
    create table records_set_aside (
      location_id text not null,
      record_key  text not null,
      reason      text not null,
      seen_at     timestamptz not null,
      primary key (location_id, record_key)
    )`.execute(db);
  // Keys of this installation: cursors and cached access verdicts must be understood by every process and after a restart.
  await sql`create table installation_keys (name text primary key, key bytea not null)`.execute(db);
}
