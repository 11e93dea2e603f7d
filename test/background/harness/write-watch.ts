import { Client } from 'pg';

/** What the database itself saw of those who wrote. */
export interface WatchReport {
  /** How often one process got the lease that another had not given back. */
  readonly takeOvers: number;
  /** Rows written by a process while another held the lease. */
  readonly staleWrites: number;
  /** How often the change sequence went back. */
  readonly setBacks: number;
}

/**
 * Triggers of this harness's database, which know each process by its application_name. Who writes has locked the row of the location, so
 * nobody can get the lease between a write and its commit. Row by row, they must not be compiled each time, as the settings of the service's
 * connections would have it.
 */
export const WATCH = `
  create table watch_log (id bigserial primary key, kind text not null, writer text not null);
  create table watch_holder (only_row boolean primary key default true, holder text not null);
  create function watch_lease() returns trigger language plpgsql set jit = off set enable_seqscan = on as $$
  begin
    if new.lease_fence <> old.lease_fence then
      if old.lease_holder is not null and old.lease_holder is distinct from new.lease_holder then
        insert into watch_log (kind, writer) values ('take-over', current_setting('application_name'));
      end if;
      insert into watch_holder (holder) values (current_setting('application_name'))
        on conflict (only_row) do update set holder = excluded.holder;
    end if;
    if new.change_seq < old.change_seq then
      insert into watch_log (kind, writer) values ('set-back', current_setting('application_name'));
    end if;
    return new;
  end $$;
  create function watch_write() returns trigger language plpgsql set jit = off set enable_seqscan = on as $$
  begin
    if exists (select from watch_holder where holder <> current_setting('application_name')) then
      insert into watch_log (kind, writer) values ('stale-write', current_setting('application_name'));
    end if;
    return new;
  end $$;
  create trigger watch_lease before update on locations for each row execute function watch_lease();
  create function watch_first() returns trigger language plpgsql set jit = off set enable_seqscan = on as $$
  begin
    insert into watch_holder (holder) values (current_setting('application_name')) on conflict (only_row) do nothing;
    return new;
  end $$;
  create trigger watch_first after insert on locations for each row execute function watch_first();
  create trigger watch_messages after insert or update on messages for each row execute function watch_write();
  create trigger watch_coverage after insert or update on coverage for each row execute function watch_write();`;

export async function readWatch(client: Client): Promise<WatchReport> {
  const { rows } = await client.query<{ kind: string; count: number }>('select kind, count(*)::int from watch_log group by kind');
  const counts = new Map(rows.map(({ kind, count }) => [kind, count]));
  return {
    takeOvers: counts.get('take-over') ?? 0,
    staleWrites: counts.get('stale-write') ?? 0,
    setBacks: counts.get('set-back') ?? 0,
  };
}
