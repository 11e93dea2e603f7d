import { Client } from 'pg';
import { setTimeout as delay } from 'node:timers/promises';

const LOCK = '7203318491062309108';
/** A server notices at once that the connection of a killed process has ended, but has a moment's work with it. */
const ATTEMPTS = 20;
const PAUSE_MS = 100;

/** Gives the embedded server up, to whoever comes next. */
export type Release = () => Promise<void>;

/**
 * Makes this process the only one that uses the embedded server, for as long as it lives: by a lock of a session that is kept open. What it
 * is told by is neither a file nor the number of a process, since both are there still when the process has been killed.
 *
 * @throws Error when another process uses it
 */
export async function becomeSoleOwner(connectionString: string, dataDir: string): Promise<Release> {
  const client = new Client({ connectionString, keepAlive: true });
  client.on('error', () => undefined);
  await client.connect();
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const { rows } = await client.query<{ is_ours: boolean }>(`select pg_try_advisory_lock(${LOCK}) as is_ours`);
    if (rows[0]?.is_ours) return () => client.end();
    await delay(PAUSE_MS);
  }
  await client.end();
  throw new Error(
    `Another process uses the embedded PostgreSQL under ${dataDir}, which is for one process alone. ` +
      'To run several, set DATABASE_URL to a PostgreSQL 15 or later that they share.',
  );
}
