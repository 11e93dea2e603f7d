/** A JSON schema as OpenAPI 3.0 writes it, or a list or value within one. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };
type JsonObject = { readonly [name: string]: Json };

/** The named schema that a `$ref` means. @throws Error for one that nothing has */
export type Resolve = (reference: string) => { readonly name: string; readonly schema: Json };

/** Where a schema says of itself what it describes: `Schema.field.field[]`. */
export const PLACE = 'x-place';

/**
 * A published schema made fit to find every departure by: references are replaced by what they mean, each object refuses fields that
 * it doesn't list, and each part carries its place, so that what is wrong can be named whatever path an answer had it at.
 */
export function exactSchema(schema: Json, place: string, resolve: Resolve): Json {
  if (!isObject(schema)) return schema;
  if (typeof schema.$ref === 'string') {
    const target = resolve(schema.$ref);
    return exactSchema(target.schema, target.name, resolve);
  }
  const { type, nullable, properties, items, ...rest } = schema;
  return {
    ...rest,
    [PLACE]: place,
    ...typeOf(type, nullable === true),
    ...(isObject(properties) && {
      additionalProperties: false,
      properties: mapValues(properties, (property, name) => exactSchema(property, `${place}.${name}`, resolve)),
    }),
    ...(items !== undefined && { items: exactSchema(items, `${place}[]`, resolve) }),
  };
}

/** OpenAPI 3.0 writes null apart from the type; `any`, which the vendor writes in places, is none of JSON Schema's types. */
function typeOf(type: Json | undefined, isNullable: boolean): JsonObject {
  if (type === undefined || type === 'any') return {};
  return { type: isNullable ? [type, 'null'] : type };
}

function mapValues(object: JsonObject, change: (value: Json, name: string) => Json): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, change(value, name)]));
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
