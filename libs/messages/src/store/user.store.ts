import { Injectable } from '@nestjs/common';
import { User } from '../model/user';
import { Database } from './database';
import { list, listed, lists, toTimestamp } from './sql-values';

/** What is known of the users of a location. */
@Injectable()
export class UserStore {
  constructor(private readonly database: Database) {}

  /** All of them: a location has a few. */
  async all(locationId: string): Promise<User[]> {
    return this.database.query<{ id: string; name: string | null; email: string | null }>(ALL, [locationId]);
  }

  /** The version of the location's users while it has none, which no purge leaves as it was; null where it has some. */
  async noneSince(locationId: string): Promise<string | null> {
    const [row] = await this.database.query<{ version: string }>(NONE_SINCE, [locationId]);
    return row?.version ?? null;
  }

  /** Stores what upstream told at `observedAt` (epoch ms); what was observed later is kept. */
  async save(locationId: string, users: readonly User[], observedAt: number): Promise<void> {
    if (users.length === 0) return;
    const rows = [...new Map(users.map((user) => [user.id, user])).values()];
    const columns = lists(rows, [({ id }) => id, ({ name }) => name, ({ email }) => email]);
    await this.database.query(SAVE, [locationId, toTimestamp(observedAt), ...columns]);
  }

  /** Users of stored messages, and of `others`, of whom nothing is known, nor was asked since `askedBefore` (epoch ms). */
  async unknown(locationId: string, others: readonly string[], askedBefore: number, limit: number): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(UNKNOWN, [locationId, list(others), toTimestamp(askedBefore), limit]);
    return rows.map(({ id }) => id);
  }
}

const ALL = { name: 'users.all', text: `select id, name, email from users where location_id = $1 order by id` };
const NONE_SINCE = {
  name: 'users.none-since',
  text: `
    select coalesce((select users_version from locations where location_id = $1), 0)::text as version
     where not exists (select from users where location_id = $1)`,
};
// The version grows with the rows that it speaks of, in one statement.
const SAVE = {
  name: 'users.save',
  text: `
    with seen as (
      select * from unnest(${listed(3, 'text')}, ${listed(4, 'text')}, ${listed(5, 'text')}) as s (id, name, email)
    ), before as (
      select id, name, email from users where location_id = $1
    ), saved as (
      insert into users as u (location_id, id, name, email, observed_at)
      select $1, id, name, email, $2 from seen order by id
      on conflict (location_id, id) do update set name = excluded.name, email = excluded.email, observed_at = excluded.observed_at
       where u.observed_at <= excluded.observed_at
      returning id, name, email
    )
    insert into locations as l (location_id, users_version)
    select $1, 1 from saved left join before using (id)
     where (saved.name, saved.email) is distinct from (before.name, before.email) having count(*) > 0
    on conflict (location_id) do update set users_version = l.users_version + 1`,
};
// One probe of the index by user for each user, however many messages there are.
const UNKNOWN = {
  name: 'users.unknown',
  text: `
    with recursive ids (id) as (
      (select user_id from messages where location_id = $1 and user_id is not null order by user_id limit 1)
      union all
      select (select m.user_id from messages m where m.location_id = $1 and m.user_id > ids.id order by m.user_id limit 1)
        from ids where ids.id is not null
    )
    select wanted.id
      from (select id from ids where id is not null union select unnest(${listed(2, 'text')})) as wanted
     where not exists (select from users u
                        where u.location_id = $1 and u.id = wanted.id
                          and (u.name is not null or u.email is not null or u.observed_at > $3::timestamptz))
     order by wanted.id limit $4`,
};
