import { Client } from 'pg';
import { STATEMENTS_FOLDER } from '../../partitions/recorded';
import { ByteRows } from '../../../libs/messages/src/store/byte-rows';

/** How a statement says whose rows it means. */
const FILTER = /(?:\b\w+\.)?\blocation_id = \$1(?!\d)/g;

/**
 * A build of the service, for as long as `work` takes, whose statements don't say whose rows they mean, or only those that `isMeant`.
 *
 * @returns how many of them said so
 */
export async function withoutFilters(work: () => Promise<void>, isMeant: (text: string) => boolean = () => true): Promise<number> {
  const removed = new Set<string>();
  const without = (text: string): string => {
    const left = isMeant(text) ? text.replace(FILTER, () => '$1::text is not null') : text;
    if (left !== text) removed.add(text);
    return left;
  };
  const client = Client.prototype as { query: (...given: unknown[]) => unknown };
  const bytes = ByteRows.prototype as unknown as { rowsOf: (sql: unknown, text: string, values: unknown) => unknown };
  const [query, rowsOf] = [client.query, bytes.rowsOf];
  // They are no statements of the service, so nobody is to look whether they cross locations.
  const recorded = process.env[STATEMENTS_FOLDER];
  delete process.env[STATEMENTS_FOLDER];
  client.query = function (this: unknown, first: unknown, ...rest: unknown[]) {
    return query.call(this, isStatement(first) ? { ...first, text: without(first.text) } : first, ...rest);
  };
  bytes.rowsOf = function (this: unknown, sql, text, values) {
    return rowsOf.call(this, sql, without(text), values);
  };
  try {
    await work();
  } finally {
    if (recorded !== undefined) process.env[STATEMENTS_FOLDER] = recorded;
    client.query = query;
    bytes.rowsOf = rowsOf;
  }
  return removed.size;
}

function isStatement(given: unknown): given is { readonly text: string } {
  return typeof given === 'object' && given !== null && 'text' in given && typeof given.text === 'string' && !('submit' in given);
}

/** Takes the second wall down, as only who owns the tables can. */
export async function takeWallDown(databaseUrl: string): Promise<void> {
  const owner = new Client({ connectionString: databaseUrl });
  await owner.connect();
  try {
    const { rows } = await owner.query<{ name: string }>('select oid::regclass::text as name from pg_class where relforcerowsecurity');
    for (const { name } of rows) await owner.query(`alter table ${name} disable row level security`);
  } finally {
    await owner.end();
  }
}
