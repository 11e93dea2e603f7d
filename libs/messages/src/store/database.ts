import { types } from 'node:util';
import { Pool, PoolClient, PoolConfig, QueryConfig, QueryResult, QueryResultRow } from 'pg';
import { MessagesError } from '../errors';
import { ByteRow, ByteRows } from './byte-rows';
import { sessionOptions } from './planner-settings';
import { asSpan } from './statement.span';
import { WaitingLine } from './waiting-line';
import { Reach, setLocal } from './wall/reach';

/** A statement of a request: named, so that the server parses and plans it once per connection. */
export interface Statement {
  readonly name: string;
  readonly text: string;
  /** Whose rows it sees when it's run by itself: those of the location that it binds first, unless it says so here. In a transaction, it sees what that does. */
  readonly reach?: 'all-locations' | 'no-location';
}

/** What runs statements: the pool, or one transaction. */
export interface Queryable {
  /** The rows. @throws MessagesError `store-unavailable` when the server can't be reached or gives up. */
  query<Row extends QueryResultRow>(statement: Statement, values: readonly unknown[]): Promise<Row[]>;
}

/** The connections of one driver: how many there may be, are in use, and are waited for. */
export interface ConnectionFigures {
  readonly max: number;
  readonly busy: number;
  readonly waiting: number;
}

/** Reads the rows of a statement as bytes. */
export type ReadBytes = (statement: Statement, values: readonly (string | number)[]) => Promise<readonly ByteRow[]>;

const CONNECTIONS = 10;
const DEFAULTS: PoolConfig = {
  max: CONNECTIONS,
  connectionTimeoutMillis: 5_000,
  application_name: 'leadconnector-messages',
  // Statements that don't wait for each other's rows go out together: a page is stored in five round trips instead of ten.
  pipeline: true,
  // A machine that has gone without a word is noticed.
  keepAlive: true,
};
/** The server ends a statement by itself; one that doesn't, because it can't be reached any more or hangs, is given up a little later. */
const GRACE_MS = 500;
/** What takes as long as there are rows. */
const LONG_MS = 3_600_000;

/** What the way to the server allows. */
export interface DatabaseWay {
  /** Whether each connection is a session of the server, as it isn't behind a pooler. */
  readonly isDirect?: boolean;
  /** Whether statements are prepared by name, once a connection. */
  readonly isPrepared?: boolean;
  /** How long a statement may take. */
  readonly timeoutMs?: number;
  /** The role to work as; who logged in when null. */
  readonly role?: string | null;
}

/** The PostgreSQL server that the store lives on, embedded or yours. */
export class Database implements Queryable {
  private readonly pool: Pool;
  private readonly line: WaitingLine;
  private readonly byteRows: ByteRows;
  private readonly isPrepared: boolean;
  /** Behind a pooler a session's role may be another's the next time, so it's taken on in each transaction. */
  private readonly takeRole: string;

  constructor(config: PoolConfig, { isDirect = true, isPrepared = isDirect, timeoutMs = 20_000, role = null }: DatabaseWay = {}) {
    const patienceMs = timeoutMs + GRACE_MS;
    const settings = { statement_timeout: String(timeoutMs), ...(role !== null && { role }) };
    const begun = { ...DEFAULTS, ...(isDirect && { options: sessionOptions(settings) }), ...config };
    this.isPrepared = isPrepared;
    this.takeRole = role === null || isDirect ? '' : `set local role ${role}; `;
    this.pool = new Pool({ ...begun, query_timeout: patienceMs });
    this.line = new WaitingLine(begun.max ?? CONNECTIONS);
    this.byteRows = new ByteRows(begun, { isPrepared, timeoutMs: patienceMs });
    // An idle connection that breaks is replaced at the next query; without a listener it would end the process.
    this.pool.on('error', () => undefined);
    // So would one that breaks between two statements of a transaction: the next statement fails, and that is enough.
    this.pool.on('connect', (client) => client.on('error', () => undefined));
  }

  /** For how long the statement or transaction that waits longest for a connection has waited. */
  get waitMs(): number {
    return Math.max(this.line.waitMs, this.byteRows.line.waitMs);
  }

  async query<Row extends QueryResultRow>(statement: Statement, values: readonly unknown[]): Promise<Row[]> {
    const query = this.toQuery(statement, values);
    const reach = reachOf(statement, values);
    const run = () => (reach === null ? this.pool.query<Row>(query) : this.runWithin<Row>(reach, query));
    try {
      return (await asSpan(statement.name, () => this.line.during(run))).rows;
    } catch (error) {
      throw storeError(error);
    }
  }

  /** The rows of a statement that selects nothing but text, as the bytes that they are. */
  async queryBytes(statement: Statement, values: readonly (string | number)[]): Promise<readonly ByteRow[]> {
    const settings = this.settingsOf(reachOf(statement, values) ?? 'all-locations');
    try {
      return await asSpan(statement.name, () => this.byteRows.read(settings, statement.text, values));
    } catch (error) {
      throw storeError(error);
    }
  }

  /** Runs statements that select nothing but text of a location, all of which see the same moment. */
  async snapshot<Result>(reach: Reach, work: (read: ReadBytes) => Promise<Result>): Promise<Result> {
    try {
      return await this.byteRows.snapshot(this.settingsOf(reach), (read) => work(({ text }, values) => read(text, values)));
    } catch (error) {
      throw storeError(error);
    }
  }

  /**
   * Runs `work` in one transaction: committed when it resolves, rolled back when it rejects. The commit doesn't wait for the disk: what
   * is stored here comes from upstream, and a server that crashes loses the last pages together with what they proved, never one of
   * the two.
   */
  transaction<Result>(reach: Reach, work: (transaction: Queryable) => Promise<Result>): Promise<Result> {
    return this.transact(`${this.beginOf(reach)}; set local synchronous_commit = off`, work);
  }

  /**
   * The same, but the commit waits for the disk: for what can't be had again, such as what a caller sent or a token that upstream gives
   * out once.
   */
  durableTransaction<Result>(reach: Reach, work: (transaction: Queryable) => Promise<Result>): Promise<Result> {
    return this.transact(this.beginOf(reach), work);
  }

  /** As a durable one, for work that takes as long as there are rows: its statements may take an hour. */
  longTransaction<Result>(reach: Reach, work: (transaction: Queryable) => Promise<Result>): Promise<Result> {
    return this.transact(`${this.beginOf(reach)}; set local statement_timeout = 0`, work, { query_timeout: LONG_MS });
  }

  private beginOf(reach: Reach): string {
    return `begin; ${this.settingsOf(reach)}`;
  }

  private settingsOf(reach: Reach): string {
    return this.takeRole + setLocal(reach);
  }

  /** A transaction of one statement, all of which goes out at once and is answered at once. */
  private async runWithin<Row extends QueryResultRow>(reach: Reach, query: QueryConfig): Promise<QueryResult<Row>> {
    const client = await this.pool.connect();
    const [begun, answered, ended] = await Promise.allSettled([
      client.query(this.beginOf(reach)),
      client.query<Row>(query),
      client.query('commit'),
    ]);
    const failure = [begun, answered, ended].find((one) => one.status === 'rejected');
    // What the server refuses is rolled back by the end; anything else leaves the connection in a state that nobody knows.
    client.release(failure?.status === 'rejected' && !isSqlState(failure.reason));
    if (failure?.status === 'rejected') throw failure.reason;
    if (answered.status === 'rejected') throw answered.reason;
    return answered.value;
  }

  /** Unnamed it is parsed and planned each time. */
  private toQuery({ name, text }: Statement, values: readonly unknown[]): QueryConfig {
    return { ...(this.isPrepared && { name }), text, values: [...values] };
  }

  private transact<Result>(
    begin: string,
    work: (transaction: Queryable) => Promise<Result>,
    limits?: { readonly query_timeout?: number },
  ): Promise<Result> {
    return this.line.during(() => this.transactNow(begin, work, limits));
  }

  private async transactNow<Result>(
    begin: string,
    work: (transaction: Queryable) => Promise<Result>,
    limits: { readonly query_timeout?: number } = {},
  ): Promise<Result> {
    const client = await this.pool.connect().catch((error: unknown) => {
      throw storeError(error);
    });
    let broken = false;
    try {
      // Not awaited by itself: it goes out with the first statement, whose rows are given only when it has succeeded.
      const begun = run(client, begin);
      const result = await work({
        query: async <Row extends QueryResultRow>(statement: Statement, values: readonly unknown[]) => {
          const answer = asSpan(statement.name, () => client.query<Row>({ ...this.toQuery(statement, values), ...limits }));
          const [{ rows }] = await Promise.all([answer, begun]);
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

  /** What the connections of both drivers do now. */
  figures(): { readonly statements: ConnectionFigures; readonly pages: ConnectionFigures } {
    return { statements: figuresOf(this.line), pages: figuresOf(this.byteRows.line) };
  }

  async close(): Promise<void> {
    await Promise.all([this.pool.end(), this.byteRows.close()]);
  }
}

function figuresOf({ connections: max, busy, waiting }: WaitingLine): ConnectionFigures {
  return { max, busy, waiting };
}

/** Null for a statement that no policy concerns. */
function reachOf({ name, reach }: Statement, [locationId]: readonly unknown[]): Reach | null {
  if (reach === 'no-location') return null;
  if (reach === 'all-locations') return reach;
  if (typeof locationId !== 'string')
    throw new Error(`Statement ${name} doesn't begin with a location, and doesn't say that it's of none.`);
  return { locationId };
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
  const code = codeOf(error);
  if (isSqlState(error) && !UNAVAILABLE_CLASSES.has(code.slice(0, 2))) return error;
  if (code === '' && !/connect|terminat|timeout/i.test(error.message)) return error;
  return new MessagesError('store-unavailable', 'The store can not be reached.', { cause: error });
}

/** Whether the server itself said so. */
function isSqlState(error: unknown): boolean {
  const code = codeOf(error);
  return /^[0-9A-Z]{5}$/.test(code) && !code.startsWith('E');
}

function codeOf(error: unknown): string {
  return types.isNativeError(error) && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
