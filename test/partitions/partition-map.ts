import { Client } from 'pg';

/** Which partition is which. */
export interface PartitionMap {
  /** By the name of the partition: the table that it's of, and the remainder of the hashes in it. */
  readonly partitions: ReadonlyMap<string, { readonly table: string; readonly remainder: number }>;
  /** By the name of a partitioned table: at which place of its columns location_id stands. */
  readonly tables: ReadonlyMap<string, number>;
  /** The remainder of a location. */
  remainderOf(locationId: string): Promise<number>;
}

export async function readPartitionMap(client: Client): Promise<PartitionMap> {
  const partitions = await client.query<{ name: string; table: string; remainder: number }>(`
    select p.relname as name, t.relname as table,
           substring(pg_get_expr(p.relpartbound, p.oid) from 'remainder (\\d+)')::integer as remainder
      from pg_inherits i join pg_class p on p.oid = i.inhrelid join pg_class t on t.oid = i.inhparent
     where p.relkind = 'r' and t.relkind = 'p'`);
  const tables = await client.query<{ name: string; place: number }>(`
    select t.relname as name, c.attnum - 1 as place
      from pg_class t join pg_attribute c on c.attrelid = t.oid and c.attname = 'location_id'
     where t.relkind = 'p'`);
  const [{ table = '' } = {}] = partitions.rows;
  const modulus = partitions.rows.filter((row) => row.table === table).length;
  return {
    partitions: new Map(partitions.rows.map(({ name, ...rest }) => [name, rest])),
    tables: new Map(tables.rows.map(({ name, place }) => [name, place])),
    remainderOf: async (locationId) => {
      const { rows } = await client.query<{ remainder: number }>(
        `select remainder from generate_series(0, $2::integer - 1) as remainder
          where satisfies_hash_partition($1::regclass, $2::integer, remainder, $3::text)`,
        [table, modulus, locationId],
      );
      return rows[0]?.remainder ?? -1;
    },
  };
}
