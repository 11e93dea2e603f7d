import { Logger, OnApplicationShutdown } from '@nestjs/common';
import { setTimeout as delay } from 'node:timers/promises';
import { MessagesError } from '../errors';
import { MessagesOptions } from '../options';
import { Database, Statement } from './database';
import { EmbeddedPostgres, startEmbeddedPostgres } from './embedded/embedded-postgres';
import { becomeSoleOwner, Release } from './embedded/sole-owner';
import { LeaseStore } from './lease.store';
import { migrate } from './migrate';
import { keepPlannerSettings } from './planner-settings';
import { isUnreachable, recognizeServer, Server } from './server';
import { SERVICE_ROLE, workingAs } from './wall/service-role';

/** The database, ready for use, and the server under it when that is ours. */
export class Store implements OnApplicationShutdown {
  private constructor(
    readonly database: Database,
    private readonly embedded: OwnServer | null,
  ) {}

  /** Starts the embedded server, or waits for yours, and migrates it. @throws Error when it can't be reached or migrated. */
  static async open({ databaseUrl, dataDir, databaseIsPrepared, databaseTimeoutMs }: MessagesOptions): Promise<Store> {
    const embedded = databaseUrl === undefined ? await startOwnServer(dataDir) : null;
    const connectionString = embedded?.server.connectionString ?? databaseUrl ?? '';
    const { isPooled } = await migrateOnceReachable(connectionString);
    const { role, isOwner } = await workingAs(connectionString);
    if (isOwner) new Logger(Store.name).warn(OWNER_WARNING);
    const database = new Database(
      { connectionString },
      { isDirect: !isPooled, isPrepared: databaseIsPrepared ?? !isPooled, timeoutMs: databaseTimeoutMs, role },
    );
    // The embedded server has no other user: whoever held a lease there is gone.
    if (embedded) await new LeaseStore(database).releaseAll();
    return new Store(database, embedded);
  }

  /** Whether the store answers soon, its schema being there. @throws MessagesError `store-unavailable` */
  async check(): Promise<void> {
    const over = new AbortController();
    const tooLate = delay(CHECK_MS, undefined, { signal: over.signal }).then(() => {
      throw new MessagesError('store-unavailable', 'The store does not answer in time.');
    });
    try {
      await Promise.race([this.database.query(CHECK, []), tooLate]);
    } finally {
      tooLate.catch(() => undefined);
      over.abort();
    }
  }

  /** For how long the statement that waits longest for one of the database's connections has waited. */
  get waitMs(): number {
    return this.database.waitMs;
  }

  /** After the last request was answered. */
  async onApplicationShutdown(): Promise<void> {
    await this.close();
  }

  async close(): Promise<void> {
    await this.database.close();
    await this.embedded?.release();
    await this.embedded?.server.stop();
  }
}

/** The server under the store, when nobody else has it. */
interface OwnServer {
  readonly server: EmbeddedPostgres;
  readonly release: Release;
}

async function startOwnServer(dataDir: string): Promise<OwnServer> {
  const server = await startEmbeddedPostgres(dataDir);
  return { server, release: await becomeSoleOwner(server.connectionString, dataDir) };
}

const OWNER_WARNING =
  `The database user of the service owns its tables, and could lift the wall between locations. Let it be another one (docs/security.md), ` +
  `or let somebody who may make roles run: create role ${SERVICE_ROLE} nologin; grant ${SERVICE_ROLE} to that user;`;

/** Who asks whether a process is ready waits no longer. */
const CHECK_MS = 2_000;
const ATTEMPTS = 30;
const PAUSE_MS = 1_000;

/** `migrate`, for a server that may be starting just now: it is given half a minute. */
export async function migrateOnceReachable(connectionString: string): Promise<Server> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const server = await recognizeServer(connectionString);
      await migrate(connectionString);
      if (server.isPooled) await keepPlannerSettings(connectionString);
      return server;
    } catch (error) {
      if (attempt === ATTEMPTS || !isUnreachable(error)) throw error;
      await delay(PAUSE_MS);
    }
  }
}

const CHECK: Statement = { name: 'store.check', reach: 'all-locations', text: `select from locations limit 0` };
