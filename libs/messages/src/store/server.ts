import { types } from 'node:util';
import { Client, DatabaseError } from 'pg';

/** The least version that has all that is used, as the server numbers it. */
const LEAST_VERSION = 150_000;
const CONNECT_TIMEOUT_MS = 5_000;
const MARK = 'leadconnector_messages.is_direct';

/** What stands at the other end of a connection. */
export interface Server {
  /**
   * Whether it's a pooler, such as PgBouncer, that gives one session's statements to several connections of the server: what is set or prepared
   * on one isn't there on the next.
   */
  readonly isPooled: boolean;
}

/** Finds out by a setting that poolers refuse or ignore. @throws Error when it can't be reached, or is too old */
export async function recognizeServer(connectionString: string): Promise<Server> {
  try {
    return await ask(connectionString, `-c ${MARK}=on`);
  } catch (error) {
    if (!isRefusedParameter(error)) throw error;
    return { ...(await ask(connectionString)), isPooled: true };
  }
}

/** What is wrong with the database, in a sentence without its URL; null when nothing is, or when it can't be reached, which may pass. */
export async function databaseFault(connectionString: string): Promise<string | null> {
  return recognizeServer(connectionString).then(
    () => null,
    (error: unknown) => (isUnreachable(error) || !(error instanceof Error) ? null : error.message),
  );
}

/** Refused or lost connections, silence, and a server that is starting (SQLSTATE 57P03). */
export function isUnreachable(error: unknown): boolean {
  return types.isNativeError(error) && (('code' in error && UNREACHABLE.has(String(error.code))) || /timeout/i.test(error.message));
}

const UNREACHABLE = new Set(['ECONNREFUSED', 'ECONNRESET', 'EAI_AGAIN', 'ETIMEDOUT', '57P03']);

async function ask(connectionString: string, options?: string): Promise<Server> {
  const client = new Client({ connectionString, connectionTimeoutMillis: CONNECT_TIMEOUT_MS, query_timeout: CONNECT_TIMEOUT_MS, options });
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { rows } = await client.query<{ version: number; name: string; mark: string | null }>(
      `select current_setting('server_version_num')::int as version, current_setting('server_version') as name, current_setting($1, true) as mark`,
      [MARK],
    );
    const { version = 0, name = 'unknown', mark = null } = rows[0] ?? {};
    if (version < LEAST_VERSION) throw new Error(`PostgreSQL ${name} is too old: version 15 or later is needed.`);
    return { isPooled: mark !== 'on' };
  } finally {
    await client.end();
  }
}

/** SQLSTATE protocol_violation: "unsupported startup parameter: options". */
function isRefusedParameter(error: unknown): boolean {
  return error instanceof Error && (error as DatabaseError).code === '08P01' && error.message.includes('startup parameter');
}
