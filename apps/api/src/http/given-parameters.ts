import { BadRequestException } from '@nestjs/common';
import { ConflictingValues } from './fault-message';

/**
 * The parameters of a request from its query and its JSON body, each once. One that was given several times with the same value counts
 * once; with different values it becomes a ConflictingValues, which no validator accepts. `lists` may have many.
 *
 * @throws BadRequestException when the body is no JSON object
 */
export function givenParameters(query: unknown, body: unknown, lists: readonly string[]): Record<string, unknown> {
  if (body !== undefined && body !== null && (typeof body !== 'object' || Array.isArray(body)))
    throw new BadRequestException('The body must be a JSON object with the parameters as its fields.');
  const values = new Map<string, unknown[]>();
  for (const source of [query, body ?? {}] as Record<string, unknown>[])
    for (const [name, value] of Object.entries(source))
      values.set(name, [...(values.get(name) ?? []), ...(Array.isArray(value) ? (value as unknown[]) : [value])]);
  return Object.fromEntries([...values].map(([name, all]) => [name, lists.includes(name) ? listOf(query, body, name, all) : single(all)]));
}

function single(values: readonly unknown[]): unknown {
  const distinct = [...new Set(values)];
  return distinct.length > 1 ? new ConflictingValues(distinct) : distinct[0];
}

/** A list given in the query and in the body must be the same list. */
function listOf(query: unknown, body: unknown, name: string, all: readonly unknown[]): unknown {
  const [inQuery, inBody] = [query, body].map((source) => (source as Record<string, unknown> | null | undefined)?.[name]);
  if (inQuery === undefined || inBody === undefined) return all;
  return itemsOf(inQuery) === itemsOf(inBody) ? inQuery : new ConflictingValues([inQuery, inBody]);
}

function itemsOf(value: unknown): string {
  return [value].flat().join().split(',').sort().join();
}
