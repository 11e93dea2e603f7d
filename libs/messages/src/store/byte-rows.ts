import { Client, PoolConfig } from 'pg';
import postgres, { PostgresError, Sql } from 'postgres';
import { WaitingLine } from './waiting-line';

/** Rows of text columns as the server sent them, in UTF-8. */
export type ByteRow = readonly (Buffer | null)[];

/** What the way to the server allows. */
export interface ByteRowsLimits {
  readonly isPrepared: boolean;
  readonly timeoutMs: number;
}

const CONNECTIONS = 10;
const CONNECT_TIMEOUT_SECONDS = 5;
/** Its type's oid in PostgreSQL's catalogue. */
const TIMESTAMPTZ = 1184;
const CLOSE_TIMEOUT_SECONDS = 2;
/** Connections that were needed for a burst of searches are given back. */
const IDLE_TIMEOUT_SECONDS = 60;

/** Reads the rows of a statement. */
type ReadRows = (text: string, values: readonly (string | number)[]) => Promise<readonly ByteRow[]>;

/**
 * Reads text from PostgreSQL as bytes. A page of a thousand messages that goes out as it is stored needs no strings: to decode them, encode
 * them again and collect them as garbage takes the `pg` driver, which knows no other way, three times as much of the processor as all
 * the rest of a search. Hence a second driver, for such pages only.
 */
export class ByteRows {
  readonly line = new WaitingLine(CONNECTIONS);
  /** A driver for each connection: what is given to one goes out by one connection, in its order, without waiting for what came before. */
  private readonly drivers: Sql[];
  /** Those that nobody has in hand; the one that was given back last is taken first, so that the others' connections end unused. */
  private readonly free: number[];
  private readonly waiting: ((index: number) => void)[] = [];

  /** The connection is that of `pg`, given in the same way. */
  constructor(
    private readonly config: PoolConfig,
    private readonly limits: ByteRowsLimits,
  ) {
    this.drivers = Array.from({ length: CONNECTIONS }, () => connect(config));
    this.free = this.drivers.map((_, index) => index).reverse();
  }

  /**
   * The rows of a statement, prepared once per connection, in a transaction of its own that is set so first. Rejects with the server's or the
   * connection's error, or when it takes too long.
   */
  read(setLocal: string, text: string, values: readonly (string | number)[]): Promise<readonly ByteRow[]> {
    return this.inTime(async (sql) => {
      // All three go out at once and are answered at once. Where the first fails, the second has run without it, and doesn't count.
      const [, rows] = await Promise.all([
        sql.unsafe(`begin read only; ${setLocal}`).simple().execute(),
        this.rowsOf(sql, text, values),
        sql.unsafe('commit').simple().execute(),
      ]);
      return rows;
    });
  }

  /** Runs statements that see what was committed when the first of them began, all of them the same. They write nothing. */
  async snapshot<Result>(setLocal: string, work: (read: ReadRows) => Promise<Result>): Promise<Result> {
    const { value } = await this.inTime((sql) =>
      sql.begin('isolation level repeatable read read only', async (transaction) => {
        // Goes out with the first statement; that it fails, fails the transaction.
        void transaction.unsafe(setLocal).simple().execute();
        // What is returned is awaited as one thing: an array of queries would be, too.
        return { value: await work((text, values) => this.rowsOf(transaction, text, values)) };
      }),
    );
    return value;
  }

  /** Begun at once, and not when it's awaited: what is sent after it must come after it. */
  private rowsOf(sql: Pick<Sql, 'unsafe'>, text: string, values: readonly (string | number)[]): Promise<readonly ByteRow[]> {
    return sql
      .unsafe(text, [...values], { prepare: this.limits.isPrepared })
      .raw()
      .execute();
  }

  /** With a connection of its own, for as long as it may take, the wait for the connection included. */
  private inTime<Result>(work: (sql: Sql) => Promise<Result>): Promise<Result> {
    return this.line.during(async () => {
      const limit = new TimeLimit(this.limits.timeoutMs);
      try {
        return await Promise.race([this.withConnection(limit, work), limit.over]);
      } finally {
        limit.lift();
      }
    });
  }

  private async withConnection<Result>(limit: TimeLimit, work: (sql: Sql) => Promise<Result>): Promise<Result> {
    const index = this.free.pop() ?? (await new Promise<number>((resolve) => this.waiting.push(resolve)));
    const isTooLate = limit.isOver;
    try {
      // Who is too late passes the connection on as it is.
      return await (isTooLate ? limit.over : Promise.race([work(this.drivers[index] as Sql), limit.over]));
    } catch (error) {
      if (!isTooLate && !isRefusal(error)) this.replace(index);
      throw error;
    } finally {
      const next = this.waiting.shift();
      if (next) next(index);
      else this.free.push(index);
    }
  }

  async close(): Promise<void> {
    // Without a limit it waits for ever for a connection that the server refused.
    await Promise.all(this.drivers.map((sql) => sql.end({ timeout: CLOSE_TIMEOUT_SECONDS })));
  }

  /** A connection that is lost, or on which nothing is answered: between its loss and its end the driver would still send by it. */
  private replace(index: number): void {
    const hung = this.drivers[index];
    this.drivers[index] = connect(this.config);
    hung?.end({ timeout: 0 }).catch(() => undefined);
  }
}

/** Begins when it is made. */
class TimeLimit {
  isOver = false;
  /** Rejects when it is over. */
  readonly over: Promise<never>;
  private alarm: NodeJS.Timeout | undefined;

  constructor(timeoutMs: number) {
    this.over = new Promise((_, reject) => {
      this.alarm = setTimeout(() => {
        this.isOver = true;
        reject(new Error('Statement timeout'));
      }, timeoutMs);
    });
  }

  lift(): void {
    clearTimeout(this.alarm);
  }
}

/** Whether the server said so, and goes on with the connection. */
function isRefusal(error: unknown): boolean {
  return error instanceof PostgresError && error.severity_local !== 'FATAL' && error.severity !== 'FATAL';
}

function connect(config: PoolConfig): Sql {
  const { host, port, user, database, password, ssl } = new Client(config);
  return postgres({
    host,
    port,
    database,
    ...(user !== undefined && { user }),
    ...(password !== null && { password }),
    ssl,
    max: 1,
    connect_timeout: CONNECT_TIMEOUT_SECONDS,
    idle_timeout: IDLE_TIMEOUT_SECONDS,
    // A search doesn't wait for its turn to try: that the server is away, it is told at once.
    backoff: () => 0,
    // Rows aren't parsed, so no types need be known.
    fetch_types: false,
    // Moments are bound as text already; -infinity is one that no Date knows.
    types: { date: { to: TIMESTAMPTZ, from: [], serialize: String, parse: String } },
    onnotice: () => undefined,
    connection: { application_name: config.application_name, ...(config.options !== undefined && { options: config.options }) },
  });
}
