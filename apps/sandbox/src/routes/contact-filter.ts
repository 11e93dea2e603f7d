import { unprocessable } from '../http/upstream-error';
import { Contact } from '../world/contact.entity';

type Filter = (contact: Contact) => boolean;

/** Turns upstream's filters into a predicate: a list is a conjunction, `{group: 'OR'|'AND', filters}` nests. Throws 422 on others. */
export function contactFilter(filters: unknown): Filter {
  return filters === undefined ? () => true : group('AND', filters);
}

function group(kind: 'AND' | 'OR', filters: unknown): Filter {
  if (!Array.isArray(filters)) throw unprocessable(['filters must be an array']);
  const parts = (kind === 'OR' && anyValueOf(filters)) || filters.map(single);
  return kind === 'AND' ? (contact) => parts.every((part) => part(contact)) : (contact) => parts.some((part) => part(contact));
}

/** `field eq value` for hundreds of values of one field, as clients ask for many contacts at once: one look-up instead of hundreds. */
function anyValueOf(filters: readonly unknown[]): [Filter] | undefined {
  const equalities = filters as readonly (Record<string, unknown> | null)[];
  const field = equalities[0]?.field;
  const isPlain = equalities.every((one) => one?.field === field && one?.operator === 'eq' && typeof one.value === 'string');
  if (typeof field !== 'string' || !isPlain) return undefined;
  const wanted = new Set(equalities.map((one) => one?.value));
  return [(contact) => valuesOf((contact as unknown as Record<string, unknown>)[field]).some((value) => wanted.has(value))];
}

function valuesOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [value];
}

function single(filter: unknown): Filter {
  const { group: kind, filters, field, operator, value } = (filter ?? {}) as Record<string, unknown>;
  if (kind === 'AND' || kind === 'OR') return group(kind, filters);
  const test = typeof operator === 'string' && Object.hasOwn(OPERATORS, operator) ? OPERATORS[operator] : undefined;
  if (typeof field !== 'string' || !test) {
    throw unprocessable([`each filter must have a field and an operator of ${Object.keys(OPERATORS).join(', ')}`]);
  }
  return (contact) => test((contact as unknown as Record<string, unknown>)[field], value);
}

const OPERATORS: Record<string, (actual: unknown, wanted: unknown) => boolean> = {
  eq: (actual, wanted) => oneOf(actual, wanted),
  not_eq: (actual, wanted) => !oneOf(actual, wanted),
  contains: (actual, wanted) => text(actual).includes(text(wanted)),
  not_contains: (actual, wanted) => !text(actual).includes(text(wanted)),
  exists: (actual) => actual !== undefined,
  not_exists: (actual) => actual === undefined,
  range: (actual, wanted) => isInRange(actual, (wanted ?? {}) as Record<string, unknown>),
};

/** A wanted list means any of its values; an actual list (tags) matches by any of its own. */
function oneOf(actual: unknown, wanted: unknown): boolean {
  const values: unknown[] = Array.isArray(wanted) ? wanted : [wanted];
  return Array.isArray(actual) ? actual.some((item) => values.includes(item)) : values.includes(actual);
}

function text(value: unknown): string {
  return typeof value === 'string' ? value.toLowerCase() : JSON.stringify(value ?? '');
}

/** Bounds gt, gte, lt, lte; on dates epoch ms or ISO. */
function isInRange(actual: unknown, bounds: Record<string, unknown>): boolean {
  if (typeof actual !== 'string') return false;
  const ms = Date.parse(actual);
  const bound = (name: string, missing: number) =>
    bounds[name] === undefined ? missing : new Date(bounds[name] as string | number).getTime();
  return (
    ms > bound('gt', Number.NEGATIVE_INFINITY) &&
    ms >= bound('gte', Number.NEGATIVE_INFINITY) &&
    ms < bound('lt', Number.POSITIVE_INFINITY) &&
    ms <= bound('lte', Number.POSITIVE_INFINITY)
  );
}
