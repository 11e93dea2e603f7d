/**
 * The document with `nullable`, as the decorators write it, said in the words of OpenAPI 3.1: null is one of the types. Where the schema
 * is a reference, it's one of two alternatives.
 */
export function withNullTypes<Node>(node: Node): Node {
  if (Array.isArray(node)) return node.map((item: unknown) => withNullTypes(item)) as Node;
  if (typeof node !== 'object' || node === null) return node;
  const { nullable, ...schema } = mapValues(node as Record<string, unknown>);
  return (nullable === true ? orNull(schema) : schema) as Node;
}

function mapValues(node: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(node).map(([name, value]) => [name, withNullTypes(value)]));
}

function orNull({ type, allOf, ...rest }: Record<string, unknown>): Record<string, unknown> {
  // Beside a reference the decorators write its type as well: it says nothing more.
  if (Array.isArray(allOf) && allOf.length === 1) return { anyOf: [allOf[0], { type: 'null' }], ...rest };
  if (typeof type === 'string')
    return { type: [type, 'null'], ...rest, ...(Array.isArray(rest.enum) && { enum: [...(rest.enum as unknown[]), null] }) };
  throw new Error(`A nullable schema must have a type or refer to one: ${JSON.stringify(rest)}`);
}
