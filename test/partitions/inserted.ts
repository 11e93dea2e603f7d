import { nodesOf, PlanNode } from './plan';

const LITERAL = /^'((?:[^']|'')*)'::text$/;

/**
 * The location of all rows that an insert makes; undefined where it can't be told. What is inserted is what the plan under it gives, column by
 * column; `place` is that of location_id.
 */
export function locationInserted(insert: PlanNode, place: number): string | undefined {
  const from = outerOf(insert);
  const given = from?.Output?.[place] ?? '';
  return literalOf(given) ?? (from && behindSubquery(from, given));
}

/** A subquery's constant without a name of its own. */
function behindSubquery(from: PlanNode, given: string): string | undefined {
  const [, alias] = /^"(\*SELECT\*(?:_\d+)?)"\."\?column\?"$/.exec(given) ?? [];
  if (alias === undefined) return undefined;
  for (const { node } of nodesOf(from)) {
    if (node['Node Type'] !== 'Subquery Scan' || node.Alias !== alias) continue;
    return node.Plans?.[0]?.Output?.map(literalOf).find((literal) => literal !== undefined);
  }
  return undefined;
}

function outerOf({ Plans = [] }: PlanNode): PlanNode | undefined {
  return Plans.find((plan) => plan['Parent Relationship'] === 'Outer');
}

function literalOf(expression: string): string | undefined {
  return LITERAL.exec(expression)?.[1]?.replaceAll("''", "'");
}
