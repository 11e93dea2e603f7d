import { Kysely, sql } from 'kysely';

/** The users of locations by name, and what reports need of each call. */
export async function up(db: Kysely<unknown>): Promise<void> {
  // A user whom upstream doesn't know has a row without a name, so that it isn't asked for again soon.
  await sql`
    create table users (
      location_id text not null,
      id          text collate "C" not null,
      name        text,
      email       text,
      observed_at timestamptz not null,
      primary key (location_id, id)
    )`.execute(db);
  // Grows when a user's name or address changes.
  await sql`alter table locations add column users_version bigint not null default 0`.execute(db);
  // Seconds, and the call's own status where it isn't that of the message.
  await sql`alter table messages add column call_duration integer, add column call_status text`.execute(db);
  // Made anew below: what follows changes rows.
  await sql`drop index messages_by_added`.execute(db);
  // Escapes are taken out first: the server refuses some that upstream's texts may have, and none of what is wanted has any.
  await sql`
    with calls as (
      select m.ctid as place, (regexp_replace(rendered, '\\\\.', '_', 'g') || '}')::json #> '{meta,call}' as call
        from messages m where rendered like '%"call":{%'
    )
    update messages m
       set call_duration = case when call ->> 'duration' ~ '^\\d{1,9}(\\.\\d+)?$' then round((call ->> 'duration')::numeric)::integer end,
           call_status = case when json_typeof(call -> 'status') = 'string' then nullif(nullif(call ->> 'status', m.status), '') end
      from calls
     where m.ctid = calls.place and json_typeof(call) = 'object'`.execute(db);
  // A report reads nothing else: one scan of its window, however much else there is.
  await sql`
    create index messages_by_added on messages (location_id, date_added, id)
      include (message_type, user_id, direction, status, call_duration, call_status)`.execute(db);
}
