import { OnApplicationShutdown } from '@nestjs/common';
import { setTimeout as delay } from 'node:timers/promises';
import { types } from 'node:util';
import { MessagesOptions } from '../options';
import { Database } from './database';
import { EmbeddedPostgres, startEmbeddedPostgres } from './embedded/embedded-postgres';
import { LeaseStore } from './lease.store';
import { migrate } from './migrate';

/** The database, ready for use, and the server under it when that is ours. */
export class Store implements OnApplicationShutdown {
  private constructor(
    readonly database: Database,
    private readonly embedded: EmbeddedPostgres | null,
  ) {}

  /** Starts the embedded server, or waits for yours, and migrates it. @throws Error when it can't be reached or migrated. */
  static async open({ databaseUrl, dataDir }: MessagesOptions): Promise<Store> {
    const embedded = databaseUrl === undefined ? await startEmbeddedPostgres(dataDir) : null;
    const connectionString = embedded?.connectionString ?? databaseUrl ?? '';
    await migrateOnceReachable(connectionString);
    const database = new Database({ connectionString });
    // The embedded server has no other user: whoever held a lease there is gone.
    if (embedded) await new LeaseStore(database).releaseAll();
    return new Store(database, embedded);
  }

  /** Whether the store answers, its schema being there. @throws MessagesError `store-unavailable` */
  async check(): Promise<void> {
    await this.database.query(CHECK, []);
  }

  /** After the last request was answered. */
  async onApplicationShutdown(): Promise<void> {
    await this.close();
  }

  async close(): Promise<void> {
    await this.database.close();
    await this.embedded?.stop();
  }
}

const ATTEMPTS = 30;
const PAUSE_MS = 1_000;

/** A server that starts together with the service is given half a minute. */
async function migrateOnceReachable(connectionString: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await migrate(connectionString);
    } catch (error) {
      if (attempt === ATTEMPTS || !isUnreachable(error)) throw error;
      await delay(PAUSE_MS);
    }
  }
}

/** Refused or lost connections, and a server that is starting (SQLSTATE 57P03). */
function isUnreachable(error: unknown): boolean {
  return (
    types.isNativeError(error) &&
    'code' in error &&
    ['ECONNREFUSED', 'ECONNRESET', 'EAI_AGAIN', 'ETIMEDOUT', '57P03'].includes(String(error.code))
  );
}

const CHECK = { name: 'store.check', text: `select from locations limit 0` };
