import { StoredFilters } from '../model/search-query';
import { Statement } from './database';
import { filterConditions, PageShape, filterName, remembered, shapeName, shownColumns } from './search.statement';
import { listed } from './sql-values';

/** Fewer words than this are sorted, whatever else there is. */
const FEW = 1_000;
/** Of more matches than this part of a location's messages, it's sooner to look at all messages than to look the matches up. */
const MOST_COUNTED = `(select greatest(${FEW}, stored / 16)::int from locations where location_id = $1)`;

/*
 * All statements bind $1 location, $2 and $3 the position beyond which they begin, $4 the window's other bound, $5 how many. Those that look
 * at words bind $6 and $7, the queries of messages and of contacts. Then the filters' values, then one message type each.
 *
 * The marks of lexemes make an index's list one location's; the fences (offset 0) keep the planner, which has no statistics, from reading
 * all words of a location by the primary key instead.
 */

/** Messages whose own words match. */
const SAYING = `
  select id from (select location_id, id from message_words where words @@ $6::tsquery offset 0) as w where location_id = $1`;
/** Contacts whose words match. */
const CONTACTS = `
  select id from (select location_id, id from contact_words where words @@ $7::tsquery offset 0) as c where location_id = $1`;
/**
 * The ids of messages that match, by their own words or by their contact's; some of them twice. The index of messages by contact has the
 * collation of the database, the ids of contacts have not.
 */
const MATCHES = `
  ${SAYING}
  union all
  select m.id
    from (${CONTACTS}) as contact
   cross join lateral (select id from messages where location_id = $1 and contact_id = contact.id collate "default" offset 0) as m`;
/** Of messages `m`, those that match: two look-ups in memory for each. For where a good part of all messages is looked at. */
const AMONG_MATCHES = `
  left join (${SAYING}) as saying on saying.id = m.id
  left join (${CONTACTS}) as contact on contact.id = m.contact_id
 where (saying.id is not null or contact.id is not null)`;

/**
 * Comes before statements that join matches in memory, in their transaction: the planner doesn't know how many there are, and would look
 * each up by itself.
 */
export const JOIN_IN_MEMORY: Statement = {
  name: 'text-search.join-in-memory',
  text: `select set_config('enable_nestloop', 'off', true), set_config('enable_mergejoin', 'off', true)`,
};

/**
 * Looks at the next messages in their order, $8 at most, for those that match: $5 at most. Two look-ups by primary key for each message; as
 * values, since the planner would rather make a table of all words that match.
 */
export function walkStatement(shape: PageShape): Statement {
  const { sort } = shape;
  return remembered(`text-search.walk.${shapeName(shape)}`, () => {
    const order = `order by date_updated ${sort}, id ${sort}`;
    return `
      select ${shownColumns(shape)}
        from (${inOrder(shape, 'id, date_updated, contact_id, user_id, rendered', 9, '$8::int')}) as looked_at
       where coalesce((select w.words @@ $6::tsquery from message_words w where w.location_id = $1 and w.id = looked_at.id), false)
          or coalesce((select c.words @@ $7::tsquery from contact_words c where c.location_id = $1 and c.id = looked_at.contact_id), false)
       ${order} limit $5::int`;
  });
}

/**
 * All that match of the messages that follow, sorted: for many matches, all of them far off. Each match is at hand in memory, so that looking at a
 * message costs a tenth. Comes after JOIN_IN_MEMORY.
 */
export function scanStatement(shape: PageShape): Statement {
  const { sort } = shape;
  return remembered(
    `text-search.scan.${shapeName(shape)}`,
    () => `
      select ${shownColumns(shape)}
        from (select m.id as found_id from (${inOrder(shape, 'id, date_updated, contact_id', 8, 'all')}) as m ${AMONG_MATCHES}
               order by m.date_updated ${sort}, m.id ${sort} limit $5::int) as found
       cross join lateral (select * from messages where location_id = $1 and id = found_id offset 0) as m
       order by date_updated ${sort}, id ${sort}`,
  );
}

/** The place of the last message that a walk over $5 messages looks at; none when there are fewer. */
export function placeStatement(shape: PageShape): Statement {
  return remembered(
    `text-search.place.${shapeName(shape)}`,
    () => `
      select id, (extract(epoch from date_updated) * 1000)::float8::text
        from (${inOrder(shape, 'id, date_updated', 6, '$5::int')}) as looked_at
      offset $5::int - 1`,
  );
}

/**
 * Finds the messages by the index: sorts them where they are few, else looks for them among the next messages, as many as should have a page of
 * them. Gives up where there are so many that walkStatement finds a page sooner. Where it hasn't come to the end, the first column tells how many
 * messages it looked at or, the second being true, a walk should. A search that finds nothing has one row without a message. Comes after
 * JOIN_IN_MEMORY.
 *
 * With W messages wanted of S, and n matches, a page is to be expected after W·S/n messages, and a little more to be sure. To look a match up costs
 * sixteen times what it costs to look for a message among the matches, and to find one a quarter of looking at a message by the walk: hence a quarter
 * of the root of W·S, and twice it.
 */
export function findStatement(shape: PageShape): Statement {
  const { sort, filters } = shape;
  return remembered(`text-search.find.${shapeName(shape)}`, () => {
    const { conditions, nextParameter } = filterConditions(filters, 8);
    const order = `order by date_updated ${sort}, id ${sort}`;
    const most = `(select greatest(${FEW}, 2 * sqrt($5::float8 * stored))::int from locations where location_id = $1)`;
    const looks = `(select case when is_few or is_cut then 0 else looks end from decided)`;
    return `
      with found as materialized (
        select id from (${MATCHES}) as matches limit ${most} + 1
      ), counted as materialized (
        select count(*) as count from found
      ), decided as materialized (
        select count <= greatest(${FEW}, ${most} / 8) as is_few, count > ${most} as is_cut,
               ceil(($5::float8 + 4 * sqrt($5::float8) + 4) * stored / greatest(count, 1))::int as looks
          from counted, locations
         where location_id = $1
      )
      select case when not is_few then looks::text end, is_cut::text, ${shownColumns(shape)}
        from decided
        left join lateral (
          select m.id, m.date_updated, m.contact_id, m.user_id, m.rendered
            from (select distinct id as found_id from found where is_few
                   union all
                  select id from (${inOrder(shape, 'id, date_updated', 8, looks)}) as looked_at where id in (select id from found)) as f
           cross join lateral (select * from messages where location_id = $1 and id = found_id offset 0) as m
           where ${within(shape)} and message_type in (${typeParameters(shape, nextParameter)})${conditions}
           ${order} limit $5::int
        ) as page on true
       ${order}`;
  });
}

/**
 * Counts what matches, where there are so few that each is looked up; null where not. $2 exclusive lower and $3 inclusive upper bound, $4
 * the types; $5 isn't used.
 */
export function fewTotalStatement(filters: StoredFilters): Statement {
  return remembered(
    `text-search.few-total${filterName(filters)}`,
    () => `
      with found as materialized (
        select id from (${MATCHES}) as matches limit ${MOST_COUNTED} + 1
      )
      select case when (select count(*) from found) <= ${MOST_COUNTED} then (
               select count(*)
                 from (select distinct id as found_id from found) as f
                cross join lateral (select * from messages where location_id = $1 and id = found_id offset 0) as m
                where ${counted(filters)})
             end::text`,
  );
}

/** The same where there are many. Comes after JOIN_IN_MEMORY. */
export function totalStatement(filters: StoredFilters): Statement {
  return remembered(
    `text-search.total${filterName(filters)}`,
    () => `
      select count(*)::text
        from (select id, contact_id from messages where location_id = $1 and ${counted(filters)} offset 0) as m ${AMONG_MATCHES}`,
  );
}

function counted(filters: StoredFilters): string {
  return `date_updated > $2::timestamptz and date_updated <= $3::timestamptz
         and message_type = any(${listed(4, 'text')}) and $5::int is not null${filterConditions(filters, 8).conditions}`;
}

/** The next messages in their order: each type by its index, no further than needed. */
function inOrder(shape: PageShape, columns: string, firstParameter: number, limit: string): string {
  const { sort, filters, typeCount } = shape;
  const { conditions, nextParameter } = filterConditions(filters, firstParameter);
  const order = `order by date_updated ${sort}, id ${sort} limit ${limit}`;
  const branches = Array.from(
    { length: typeCount },
    (_, index) => `
        (select ${columns} from messages
          where location_id = $1 and message_type = $${nextParameter + index} and ${within(shape)}${conditions} ${order})`,
  );
  return `select * from (${branches.join(' union all ')}) as page ${order}`;
}

function within({ sort }: PageShape): string {
  const [beyond, upTo] = sort === 'asc' ? ['>', '<='] : ['<', '>'];
  return `(date_updated, id) ${beyond} ($2::timestamptz, $3::text) and date_updated ${upTo} $4::timestamptz`;
}

function typeParameters({ typeCount }: PageShape, first: number): string {
  return Array.from({ length: typeCount }, (_, index) => `$${first + index}`).join(', ');
}
