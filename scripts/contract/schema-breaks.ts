import { at, difference, Json, listOf, objectOf, resolved } from './json';

/** Who sends what the schema describes: of requests less may not be taken, of answers less may not be sent. */
export type Direction = 'request' | 'answer';

/** The two contracts that are compared, for what they refer to. */
export interface Contracts {
  readonly before: Json;
  readonly after: Json;
}

/** What of a schema a client of before would stumble over, each a sentence with the place in it. */
export class SchemaBreaks {
  readonly #compared = new Set<string>();

  constructor(
    private readonly contracts: Contracts,
    private readonly direction: Direction,
  ) {}

  between(given: unknown, now: unknown, where: string): readonly string[] {
    const references = JSON.stringify([objectOf(given).$ref ?? null, objectOf(now).$ref ?? null]);
    // Schemas refer to themselves; and one that many refer to is compared once.
    if (references !== '[null,null]') {
      if (this.#compared.has(references)) return [];
      this.#compared.add(references);
    }
    const before = resolved(this.contracts.before, given);
    const after = resolved(this.contracts.after, now);
    return [
      ...this.#ofTypes(before, after, where),
      ...(this.direction === 'request' ? ofLimits(before, after, where) : []),
      ...this.#ofProperties(before, after, where),
      ...this.#ofParts(before, after, where),
    ];
  }

  #ofTypes(before: Json, after: Json, where: string): readonly string[] {
    const [types, newTypes] = [typesOf(this.contracts.before, before), typesOf(this.contracts.after, after)];
    const [values, newValues] = [listOf(before.enum), listOf(after.enum)];
    const isRequest = this.direction === 'request';
    const lost = difference(types, withParts(newTypes)).map((type) => `${where}: ${String(type)} is not taken any more`);
    const more = difference(newTypes, withParts(types)).map((type) => `${where}: may be ${String(type)} now`);
    const lostValues = after.enum === undefined ? [] : difference(values, newValues);
    return [
      ...(isRequest ? lost : more),
      ...(types.length > 0 && newTypes.length === 0 && !isRequest ? [`${where}: has no type any more`] : []),
      // Clients are told to expect values that they don't know, so that an answer may have more of them.
      ...(isRequest ? lostValues.map((value) => `${where}: the value ${String(value)} is not taken any more`) : []),
      ...(isRequest && before.enum === undefined && after.enum !== undefined ? [`${where}: only some values are taken now`] : []),
      ...(before.format === after.format ? [] : [`${where}: the format is another`]),
    ];
  }

  #ofProperties(before: Json, after: Json, where: string): readonly string[] {
    const [fields, newFields] = [objectOf(before.properties), objectOf(after.properties)];
    const [required, newRequired] = [listOf(before.required), listOf(after.required)];
    const kept = Object.keys(fields).filter((name) => name in newFields);
    return [
      ...difference(Object.keys(fields), kept).map((name) => `${where}.${String(name)}: is removed`),
      ...(this.direction === 'request'
        ? difference(newRequired, required).map((name) => `${where}.${String(name)}: is required now`)
        : difference(required, newRequired).flatMap((name) =>
            kept.includes(String(name)) ? [`${where}.${String(name)}: is not always there any more`] : [],
          )),
      ...kept.flatMap((name) => this.between(fields[name], newFields[name], `${where}.${name}`)),
    ];
  }

  #ofParts(before: Json, after: Json, where: string): readonly string[] {
    const items = before.items !== undefined && after.items !== undefined ? this.between(before.items, after.items, `${where}[]`) : [];
    const alternatives = ['oneOf', 'anyOf', 'allOf'].flatMap((kind) =>
      this.#ofAlternatives(listOf(before[kind]), listOf(after[kind]), kind, where),
    );
    return [...items, ...alternatives];
  }

  /** By what they refer to, since their order says nothing; those that refer to nothing by their place. */
  #ofAlternatives(before: readonly unknown[], after: readonly unknown[], kind: string, where: string): readonly string[] {
    const key = (part: unknown, place: number) => JSON.stringify(objectOf(part).$ref ?? place);
    const others = new Map(after.map((part, place) => [key(part, place), part]));
    const known = new Set(before.map(key));
    const lost = before.flatMap((part, place) => (others.has(key(part, place)) ? [] : [`${where}: an alternative of ${kind} is removed`]));
    // Alternatives where there were none are all that was sent before, or less.
    const isWider = before.length > 0 && kind !== 'allOf' && this.direction === 'answer';
    const added = !isWider ? [] : [...others.keys()].filter((one) => !known.has(one));
    return [
      ...(this.direction === 'request' || kind === 'allOf' ? lost : []),
      ...added.map(() => `${where}: an alternative of ${kind} is new`),
      ...before.flatMap((part, place) => {
        const other = others.get(key(part, place));
        return other === undefined ? [] : this.between(part, other, `${where} (${kind} ${place + 1})`);
      }),
    ];
  }
}

/** Of alternatives, those of all of them, if each says. */
function typesOf(contract: Json, schema: Json): readonly unknown[] {
  if (schema.type !== undefined) return listOf(schema.type);
  const types = [...listOf(schema.anyOf), ...listOf(schema.oneOf)].map((part) => typesOf(contract, resolved(contract, part)));
  return types.some((of) => of.length === 0) ? [] : types.flat();
}

/** Whole numbers are numbers. */
const withParts = (types: readonly unknown[]): readonly unknown[] => (types.includes('number') ? [...types, 'integer'] : types);

const UPPER = ['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems', 'maxProperties'];
const LOWER = ['minimum', 'exclusiveMinimum', 'minLength', 'minItems', 'minProperties'];
/** Where nobody can tell which of two takes more. */
const SAME = ['pattern', 'default', 'const', 'not', 'multipleOf'];

/** What a request may have: a limit that is narrower, or another rule. A rule that goes away takes more. */
function ofLimits(before: Json, after: Json, where: string): readonly string[] {
  const isNarrower = (name: string, sign: number) =>
    after[name] !== undefined && (before[name] === undefined || Number(after[name]) * sign < Number(before[name]) * sign);
  const isOther = (name: string) => (name === 'default' ? !at(before, after, name) : after[name] !== undefined && !at(before, after, name));
  return [
    ...UPPER.filter((name) => isNarrower(name, 1)).map((name) => `${where}: ${name} is lower`),
    ...LOWER.filter((name) => isNarrower(name, -1)).map((name) => `${where}: ${name} is higher`),
    ...SAME.filter(isOther).map((name) => `${where}: ${name} is another`),
    ...(after.additionalProperties === false && before.additionalProperties !== false ? [`${where}: unknown fields are refused now`] : []),
  ];
}
