import { unprocessable } from '../http/upstream-error';
import { Contact } from '../world/contact.entity';

export interface ContactSort {
  readonly field: string;
  readonly direction: 'asc' | 'desc';
}

type SortValue = string | number;

const DEFAULT_SORT: readonly ContactSort[] = [{ field: 'dateAdded', direction: 'desc' }];

/** The body's `sort`, newest first unless it says otherwise. */
export function readContactSort(sort: unknown): readonly ContactSort[] {
  if (sort === undefined) return DEFAULT_SORT;
  if (!Array.isArray(sort) || !sort.every(isContactSort)) throw unprocessable(['sort must be an array of {field, direction: asc|desc}']);
  return sort;
}

/** A row's position: its sort values (dates in epoch ms, what it lacks as empty text), then its id. */
export function sortValues(contact: Contact, sort: readonly ContactSort[]): SortValue[] {
  const fields: Record<string, unknown> = { ...contact };
  return [...sort.map(({ field }) => sortValue(field, fields[field])), contact.id];
}

/** Compares two positions; ties of every sort field are broken by ascending id. */
export function compareContacts(a: readonly SortValue[], b: readonly SortValue[], sort: readonly ContactSort[]): number {
  for (let i = 0; i <= sort.length; i++) {
    const [left, right] = [a[i] ?? '', b[i] ?? ''];
    if (left === right) continue;
    return left < right === (sort[i]?.direction !== 'desc') ? -1 : 1;
  }
  return 0;
}

function sortValue(field: string, value: unknown): SortValue {
  if (typeof value !== 'string') return typeof value === 'number' ? value : '';
  return field.startsWith('date') ? Date.parse(value) : value;
}

function isContactSort(value: unknown): value is ContactSort {
  const { field, direction } = (value ?? {}) as Partial<ContactSort>;
  return typeof field === 'string' && (direction === 'asc' || direction === 'desc');
}
