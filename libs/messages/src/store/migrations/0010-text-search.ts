import { Kysely, sql } from 'kysely';

/** The words of messages and contacts, for searches by `query`. Made only for locations that were searched so. */
export async function up(db: Kysely<unknown>): Promise<void> {
  // Apart from messages, so that a walk writes nothing for it; see store/lexemes.ts for what is in words.
  await sql`
    create table message_words (
      location_id text not null,
      id          text collate "C" not null,
      words       tsvector not null,
      primary key (location_id, id)
    )`.execute(db);
  await sql`create index message_words_by_word on message_words using gin (words)`.execute(db);
  await sql`
    create table contact_words (
      location_id text not null,
      id          text collate "C" not null,
      words       tsvector not null,
      primary key (location_id, id)
    )`.execute(db);
  await sql`create index contact_words_by_word on contact_words using gin (words)`.execute(db);
  // One row a location that was searched by words: up to which change the words of its messages are there, and after which contact, in the
  // order of (changed_turn, id), those of its contacts are not.
  await sql`
    create table text_index (
      location_id   text primary key,
      incarnation   text not null,
      messages_to   bigint not null default 0,
      contacts_turn bigint not null default 0,
      contact_id    text collate "C" not null default ''
    )`.execute(db);
  // The writer's turn (locations.turn) in which the contact's fields last changed.
  await sql`alter table contacts add column changed_turn bigint not null default 0`.execute(db);
  await sql`create index contacts_by_change on contacts (location_id, changed_turn, id)`.execute(db);
}
