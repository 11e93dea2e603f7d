import { Client, PoolConfig } from 'pg';
import postgres, { Sql } from 'postgres';

/** Rows of text columns as the server sent them, in UTF-8. */
export type ByteRow = readonly (Buffer | null)[];

const CONNECTIONS = 10;
const CONNECT_TIMEOUT_SECONDS = 5;
/** Its type's oid in PostgreSQL's catalogue. */
const TIMESTAMPTZ = 1184;
const CLOSE_TIMEOUT_SECONDS = 2;
/** Connections that were needed for a burst of searches are given back. */
const IDLE_TIMEOUT_SECONDS = 60;

/**
 * Reads text from PostgreSQL as bytes. A page of a thousand messages that goes out as it is stored needs no strings: to decode them, encode
 * them again and collect them as garbage takes the `pg` driver, which knows no other way, three times as much of the processor as all
 * the rest of a search. Hence a second driver, for such pages only.
 */
export class ByteRows {
  private readonly sql: Sql;

  /** The connection is that of `pg`, given in the same way. */
  constructor(config: PoolConfig) {
    const { host, port, user, database, password, ssl } = new Client(config);
    this.sql = postgres({
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
      connection: { application_name: config.application_name, options: config.options },
    });
  }

  /** The rows of a statement, prepared once per connection. Rejects with the server's or the connection's error. */
  async read(text: string, values: readonly (string | number)[]): Promise<readonly ByteRow[]> {
    return this.sql.unsafe(text, [...values], { prepare: true }).raw();
  }

  async close(): Promise<void> {
    // Without a limit it waits for ever for a connection that the server refused.
    await this.sql.end({ timeout: CLOSE_TIMEOUT_SECONDS });
  }
}
