import { NO_CONTACT_FIELDS, renderContactFields } from '../model/contact';
import { MessageFilters, NO_USER, SortOrder } from '../model/search-query';
import { Statement } from './database';

/** What of a query changes the text of its statement; the rest are its values. */
export interface PageShape {
  readonly sort: SortOrder;
  readonly includeContact: boolean;
  readonly filters: MessageFilters;
  readonly typeCount: number;
}

/** The filters' columns, in the order in which their values are bound. */
const FILTER_COLUMNS: readonly (readonly [keyof MessageFilters, string])[] = [
  ['userId', 'user_id'],
  ['contactId', 'contact_id'],
  ['conversationId', 'conversation_id'],
  ['direction', 'direction'],
  ['status', 'status'],
];

const statements = new Map<string, Statement>();

/**
 * Reads a page by keyset and joins its text on the server: one row comes back, whatever the page's size.
 *
 * $1 location, $2 and $3 the position beyond which it begins (dateUpdated, id), $4 the window's other bound, $5 the page's size, then
 * the filters' values, then one message type each: the branches of the union are merged in index order, so no more rows are read than
 * returned, plus one that tells whether another page follows.
 */
export function pageStatement(shape: PageShape): Statement {
  const { sort, includeContact, filters, typeCount } = shape;
  const name = `search.page.${sort}.${typeCount}${includeContact ? '.contact' : ''}${filterName(filters)}`;
  return remembered(name, () => {
    const { conditions, nextParameter } = filterConditions(filters, 6);
    const beyond = sort === 'asc' ? '>' : '<';
    const within = sort === 'asc' ? '<=' : '>';
    const branches = Array.from(
      { length: typeCount },
      (_, index) => `
        select id, date_updated, contact_id, rendered, attribution
          from messages
         where location_id = $1 and message_type = $${nextParameter + index} and (date_updated, id) ${beyond} ($2::timestamptz, $3::text)
           and date_updated ${within} $4::timestamptz${conditions}`,
    );
    return `
    with page as (
      select *, row_number() over (order by date_updated ${sort}, id ${sort}) as position
        from (${branches.join('\n         union all')}
         order by date_updated ${sort}, id ${sort}
         limit $5::int + 1) as rows
    )
    select string_agg(rendered || attribution${includeContact ? ` || coalesce(contact, '${UNKNOWN_CONTACT}')` : ''}, '},' order by position)
             filter (where position <= $5) as text,
           (array_agg(id order by position desc) filter (where position <= $5))[1] as last_id,
           (extract(epoch from ${sort === 'asc' ? 'max' : 'min'}(date_updated) filter (where position <= $5)) * 1000)::float8 as last_date,
           count(*) > $5 as has_more
      from page${includeContact ? CONTACT_JOIN : ''}`;
  });
}

/** Counts the messages of a query: $1 location, $2 exclusive lower and $3 inclusive upper bound, $4 the types, then the filters' values. */
export function totalStatement(filters: MessageFilters): Statement {
  return remembered(
    `search.total${filterName(filters)}`,
    () => `
    select count(*)::int as total
      from messages
     where location_id = $1 and date_updated > $2 and date_updated <= $3 and message_type = any($4::text[])${filterConditions(filters, 5).conditions}`,
  );
}

/** The values of the filters, in the order in which the statements bind them. */
export function filterValues(filters: MessageFilters): readonly string[] {
  return FILTER_COLUMNS.flatMap(([filter]) => (isBound(filters, filter) ? [filters[filter] ?? ''] : []));
}

/** Quotes are doubled for SQL; there are no others in it to escape. */
const UNKNOWN_CONTACT = renderContactFields(NO_CONTACT_FIELDS).replaceAll("'", "''");
const CONTACT_JOIN = `
      left join (select id as contact_id, rendered as contact from contacts where location_id = $1) as contacts using (contact_id)`;

function filterConditions(filters: MessageFilters, firstParameter: number): { conditions: string; nextParameter: number } {
  let nextParameter = firstParameter;
  const conditions = FILTER_COLUMNS.filter(([filter]) => filters[filter] !== undefined).map(([filter, column]) =>
    isBound(filters, filter) ? ` and ${column} = $${nextParameter++}` : ` and ${column} is null`,
  );
  return { conditions: conditions.join(''), nextParameter };
}

function filterName(filters: MessageFilters): string {
  return FILTER_COLUMNS.filter(([filter]) => filters[filter] !== undefined)
    .map(([filter, column]) => `.${column}${isBound(filters, filter) ? '' : '-null'}`)
    .join('');
}

/** Whether the filter has a value to bind; "belongs to nobody" has none. */
function isBound(filters: MessageFilters, filter: keyof MessageFilters): boolean {
  return filters[filter] !== undefined && !(filter === 'userId' && filters.userId === NO_USER);
}

function remembered(name: string, text: () => string): Statement {
  const known = statements.get(name) ?? { name, text: text() };
  statements.set(name, known);
  return known;
}
