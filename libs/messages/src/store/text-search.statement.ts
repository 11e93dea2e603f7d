import { StoredFilters } from '../model/search-query';
import { Statement } from './database';
import { filterConditions, PageShape, filterName, remembered, shapeName, shownColumns } from './search.statement';

/** Fewer words than this are sorted, whatever else there is. */
const FEW = 1_000;

/*
 * All statements bind $1 location, $2 and $3 the position beyond which they begin, $4 the window's other bound, $5 how many. Those that look
 * at words bind $6 and $7, the queries of messages and of contacts. Then the filters' values, then one message type each.
 *
 * The marks of lexemes make an index's list one location's; the fences (offset 0) keep the planner, which has no statistics, from reading
 * all words of a location by the primary key instead.
 */

/** Contacts whose words match. */
const CONTACTS = `
  select id from (select location_id, id from contact_words where words @@ $7::tsquery offset 0) as c where location_id = $1`;
/**
 * The ids of messages that match, by their own words or by their contact's; some of them twice. The index of messages by contact has the
 * collation of the database, the ids of contacts have not.
 */
const MATCHES = `
  select id from (select location_id, id from message_words where words @@ $6::tsquery offset 0) as w where location_id = $1
  union all
  select m.id
    from (${CONTACTS}) as contact
   cross join lateral (select id from messages where location_id = $1 and contact_id = contact.id collate "default" offset 0) as m`;

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
 * Finds the messages by the index and sorts them. `bounded`, it gives up where there are so many that a walk finds a page sooner: more than
 * the root of (how many are wanted, times how many there are), of which as many have to be looked at either way. Where it gave up, the first
 * column says after how many; it, and a search that finds nothing, has one row without a message.
 */
export function findStatement(shape: PageShape, bounded: boolean): Statement {
  const { sort, filters } = shape;
  return remembered(`text-search.find.${bounded ? 'few' : 'all'}.${shapeName(shape)}`, () => {
    const { conditions, nextParameter } = filterConditions(filters, 8);
    const order = `order by date_updated ${sort}, id ${sort}`;
    const most = `(select greatest(${FEW}, sqrt($5::float8 * stored))::int from locations where location_id = $1)`;
    return `
      with found as materialized (
        select id from (${MATCHES}) as matches ${bounded ? `limit ${most} + 1` : ''}
      ), counted as materialized (
        select count(*) as count ${bounded ? `, count(*) > ${most} as is_cut` : ', false as is_cut'} from found
      )
      select case when counted.is_cut then counted.count::text end, ${shownColumns(shape)}
        from counted
        left join lateral (
          select m.id, m.date_updated, m.contact_id, m.user_id, m.rendered
            from (select distinct id as found_id from found where not counted.is_cut) as f
           cross join lateral (select * from messages where location_id = $1 and id = found_id offset 0) as m
           where ${within(shape)} and message_type in (${typeParameters(shape, nextParameter)})${conditions}
           ${order} limit $5::int
        ) as page on true
       ${order}`;
  });
}

/** Counts what matches: $2 exclusive lower and $3 inclusive upper bound, $4 the types; $5 isn't used. */
export function textTotalStatement(filters: StoredFilters): Statement {
  return remembered(
    `text-search.total${filterName(filters)}`,
    () => `
      select count(*)::int as total
        from (select distinct id as found_id from (${MATCHES}) as matches) as f
       cross join lateral (select * from messages where location_id = $1 and id = found_id offset 0) as m
       where date_updated > $2::timestamptz and date_updated <= $3::timestamptz
         and message_type = any($4::text[]) and $5::int is not null${filterConditions(filters, 8).conditions}`,
  );
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
