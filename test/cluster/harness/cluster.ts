import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SigningKey } from '../../../apps/sandbox/src/create-sandbox';
import { freePort } from '../../harness/free-port';
import { HaProxy } from './haproxy';
import { PostgresServer } from './postgres.server';
import { RedisServer, startRedis } from './redis.server';
import { ServerProcess } from './server-process';

const DIST = join(__dirname, '..', '..', '..', 'dist', 'apps');
/** Longer than it takes the load balancer to see that a process isn't ready any more: its two checks. */
const SHUTDOWN_DELAY_MS = '2000';
const SANDBOX_SEED = 1;

export const ADMIN_TOKEN = 'operator-of-the-cluster';
export const ENCRYPTION_KEY = Buffer.alloc(32, 7).toString('base64');

export interface ClusterOptions {
  readonly api: number;
  readonly workers: number;
  readonly messages?: number;
  readonly environment?: Readonly<Record<string, string>>;
  /** Of one process only, beside the above. */
  readonly environmentOf?: (name: string) => Readonly<Record<string, string>>;
  /** What runs a process instead of Node alone, such as a faked clock. */
  readonly prefixOf?: (name: string) => readonly string[];
  readonly nodeOptions?: readonly string[];
  /** Where the database's files go; a folder of the cluster's own unless given. */
  readonly storeFolder?: string;
  readonly storeSettings?: Readonly<Record<string, string>>;
  /** Appended to the URL that the service gets, such as `?options=…`. */
  readonly databaseQuery?: string;
  readonly redisPassword?: string;
}

/** The service as it is deployed, by hand: a load balancer, processes of the API and workers, PostgreSQL, Redis and an emulated upstream. */
export interface Cluster {
  /** Of the load balancer. */
  readonly url: string;
  readonly folder: string;
  readonly apis: readonly ServiceProcess[];
  readonly workers: readonly ServiceProcess[];
  readonly postgres: PostgresServer;
  readonly redis: RedisServer;
  readonly balancer: HaProxy;
  readonly sandbox: ServiceProcess;
  /** Everything is ended and removed. */
  stop(): Promise<void>;
}

export interface ServiceProcess {
  readonly url: string;
  readonly process: ServerProcess;
}

/** Starts all of it on free ports; what was started is stopped again when something isn't to be had. */
export async function startCluster(options: ClusterOptions): Promise<Cluster> {
  const folder = mkdtempSync(join(tmpdir(), 'leadconnector-messages-cluster-'));
  // The database's server may run as another user than ours, who must be able to pass through.
  chmodSync(folder, 0o755);
  const stops: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (const one of stops.splice(0).reverse()) await one();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const storeFolder = options.storeFolder ?? join(folder, 'store');
    const postgres = await PostgresServer.start({
      folder: storeFolder,
      logFile: join(folder, 'postgres.log'),
      settings: options.storeSettings,
    });
    stops.push(() => postgres.stop());
    const redis = await startRedis(join(folder, 'redis.log'), options.redisPassword);
    stops.push(() => redis.process.kill());
    const sandbox = await serviceProcess('sandbox', folder, [join(DIST, 'sandbox', 'main.js')], {
      SANDBOX_SEED: String(SANDBOX_SEED),
      SANDBOX_MESSAGES: String(options.messages ?? 2_000),
      SANDBOX_RATE_LIMIT: 'off',
      SANDBOX_INDEX_DELAY_MS: '0',
    });
    stops.push(() => sandbox.process.kill());
    await sandbox.process.start();
    const services = await makeServices(options, folder, { postgres, redis, sandbox });
    stops.push(async () => {
      await Promise.all(services.map(({ process }) => process.kill()));
    });
    // One first: the others then find the database migrated, as after an init step.
    for (const { process } of services.slice(0, 1)) await process.start();
    await Promise.all(services.slice(1).map(({ process }) => process.start()));
    const apis = services.slice(0, options.api);
    const balancer = await HaProxy.start(
      folder,
      apis.map(({ url }) => Number(new URL(url).port)),
    );
    stops.push(() => balancer.stop());
    const workers = services.slice(options.api);
    return { url: balancer.url, folder, apis, workers, postgres, redis, balancer, sandbox, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function makeServices(
  { api, workers, environment, environmentOf, prefixOf, nodeOptions = [], databaseQuery = '' }: ClusterOptions,
  folder: string,
  { postgres, redis, sandbox }: Pick<Cluster, 'postgres' | 'redis' | 'sandbox'>,
): Promise<readonly ServiceProcess[]> {
  const names = [
    ...Array.from({ length: api }, (_, index) => `api-${index + 1}`),
    ...Array.from({ length: workers }, (_, index) => `worker-${index + 1}`),
  ];
  const args = [...nodeOptions, join(DIST, 'api', 'main.js')];
  return Promise.all(
    names.map((name) => {
      const all = {
        DATABASE_URL: `${postgres.url}${databaseQuery}`,
        REDIS_URL: redis.url,
        LEADCONNECTOR_BASE_URL: sandbox.url,
        WEBHOOK_PUBLIC_KEYS: new SigningKey(String(SANDBOX_SEED)).publicKey,
        ADMIN_TOKEN,
        ENCRYPTION_KEYS: ENCRYPTION_KEY,
        // Without workers the others do their part.
        ROLE: workers === 0 ? 'all' : name.startsWith('api') ? 'api' : 'worker',
        // What a busy machine makes late is no fault of what is looked at here.
        OVERLOAD_DELAY_MS: '0',
        SHUTDOWN_DELAY_MS,
        LOG_LEVEL: 'warn',
        ...environment,
        ...environmentOf?.(name),
      };
      return serviceProcess(name, folder, args, all, prefixOf?.(name));
    }),
  );
}

async function serviceProcess(
  name: string,
  folder: string,
  nodeArgs: readonly string[],
  environment: Readonly<Record<string, string>>,
  prefix: readonly string[] = [],
): Promise<ServiceProcess> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const [command = process.execPath, ...args] = [...prefix, process.execPath, ...nodeArgs];
  const probe = name === 'sandbox' ? url : `${url}/health/ready`;
  const home = join(folder, name);
  mkdirSync(home);
  return {
    url,
    process: new ServerProcess({
      name,
      command,
      args,
      environment: { ...environment, PORT: String(port), HOST: '127.0.0.1', DATA_DIR: home },
      logFile: join(folder, `${name}.log`),
      isReady: async () => (await fetch(probe, { signal: AbortSignal.timeout(1_000) })).ok,
    }),
  };
}
