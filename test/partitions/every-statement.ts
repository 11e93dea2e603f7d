import { Client } from 'pg';
import { CROSSING, FENCED, OF_ONE_LOCATION } from './crossing';
import { createPartitionedDatabase } from './harness/partition';
import { readPartitionMap } from './partition-map';
import { Reach, reachOf } from './reach';
import { keptStatements, RecordedStatement } from './recorded';
import { isOf, namesInSource } from './source-names';

/** So many that two locations are hardly ever in the same. */
export const PARTITIONS = 8;

/** A statement that reaches more than one location's partition, if only by a fence. */
export interface Crossing extends Reach {
  readonly name: string;
  readonly text: string;
}

/** Explains each statement with its values on a partitioned database. */
export async function crossingsOf(statements: readonly RecordedStatement[], databaseUrl: string): Promise<readonly Crossing[]> {
  const client = new Client({ connectionString: databaseUrl, options: '-c enable_seqscan=off' });
  await client.connect();
  try {
    const map = await readPartitionMap(client);
    const found = new Map<string, Crossing>();
    for (const statement of statements) {
      if (found.has(statement.text)) continue;
      const reach = await reachOf(client, map, statement);
      if (reach.crosses || reach.fenced.length > 0) found.set(statement.text, { ...statement, ...reach });
    }
    return [...found.values()];
  } finally {
    await client.end();
  }
}

/** What is wrong with statements that cross locations: only those may that are listed, and they see no location's own records. */
export function faultsOf(crossings: readonly Crossing[]): readonly string[] {
  return crossings.flatMap(({ name, text, tables, fenced, crosses }) => {
    const called = name === '' ? text : name;
    if (!crosses) return isFenced(name) ? [] : [`${called} asks for words of ${fenced.join(', ')} in all partitions`];
    if (!(name in CROSSING)) return [`${called} crosses locations`];
    const seen = tables.filter((table) => OF_ONE_LOCATION.has(table));
    return seen.length > 0 ? [`${called} crosses locations, and reads ${seen.join(', ')}`] : [];
  });
}

function isFenced(name: string): boolean {
  return Object.keys(FENCED).some((family) => name === family || name.startsWith(`${family}.`));
}

/** Of a whole run. @throws Error of what crosses, of what was listed in vain, and of the statements that no test ever ran */
export async function expectNothingCrossing(folder: string): Promise<void> {
  const statements = keptStatements(folder);
  const database = await createPartitionedDatabase(PARTITIONS);
  const crossings = await crossingsOf(statements, database.url).finally(() => database.drop());
  const faults = [...faultsOf(crossings), ...staleIn(crossings), ...unseenIn(statements)];
  if (faults.length > 0) throw new Error(`Statements of the store (docs/partitioning.md):\n${faults.join('\n')}`);
}

function staleIn(crossings: readonly Crossing[]): readonly string[] {
  const names = new Set(crossings.filter(({ crosses }) => crosses).map(({ name }) => name));
  return Object.keys(CROSSING)
    .filter((name) => !names.has(name))
    .map((name) => `${name} is listed as crossing locations, and was not seen to`);
}

function unseenIn(statements: readonly RecordedStatement[]): readonly string[] {
  const names = [...new Set(statements.map(({ name }) => name))];
  return namesInSource()
    .filter((inSource) => !names.some((name) => isOf(name, inSource)))
    .map((inSource) => `${inSource} was run by no test`);
}
