import fc, { Arbitrary } from 'fast-check';
import { Schema } from '../document';

interface Described {
  readonly type?: string | readonly string[];
  readonly enum?: readonly (string | null)[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly not?: { readonly enum?: readonly string[] };
  readonly items?: Schema;
  readonly maxItems?: number;
  readonly uniqueItems?: boolean;
}

/** Lists are sent as one text; long ones say no more than short ones. */
const MOST_ITEMS = 4;
const MOMENTS = { min: new Date('0001-01-02T00:00:00Z'), max: new Date('9999-12-30T00:00:00Z'), noInvalidDate: true };

/** Texts that a parameter of this schema may have. */
export function validText(schema: Schema): Arbitrary<string> {
  const described = schema as Described;
  const { type, minimum = -1_000_000, maximum = 1_000_000 } = described;
  if (described.enum) return fc.constantFrom(...described.enum.map(String));
  if (Array.isArray(type)) return fc.date(MOMENTS).chain((date) => fc.constantFrom(date.toISOString(), String(date.getTime())));
  if (type === 'integer') return fc.integer({ min: minimum, max: maximum }).map(String);
  if (type === 'number') return fc.integer({ min: minimum, max: maximum }).map((value) => String(value / 4));
  if (type === 'boolean') return fc.boolean().map(String);
  if (type === 'array') return validList(described);
  if (described.pattern !== undefined) return fc.stringMatching(short(described.pattern)).filter(isNotExcluded(described));
  return fc.string({ minLength: described.minLength ?? 0, maxLength: Math.min(described.maxLength ?? 64, 256) });
}

const isNotExcluded =
  ({ not }: Described) =>
  (text: string): boolean =>
    !not?.enum?.includes(text);

/** Long texts say no more than short ones and take their time: what may have thousands of characters has a few dozen. */
function short(pattern: string): RegExp {
  return new RegExp(pattern.replace(/\{(\d+),\d{3,}\}/g, '{$1,40}'));
}

function validList({ items = {}, maxItems = MOST_ITEMS, uniqueItems = false }: Described): Arbitrary<string> {
  const lengths = { minLength: 1, maxLength: Math.min(maxItems, MOST_ITEMS) };
  const one = validText(items);
  return (uniqueItems ? fc.uniqueArray(one, lengths) : fc.array(one, lengths)).map((list) => list.join());
}

/** Texts that it may not have. None where it may have any. */
export function invalidText(schema: Schema): Arbitrary<string> | undefined {
  const described = schema as Described;
  const { type, minimum, maximum } = described;
  const text = fc.string({ unit: 'grapheme', maxLength: 40 });
  const { enum: allowed } = described;
  if (allowed) return text.filter((value) => !allowed.includes(value));
  if (Array.isArray(type)) return fc.constantFrom('yesterday', '2026-02-30', '2026-01-31T12:00:00', '99999999999999999', 'NaN', '');
  if (type === 'integer') {
    const outside = [minimum, maximum].flatMap((end, at) => (end === undefined ? [] : [String(end + (at === 0 ? -1 : 1))]));
    const noNumbers = fc.constantFrom('ten', '1.5', '', '1e999', '0x10', '-', '999999999999999999999');
    return outside.length === 0 ? noNumbers : fc.oneof(fc.constantFrom(...outside), noNumbers);
  }
  if (type === 'number') return fc.constantFrom('ten', '', 'NaN', 'Infinity', '1,5');
  if (type === 'boolean') return fc.constantFrom('maybe', 'yes', '2', '', 'null', '[]');
  if (type === 'array') return described.items && invalidText(described.items)?.filter(isOneItem);
  return invalidString(described);
}

/** A comma would make it two, and spaces around an item don't count. */
const isOneItem = (text: string): boolean => text !== '' && text === text.trim() && !text.includes(',');

function invalidString({ pattern, maxLength }: Described): Arbitrary<string> | undefined {
  const tooLong = maxLength === undefined ? [] : [fc.constant('x'.repeat(maxLength + 1))];
  if (pattern === undefined) return tooLong[0];
  const expression = new RegExp(pattern);
  return fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 40 }).filter((value) => !expression.test(value)),
    ...tooLong,
  );
}
