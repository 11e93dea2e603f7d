export type Json = Readonly<Record<string, unknown>>;

export function objectOf(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
}

export function listOf(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? (value as unknown[]) : [value];
}

/** Those of the first that are not among the others. */
export function difference(some: readonly unknown[], others: readonly unknown[]): readonly unknown[] {
  return some.filter((one) => !others.includes(one));
}

/** Whether both have the same at this key. */
export function at(one: Json, other: Json, key: string): boolean {
  return JSON.stringify(one[key]) === JSON.stringify(other[key]);
}

/** What a reference in the document means; anything else as it is. */
export function resolved(document: Json, node: unknown): Json {
  const { $ref } = objectOf(node);
  if (typeof $ref !== 'string') return objectOf(node);
  const keys = $ref
    .slice('#/'.length)
    .split('/')
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
  return resolved(
    document,
    keys.reduce<unknown>((part, key) => objectOf(part)[key], document),
  );
}
