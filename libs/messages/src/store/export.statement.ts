import { ExportQuery, ExportSort } from '../model/export-query';
import { SortOrder } from '../model/search-query';
import { Statement } from './database';
import { statementName } from './statement-name';
import { listed } from './sql-values';

/**
 * How a page is found: in the index by creation, as far as needed; in the index of each type by update, merged; or by collecting all that
 * pass the filters, or are of the types, and sorting them, where these are few.
 */
export type ExportRoute = 'by-creation' | 'merged-types' | 'sorted-filters' | 'sorted-types';

/** What of an export changes the text of its statements; the rest are their values. */
export interface ExportShape {
  readonly sortBy: ExportSort;
  /** Which of them narrow it. */
  readonly filters: readonly ExportFilter[];
  readonly hasDates: boolean;
}

export interface ExportPageShape extends Omit<ExportShape, 'hasDates'> {
  readonly sortOrder: SortOrder;
  readonly route: ExportRoute;
  /** How many types are merged. */
  readonly typeCount: number;
}

export type ExportFilter = keyof typeof FILTER_COLUMNS;

const FILTER_COLUMNS = { conversationId: 'conversation_id', contactId: 'contact_id' } as const;
const SORT_COLUMNS: Readonly<Record<ExportSort, string>> = { createdAt: 'date_added', updatedAt: 'date_updated' };

const statements = new Map<string, Statement>();

/** The filters that the query narrows by, in the order in which their values are bound. */
export function exportFilters(query: ExportQuery): readonly ExportFilter[] {
  return (['conversationId', 'contactId'] as const).filter((filter) => query[filter] !== undefined);
}

/**
 * Reads a page by keyset: $1 location, $2 and $3 the position beyond which it begins (date, id), $4 the last date, $5 how many. Then, with
 * merged types, one type each; with sorted types the list of types; else the list of types that are left out, and the filters' values:
 * left out rather than chosen, so that no planner takes the index of types for it.
 */
export function exportPageStatement({ sortBy, sortOrder, filters, route, typeCount }: ExportPageShape): Statement {
  return remembered(`export.page.${sortBy}.${sortOrder}.${route}.${filters.join('.')}.${typeCount}`, () => {
    const column = SORT_COLUMNS[sortBy];
    const [beyond, within] = sortOrder === 'asc' ? ['>', '<='] : ['<', '>='];
    const order = `order by ${column} ${sortOrder}, id ${sortOrder} limit $5::int`;
    const range = `(${column}, id) ${beyond} ($2::timestamptz, $3::text) and ${column} ${within} $4::timestamptz`;
    const select = (condition: string, more = '') =>
      `select rendered, raw${more} from messages where location_id = $1 and ${condition} and ${range} ${order}`;
    if (route === 'by-creation') return select(`message_type <> all(${listed(6, 'text')})`);
    if (route === 'merged-types') {
      const branches = Array.from({ length: typeCount }, (_, index) => `(${select(`message_type = $${6 + index}`, `, id, ${column}`)})`);
      return `select rendered, raw from (${branches.join('\n union all ')}) as page ${order}`;
    }
    const chosen = route === 'sorted-types' ? `= any(${listed(6, 'text')})` : `<> all(${listed(6, 'text')})${conditions(filters, 7)}`;
    // The fence (offset 0) keeps the planner from going through the location in order of dates for them.
    return `
      select m.rendered, m.raw
        from (
          select id, ${column}
            from (select id, ${column} from messages where location_id = $1 and message_type ${chosen} offset 0) as chosen
           where ${range} ${order}
        ) as page
        join messages m on m.location_id = $1 and m.id = page.id
       order by page.${column} ${sortOrder}, page.id ${sortOrder}`;
  });
}

/** Counts an export: $1 location, $2 the types, then the filters' values, then the first and the last date if it has any. */
export function exportTotalStatement(shape: ExportShape): Statement {
  return remembered(`export.total.${nameOf(shape)}`, () => `select count(*)::int as total from messages where ${chosenBy(shape)}`);
}

/** Whether it has messages of these types; the same values. */
export function exportHasTypesStatement(shape: ExportShape): Statement {
  return remembered(`export.has-types.${nameOf(shape)}`, () => `select exists (select from messages where ${chosenBy(shape)}) as has`);
}

function chosenBy({ sortBy, filters, hasDates }: ExportShape): string {
  const column = SORT_COLUMNS[sortBy];
  const first = 3 + filters.length;
  const dates = hasDates ? ` and ${column} >= $${first} and ${column} <= $${first + 1}` : '';
  return `location_id = $1 and message_type = any(${listed(2, 'text')})${conditions(filters, 3)}${dates}`;
}

function conditions(filters: readonly ExportFilter[], firstParameter: number): string {
  return filters.map((filter, index) => ` and ${FILTER_COLUMNS[filter]} = $${firstParameter + index}`).join('');
}

function nameOf({ sortBy, filters, hasDates }: ExportShape): string {
  return `${sortBy}.${filters.join('.')}${hasDates ? '.dates' : ''}`;
}

function remembered(name: string, text: () => string): Statement {
  const known = statements.get(name) ?? { name: statementName(name), text: text() };
  statements.set(name, known);
  return known;
}
