import { Client } from 'pg';
import { locationInserted } from './inserted';
import { PartitionMap } from './partition-map';
import { hasOneMark, nodesOf, PlanNode, relationsOf } from './plan';
import { RecordedStatement } from './recorded';

/** What a statement reads and writes, by the plan that the server makes for it with its values. */
export interface Reach {
  /** Those that have a location_id. */
  readonly tables: readonly string[];
  /** Tables of whose other partitions the index is asked for words of one location, and whose rows are let through for that location alone. */
  readonly fenced: readonly string[];
  /** Whether it reaches, or can't be seen not to reach, another partition than that of one location. */
  readonly crosses: boolean;
}

/** On a database that is partitioned by location. Nothing is run. */
export async function reachOf(client: Client, map: PartitionMap, { text, values }: RecordedStatement): Promise<Reach> {
  const { rows } = await client.query<{ 'QUERY PLAN': readonly { readonly Plan?: PlanNode }[] }>(`explain (verbose, format json) ${text}`, [
    ...values,
  ]);
  const plan = rows[0]?.['QUERY PLAN'][0]?.Plan;
  const [tables, fenced] = [new Set<string>(), new Set<string>()];
  const remainders = new Set<number | undefined>();
  for (const { node, fence } of plan ? nodesOf(plan) : []) {
    if ((node['Subplans Removed'] ?? 0) > 0) remainders.add(undefined);
    for (const relation of relationsOf(node)) {
      const partition = map.partitions.get(relation);
      const place = map.tables.get(relation);
      if (partition) {
        tables.add(partition.table);
        const isFenced = fence !== undefined && hasOneMark(node);
        if (isFenced) fenced.add(partition.table);
        remainders.add(isFenced ? await map.remainderOf(fence) : partition.remainder);
      } else if (place !== undefined) {
        tables.add(relation);
        const inserted = node.Operation === 'Insert' ? locationInserted(node, place) : undefined;
        remainders.add(inserted === undefined ? undefined : await map.remainderOf(inserted));
      }
    }
  }
  const crosses = remainders.has(undefined) || remainders.size > 1;
  return { tables: [...tables].sort(), fenced: [...fenced].sort(), crosses };
}
