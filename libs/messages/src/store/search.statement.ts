import { MessageFilters, NO_USER, SortOrder, StoredFilters } from '../model/search-query';
import { Statement } from './database';
import { statementName } from './statement-name';

/** What of a query changes the text of its statement; the rest are its values. */
export interface PageShape {
  readonly sort: SortOrder;
  /** Whether the contacts' ids are wanted too: a thousand values more to send and parse. */
  readonly includeContact: boolean;
  /** The same of the users' ids, which come last. */
  readonly includeUser: boolean;
  readonly filters: StoredFilters;
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
 * Reads a page by keyset.
 *
 * $1 location, $2 and $3 the position beyond which it begins (dateUpdated, id), $4 the window's other bound, $5 how many, then the
 * filters' values, then one message type each. Each type is read in the order of its index, no further than needed, and the types are
 * merged; a plain `message_type = any(...)` would sort all of the window.
 */
export function pageStatement(shape: PageShape): Statement {
  const { sort, filters, typeCount } = shape;
  return remembered(`search.page.${shapeName(shape)}`, () => {
    const { conditions, nextParameter } = filterConditions(filters, 6);
    const [beyond, within] = sort === 'asc' ? ['>', '<='] : ['<', '>'];
    const order = `order by date_updated ${sort}, id ${sort} limit $5::int`;
    const branches = Array.from(
      { length: typeCount },
      (_, index) => `
        (select id, date_updated, contact_id, user_id, rendered
           from messages
          where location_id = $1 and message_type = $${nextParameter + index} and (date_updated, id) ${beyond} ($2::timestamptz, $3::text)
            and date_updated ${within} $4::timestamptz${conditions}
          ${order})`,
    );
    return `select ${shownColumns(shape)} from (${branches.join('\n         union all')}) as page ${order}`;
  });
}

/** Counts the messages of a query: $1 location, $2 exclusive lower and $3 inclusive upper bound, $4 the types, then the filters' values. */
export function totalStatement(filters: StoredFilters): Statement {
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

/** Conditions on a message's columns, and the number of the parameter after theirs. */
export function filterConditions(filters: StoredFilters, firstParameter: number): { conditions: string; nextParameter: number } {
  let nextParameter = firstParameter;
  const conditions = FILTER_COLUMNS.filter(([filter]) => filters[filter] !== undefined).map(([filter, column]) =>
    conditionOn(column, isBound(filters, filter) ? nextParameter++ : null, filter === 'userId' && filters.orNobody === true),
  );
  return { conditions: conditions.join(''), nextParameter };
}

function conditionOn(column: string, parameter: number | null, orNull: boolean): string {
  if (parameter === null) return ` and ${column} is null`;
  return orNull ? ` and (${column} = $${parameter} or ${column} is null)` : ` and ${column} = $${parameter}`;
}

/** What of the filters makes another statement. */
export function filterName(filters: StoredFilters): string {
  return FILTER_COLUMNS.filter(([filter]) => filters[filter] !== undefined)
    .map(([filter, column]) => `.${column}${isBound(filters, filter) ? '' : '-null'}`)
    .concat(filters.orNobody ? ['.or-nobody'] : [])
    .join('');
}

/** Whether the filter has a value to bind; "belongs to nobody" has none. */
function isBound(filters: MessageFilters, filter: keyof MessageFilters): boolean {
  return filters[filter] !== undefined && !(filter === 'userId' && filters.userId === NO_USER);
}

/** The columns of what is shown, in the order in which they are read. */
export function shownColumns({ includeContact, includeUser }: PageShape): string {
  return `rendered${includeContact ? ', contact_id' : ''}${includeUser ? ', user_id' : ''}`;
}

/** What of a statement's name tells its shape. */
export function shapeName({ sort, includeContact, includeUser, filters, typeCount }: PageShape): string {
  return `${sort}.${typeCount}${includeContact ? '.contact' : ''}${includeUser ? '.user' : ''}${filterName(filters)}`;
}

/** The statement of this name, made once. */
export function remembered(name: string, text: () => string): Statement {
  const known = statements.get(name) ?? { name: statementName(name), text: text() };
  statements.set(name, known);
  return known;
}
