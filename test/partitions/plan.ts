/** A node of a plan, as `explain (verbose, format json)` tells it. */
export interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Parent Relationship'?: string;
  readonly Operation?: string;
  readonly 'Relation Name'?: string;
  readonly Alias?: string;
  readonly Output?: readonly string[];
  readonly Filter?: string;
  readonly 'Recheck Cond'?: string;
  readonly 'Target Tables'?: readonly { readonly 'Relation Name': string }[];
  readonly 'Subplans Removed'?: number;
  readonly Plans?: readonly PlanNode[];
}

/** A node, and the location whose rows alone are let through by a subquery's filter above it; undefined without one. */
export interface PlacedNode {
  readonly node: PlanNode;
  readonly fence: string | undefined;
}

const OF_LOCATION = /\.location_id = '((?:[^']|'')*)'::text/;

export function* nodesOf(node: PlanNode, fence?: string): Generator<PlacedNode> {
  yield { node, fence };
  const own = node['Node Type'] === 'Subquery Scan' ? OF_LOCATION.exec(node.Filter ?? '')?.[1] : undefined;
  for (const child of node.Plans ?? []) yield* nodesOf(child, own?.replaceAll("''", "'") ?? fence);
}

/** Every table that a node reads or changes. */
export function relationsOf(node: PlanNode): readonly string[] {
  const targets = node['Target Tables']?.map((target) => target['Relation Name']);
  return targets ?? (node['Relation Name'] === undefined ? [] : [node['Relation Name']]);
}

/** Whether a scan reads one list of an index of words: all that it looks for begins with one mark (store/lexemes.ts). */
export function hasOneMark({ 'Recheck Cond': condition = '' }: PlanNode): boolean {
  const marks = [...condition.matchAll(/''([^']+)''/g)].map(([, lexeme = '']) => lexeme.slice(0, 4));
  return condition.includes('words @@') && new Set(marks).size === 1;
}
