import { Converter } from '@apiture/openapi-down-convert';

type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** The contract in OpenAPI 3.0 without alternatives: the newest and the most that the generator of the Python and Go clients knows. */
export function olderContract(contract: string): string {
  return JSON.stringify(withoutAlternatives(new Converter(JSON.parse(contract) as object).convert() as Json));
}

/** One of several shapes becomes any object, for whose name the generator would make no type; one of several types becomes any value. */
function withoutAlternatives(value: Json): Json {
  if (Array.isArray(value)) return value.map((item: Json) => withoutAlternatives(item));
  if (typeof value !== 'object' || value === null) return value;
  const { description, anyOf, oneOf } = value as Readonly<Record<string, Json>>;
  if (Array.isArray(anyOf) || Array.isArray(oneOf)) {
    return { type: 'object', additionalProperties: true, ...(description !== undefined && { description }) };
  }
  const known = Object.entries(value).filter(([name, field]) => name !== 'type' || !Array.isArray(field));
  return Object.fromEntries(known.map(([name, field]) => [name, withoutAlternatives(field)]));
}
