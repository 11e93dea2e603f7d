/**
 * How a statement begins that needs the message types of location $1, in `types`, the last row of which is null: one probe of the index by
 * type for each, however many messages there are.
 */
export const WITH_TYPES = `
    with recursive types (message_type) as (
      (select message_type from messages where location_id = $1 order by message_type limit 1)
      union all
      select (select m.message_type from messages m
               where m.location_id = $1 and m.message_type > types.message_type
               order by m.message_type limit 1)
        from types where types.message_type is not null
    )`;
