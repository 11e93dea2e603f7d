import { givenParameters } from '../http/given-parameters';

/**
 * The parameters of a request at one of upstream's own paths, each once. One that is given but empty counts as not given: clients leave empty
 * what they don't filter by. What stands in the path or in a header may stand in the query as well, with the same value.
 */
export function upstreamParameters(
  query: unknown,
  elsewhere: Readonly<Record<string, unknown>>,
  lists: readonly string[],
): Record<string, unknown> {
  const given = givenParameters(query, elsewhere, lists);
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined && value !== ''));
}
