import { Client, PoolConfig } from 'pg';
import postgres, { Sql } from 'postgres';
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
  private sql: Sql;

  /** The connection is that of `pg`, given in the same way. */
  constructor(
    private readonly config: PoolConfig,
    private readonly limits: ByteRowsLimits,
  ) {
    this.sql = connect(config);
  }

  /**
   * The rows of a statement, prepared once per connection, in a transaction of its own that is set so first. Rejects with the server's or the
   * connection's error, or when it takes too long.
   */
  read(setLocal: string, text: string, values: readonly (string | number)[]): Promise<readonly ByteRow[]> {
    return this.within('read only', setLocal, (read) => read(text, values));
  }

  /** Runs statements that see what was committed when the first of them began, all of them the same. They write nothing. */
  snapshot<Result>(setLocal: string, work: (read: ReadRows) => Promise<Result>): Promise<Result> {
    return this.within('isolation level repeatable read read only', setLocal, work);
  }

  private async within<Result>(mode: string, setLocal: string, work: (read: ReadRows) => Promise<Result>): Promise<Result> {
    const { value } = await this.line.during(() =>
      this.inTime((sql) =>
        sql.begin(mode, async (transaction) => {
          // Goes out with the first statement; that it fails, fails the transaction.
          void transaction.unsafe(setLocal).simple().execute();
          // What is returned is awaited as one thing: an array of queries would be, too.
          return { value: await work((text, values) => this.rowsOf(transaction, text, values)) };
        }),
      ),
    );
    return value;
  }

  private async rowsOf(sql: Pick<Sql, 'unsafe'>, text: string, values: readonly (string | number)[]): Promise<readonly ByteRow[]> {
    return sql.unsafe(text, [...values], { prepare: this.limits.isPrepared }).raw();
  }

  private async inTime<Result>(work: (sql: Sql) => Promise<Result>): Promise<Result> {
    const { sql } = this;
    let alarm: NodeJS.Timeout | undefined;
    const tooLong = new Promise<never>((_, reject) => {
      alarm = setTimeout(() => {
        this.replace(sql);
        reject(new Error('Statement timeout'));
      }, this.limits.timeoutMs);
    });
    try {
      return await Promise.race([work(sql), tooLong]);
    } finally {
      clearTimeout(alarm);
    }
  }

  async close(): Promise<void> {
    // Without a limit it waits for ever for a connection that the server refused.
    await this.sql.end({ timeout: CLOSE_TIMEOUT_SECONDS });
  }

  /** A connection on which nothing is answered can't be told from the others, so all of them are given up. */
  private replace(hung: Sql): void {
    if (this.sql !== hung) return;
    this.sql = connect(this.config);
    hung.end({ timeout: 0 }).catch(() => undefined);
  }
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
    max: CONNECTIONS,
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
