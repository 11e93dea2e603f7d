import { types } from 'node:util';
import { Pool, PoolClient, PoolConfig, QueryResultRow } from 'pg';
import { MessagesError } from '../errors';
import { ByteRow, ByteRows } from './byte-rows';

/** A statement of a request: named, so that the server parses and plans it once per connection. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

/** What runs statements: the pool, or one transaction. */
export interface Queryable {
  /** The rows. @throws MessagesError `store-unavailable` when the server can't be reached or gives up. */
  query<Row extends QueryResultRow>(statement: Statement, values: readonly unknown[]): Promise<Row[]>;
}

const DEFAULTS: PoolConfig = {
  max: 10,
  connectionTimeoutMillis: 5_000,
  application_name: 'leadconnector-messages',
  // Statements that don't wait for each other's rows go out together: a page is stored in five round trips instead of ten.
  pipeline: true,
  // Every query is by location and has its index. A plan made, and kept, while a table was small must not read all of it later.
  // Parallel workers cost more than they bring for a thousand rows; so does compiling a statement, which a plan that must read a small table
  // in order would be (before PostgreSQL 18, a scan that is off counts as very costly).
  options: '-c enable_seqscan=off -c max_parallel_workers_per_gather=0 -c jit=off',
};

/** The PostgreSQL server that the store lives on, embedded or yours. */
export class Database implements Queryable {
  private readonly pool: Pool;
  private readonly byteRows: ByteRows;

  constructor(config: PoolConfig) {
    this.pool = new Pool({ ...DEFAULTS, ...config });
    this.byteRows = new ByteRows({ ...DEFAULTS, ...config });
    // An idle connection that breaks is replaced at the next query; without a listener it would end the process.
    this.pool.on('error', () => undefined);
    // So would one that breaks between two statements of a transaction: the next statement fails, and that is enough.
    this.pool.on('connect', (client) => client.on('error', () => undefined));
  }

  async query<Row extends QueryResultRow>({ name, text }: Statement, values: readonly unknown[]): Promise<Row[]> {
    try {
      return (await this.pool.query<Row>({ name, text, values: [...values] })).rows;
    } catch (error) {
      throw storeError(error);
    }
  }

  /** The rows of a statement that selects nothing but text, as the bytes that they are. */
  async queryBytes({ text }: Statement, values: readonly (string | number)[]): Promise<readonly ByteRow[]> {
    try {
      return await this.byteRows.read(text, values);
    } catch (error) {
      throw storeError(error);
    }
  }

  /**
   * Runs `work` in one transaction: committed when it resolves, rolled back when it rejects. The commit doesn't wait for the disk: what
   * is stored here comes from upstream, and a server that crashes loses the last pages together with what they proved, never one of
   * the two.
   */
  transaction<Result>(work: (transaction: Queryable) => Promise<Result>): Promise<Result> {
    return this.transact('begin; set local synchronous_commit = off', work);
  }

  /**
   * The same, but the commit waits for the disk: for what can't be had again, such as what a caller sent or a token that upstream gives
   * out once.
   */
  durableTransaction<Result>(work: (transaction: Queryable) => Promise<Result>): Promise<Result> {
    return this.transact('begin', work);
  }

  private async transact<Result>(begin: string, work: (transaction: Queryable) => Promise<Result>): Promise<Result> {
    const client = await this.pool.connect().catch((error: unknown) => {
      throw storeError(error);
    });
    let broken = false;
    try {
      // Not awaited by itself: it goes out with the first statement, whose rows are given only when it has succeeded.
      const begun = run(client, begin);
      const result = await work({
        query: async <Row extends QueryResultRow>({ name, text }: Statement, values: readonly unknown[]) => {
          const [{ rows }] = await Promise.all([client.query<Row>({ name, text, values: [...values] }), begun]);
          return rows;
        },
      });
      await run(client, 'commit');
      return result;
    } catch (error) {
      // A connection that can't even roll back is of unknown state and must not go back to the pool.
      broken = await run(client, 'rollback').then(
        () => false,
        () => true,
      );
      throw storeError(error);
    } finally {
      client.release(broken);
    }
  }

  async close(): Promise<void> {
    await Promise.all([this.pool.end(), this.byteRows.close()]);
  }
}

async function run(client: PoolClient, text: string): Promise<void> {
  await client.query(text);
}

/**
 * SQLSTATE classes of a server that can't serve now: connection, log-in refused, no such database, database closed to connections,
 * resources, operator intervention, system error. All of them pass when an operator has done what is to be done.
 */
const UNAVAILABLE_CLASSES = new Set(['08', '28', '3D', '55', '53', '57', '58']);

/** A failure of the server or of the way to it becomes `store-unavailable`; anything else (our bug) stays what it is. */
function storeError(error: unknown): unknown {
  if (error instanceof MessagesError || !types.isNativeError(error)) return error;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const isSqlState = /^[0-9A-Z]{5}$/.test(code) && !code.startsWith('E');
  if (isSqlState && !UNAVAILABLE_CLASSES.has(code.slice(0, 2))) return error;
  if (!isSqlState && code === '' && !/connect|terminat|timeout/i.test(error.message)) return error;
  return new MessagesError('store-unavailable', 'The store can not be reached.', { cause: error });
}
