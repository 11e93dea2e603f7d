import { Kysely, sql } from 'kysely';

/** Events that upstream has sent: kept before they are acknowledged, and what they are evidence of. */
export async function up(db: Kysely<unknown>): Promise<void> {
  // By location like everything else, an event that can't be read and so names none under ''. event_key is upstream's webhookId, or a
  // hash of the body where there is none: that it is unique is what makes a repetition harmless. body is what was signed, until the
  // event is applied; sequence is what operators call an event.
  await sql`
    create table webhook_events (
      location_id text not null,
      event_key   text collate "C" not null,
      sequence    bigint not null generated always as identity,
      type        text not null,
      event_at    timestamptz,
      received_at timestamptz not null default clock_timestamp(),
      body        bytea,
      state       text not null default 'waiting' check (state in ('waiting', 'applied', 'dead')),
      attempts    smallint not null default 0,
      due_at      timestamptz not null default clock_timestamp(),
      settled_at  timestamptz,
      failure     text,
      primary key (location_id, event_key)
    )`.execute(db);
  await sql`create index webhook_events_waiting on webhook_events (location_id, due_at, sequence) where state = 'waiting'`.execute(db);
  await sql`create index webhook_events_dead on webhook_events (sequence) where state = 'dead'`.execute(db);
  await sql`create index webhook_events_settled on webhook_events (settled_at) where state <> 'waiting'`.execute(db);
  await sql`create index webhook_events_installations on webhook_events (location_id, event_at) where type in ('INSTALL', 'UNINSTALL')`.execute(
    db,
  );
  // Kept apart from the message, which upstream may show later than its event. Each user and date that was told is a row, so that which
  // of them decides is found as for all evidence, in whatever order they came.
  await sql`
    create table event_evidence (
      location_id   text not null,
      message_id    text collate "C" not null,
      user_id       text not null,
      evidence_date timestamptz not null,
      primary key (location_id, message_id, user_id, evidence_date)
    )`.execute(db);
}
