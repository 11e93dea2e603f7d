import { z } from 'zod';
import { endpoint } from './endpoint';
import { count, records } from './shapes';

/** One condition, e.g. `{field: 'id', operator: 'eq', value: [...]}`; operators: eq, not_eq, contains, exists, range, ... */
export interface ContactFilter {
  readonly field: string;
  readonly operator: string;
  readonly value?: unknown;
}

/** Conditions of which all (`AND`) or any (`OR`) must hold. */
export interface ContactFilterGroup {
  readonly group: 'AND' | 'OR';
  readonly filters: readonly (ContactFilter | ContactFilterGroup)[];
}

/** `pageLimit` at most 500. `page` reaches 10,000 rows; beyond that `searchAfter`, as found on the last row. */
export interface ContactSearchParameters {
  pageLimit: number;
  page?: number;
  searchAfter?: readonly unknown[];
  filters?: readonly (ContactFilter | ContactFilterGroup)[];
  sort?: readonly { readonly field: string; readonly direction: 'asc' | 'desc' }[];
  query?: string;
}

/** A POST that only reads, so it may be repeated. The number of all hits is `total`, in some answers `count`. */
export const searchContacts = endpoint<ContactSearchParameters & { locationId: string }>()({
  method: 'POST',
  path: '/contacts/search',
  body: ['locationId', 'pageLimit', 'page', 'searchAfter', 'filters', 'sort', 'query'],
  idempotent: true,
  scope: 'contacts.readonly',
  answer: z
    .object({ contacts: records, total: count, count })
    .transform((page) => ({ contacts: page.contacts, total: page.total ?? page.count ?? null })),
});
