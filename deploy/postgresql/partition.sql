-- Makes every table that has a location_id one that is partitioned by its hash, with all rows it has, in one transaction: as long as it runs
-- nobody else reads or writes them. Tables that are partitioned already stay as they are, so that it can be run again for those of a later
-- version. Run it as the owner of the tables while no process of the service runs, and `migrate` afterwards.
-- How many partitions: set before it as here, or this number.
--   set leadconnector.partitions = 64;
do $$
declare
  partitions constant integer := coalesce(nullif(current_setting('leadconnector.partitions', true), ''), '16')::integer;
  whole record;
  kept record;
  definition text;
  -- What is made when the rows are there: keys and indexes, by their own names.
  definitions text[];
begin
  -- Whoever rows are hidden from is told so, rather than copying those that are left.
  perform set_config('row_security', 'off', true);
  for whole in
    select t.oid, t.relname as name
      from pg_class t join pg_attribute c on c.attrelid = t.oid
     where t.relnamespace = current_schema()::regnamespace and t.relkind = 'r' and not t.relispartition
       and c.attname = 'location_id' and not c.attisdropped
     order by t.relname
  loop
    execute format('lock table %I in access exclusive mode', whole.name);
    -- Its policies would hide rows from its owner, and what is copied would be less than what is dropped.
    execute format('alter table %I no force row level security', whole.name);
    definitions := array(
      select format('alter table %I add constraint %I %s', whole.name, conname, pg_get_constraintdef(oid))
        from pg_constraint where conrelid = whole.oid and contype in ('p', 'u') order by contype, conname
    ) || array(
      select pg_get_indexdef(i.indexrelid)
        from pg_index i
       where i.indrelid = whole.oid and not exists (select from pg_constraint where conindid = i.indexrelid and conrelid = whole.oid)
       order by i.indexrelid
    );
    execute format(
      'create table %I (like %I including all excluding indexes excluding identity excluding statistics) partition by hash (location_id)',
      whole.name || '_new', whole.name);
    for part in 0 .. partitions - 1 loop
      execute format('create table %I partition of %I for values with (modulus %s, remainder %s)',
        whole.name || '_p' || part, whole.name || '_new', partitions, part);
    end loop;
    -- A partitioned table can have identity columns from PostgreSQL 17 on; a sequence by default does the same on all.
    for kept in
      select attname as name from pg_attribute where attrelid = whole.oid and attidentity <> '' and not attisdropped
    loop
      execute format('create sequence %I', whole.name || '_' || kept.name || '_new');
      execute format('select setval(%L, coalesce(max(%I), 0) + 1, false) from %I',
        quote_ident(whole.name || '_' || kept.name || '_new'), kept.name, whole.name);
      execute format('alter table %I alter column %I set default nextval(%L)',
        whole.name || '_new', kept.name, quote_ident(whole.name || '_' || kept.name || '_new'));
      execute format('alter sequence %I owned by %I.%I', whole.name || '_' || kept.name || '_new', whole.name || '_new', kept.name);
    end loop;
    -- The columns that no statistics are to be made of.
    for kept in
      select attname as name, attstattarget as target from pg_attribute where attrelid = whole.oid and attnum > 0 and attstattarget >= 0 and not attisdropped
    loop
      execute format('alter table %I alter column %I set statistics %s', whole.name || '_new', kept.name, kept.target);
    end loop;
    execute format('insert into %I select * from %I', whole.name || '_new', whole.name);
    execute format('drop table %I', whole.name);
    execute format('alter table %I rename to %I', whole.name || '_new', whole.name);
    for kept in
      select s.relname as name from pg_depend d join pg_class s on s.oid = d.objid and s.relkind = 'S'
       where d.refobjid = format('%I', whole.name)::regclass and d.deptype = 'a' and s.relname like '%\_new'
    loop
      execute format('alter sequence %I rename to %I', kept.name, regexp_replace(kept.name, '_new$', '_seq'));
    end loop;
    foreach definition in array definitions loop
      execute definition;
    end loop;
  end loop;
end $$;
analyze;
