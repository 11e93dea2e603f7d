import { Kysely, sql } from 'kysely';

/** Stored credentials, each readable only with a key that is not in this database, and what is to be removed for good. */
export async function up(db: Kysely<unknown>): Promise<void> {
  // Of all secrets there ever were: one that was deleted and given anew is another version.
  await sql`create sequence secret_versions`.execute(db);
  // secret is sealed for its location and kind under the key named by key_id; null while an agency's location has no token of its own yet.
  // version is a new one with every new secret: what was decided about another doesn't count any more. refresh_until is the lease of the
  // one refresher, retry_at keeps everybody from asking again too soon, unauthorized_at is when upstream refused this secret, or the one
  // that it was refreshed from.
  await sql`
    create table connections (
      location_id     text primary key,
      type            text not null,
      company_id      text,
      status          text not null default 'active',
      key_id          text,
      secret          bytea,
      version         bigint not null default nextval('secret_versions'),
      refresh_at      timestamptz,
      expires_at      timestamptz,
      refresh_until   timestamptz not null default '-infinity',
      retry_at        timestamptz not null default '-infinity',
      failures        integer not null default 0,
      unauthorized_at timestamptz,
      last_failure    text,
      created_at      timestamptz not null default clock_timestamp(),
      updated_at      timestamptz not null default clock_timestamp()
    )`.execute(db);
  // listed_at is when its locations were last learnt. By company and not by location: one installation of an agency stands for any number of locations, and its pair rotates as one.
  await sql`
    create table companies (
      company_id      text primary key,
      status          text not null default 'active',
      key_id          text,
      secret          bytea,
      version         bigint not null default nextval('secret_versions'),
      refresh_at      timestamptz,
      expires_at      timestamptz,
      refresh_until   timestamptz not null default '-infinity',
      retry_at        timestamptz not null default '-infinity',
      failures        integer not null default 0,
      unauthorized_at timestamptz,
      last_failure    text,
      listed_at       timestamptz,
      created_at      timestamptz not null default clock_timestamp(),
      updated_at      timestamptz not null default clock_timestamp()
    )`.execute(db);
  await sql`create table purges (location_id text primary key, due_at timestamptz not null)`.execute(db);
  await sql`create index purges_by_due on purges (due_at)`.execute(db);
}
