import { plainToInstance } from 'class-transformer';
import { IsArray, IsIn, IsInstance, IsInt, IsOptional, Matches, Max, Min, validateSync } from 'class-validator';
import { KeyObject } from 'node:crypto';
import { mustBe } from '../http/fault-message';
import { AsWholeNumber } from '../http/parameter-transforms';
import { AreEncryptionKeys, AsEncryptionKeys } from './encryption-keys';
import { IsOtherThan } from './other-than';
import { AsPublicKeys } from './public-keys';
import { AsLocationUsers } from './location-users';
import { AsOrigins } from './origins';
import { IsBelow } from './below';
import { IsRedisUrl } from './redis-url';
import { IsTogetherWith } from './together';

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
const HTTP_URL = /^https?:\/\/[^\s/?#@]+(:\d+)?(\/[^\s?#]*)?$/;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const MAX_RETENTION_MS = 3_660 * DAY_MS;
const port = mustBe('a port from 0 to 65535');
const lag = mustBe(`whole milliseconds from 0 to ${DAY_MS}`);
const MAX_CACHE_BYTES = 2 ** 32;
const bytes = mustBe(`whole bytes from 0 to ${MAX_CACHE_BYTES}`);
const wait = mustBe('whole milliseconds from 1 to 600000');
/** Not shown: it holds a password. */
const aDatabaseUrl = { message: 'DATABASE_URL must be a postgresql:// URL' };
const locations = mustBe('a whole number from 1 to 1000');
const retention = mustBe(`whole milliseconds from ${MINUTE_MS} to ${MAX_RETENTION_MS}`);
/** Neither are these. */
const anAdminToken = { message: 'ADMIN_TOKEN must be a bearer token of 16 characters or more' };
const aClientSecret = { message: 'OAUTH_CLIENT_SECRET must be visible ASCII without spaces' };
const MAX_PURGE_MS = 3_650 * DAY_MS;
const purge = mustBe(`whole milliseconds from 0 to ${MAX_PURGE_MS}`);
const lease = mustBe('whole milliseconds from 1000 to 600000');

const eventRetention = mustBe(`whole milliseconds from ${DAY_MS} to ${MAX_RETENTION_MS}`);
/** Not shown: somebody may have given a private key. */
const ed25519Keys = { message: 'WEBHOOK_PUBLIC_KEYS must be Ed25519 public keys, comma separated, each PEM or base64 SPKI' };
const rsaKeys = {
  message: 'WEBHOOK_RSA_PUBLIC_KEYS must be RSA public keys of 2048 bits or more, comma separated, each PEM or base64 SPKI',
};

const shutdown = mustBe('whole milliseconds from 1000 to 600000');
const delay = mustBe('whole milliseconds from 0 to 60000');
const statement = mustBe('whole milliseconds from 1000 to 600000');

/** The environment variables of the API, with their defaults. This folder is the only reader of process.env. */
export class Environment {
  /** TCP port to listen on; 0 takes any free one. */
  @AsWholeNumber() @IsInt(port) @Min(0, port) @Max(65_535, port) readonly PORT: number = 3000;

  /** Address to listen on. */
  @Matches(/^\S+$/, mustBe('an address')) readonly HOST: string = '0.0.0.0';

  /** Which origins' pages may read answers in a browser (CORS), such as `https://app.example.com`; `*` is any. Without it none may. */
  @IsOptional()
  @AsOrigins()
  @IsArray(mustBe('origins such as https://app.example.com, comma separated, or *'))
  readonly CORS_ORIGINS?: readonly string[];

  /** What this process does: `api` serves, `worker` syncs, applies events and tidies up, `all` does both. */
  @IsIn(['all', 'api', 'worker'], mustBe('all, api or worker')) readonly ROLE: 'all' | 'api' | 'worker' = 'all';

  /** A port of its own for /metrics, which is not for callers; 0 takes any free one. Without it nothing is measured. */
  @IsOptional()
  @AsWholeNumber()
  @IsInt(port)
  @Min(0, port)
  @Max(65_535, port)
  @IsOtherThan('PORT')
  readonly OPERATOR_PORT?: number;

  /** PostgreSQL 15 or later; without it an embedded one is started under DATA_DIR. */
  @IsOptional() @Matches(/^postgres(ql)?:\/\/\S+$/, aDatabaseUrl) readonly DATABASE_URL?: string;

  /** Whether statements are prepared by name. Unless set: on, but off behind a pooler such as PgBouncer, of which 1.21 and later can do `on`. */
  @IsOptional() @IsIn(['on', 'off'], mustBe('on or off')) readonly DATABASE_PREPARED_STATEMENTS?: 'on' | 'off';

  /** How long one statement may take. A database that doesn't answer within that counts as not reachable. */
  @AsWholeNumber() @IsInt(statement) @Min(1_000, statement) @Max(600_000, statement) readonly DATABASE_TIMEOUT_MS: number = 20_000;

  /** Where the embedded store keeps its files. */
  @Matches(/\S/, mustBe('a path')) readonly DATA_DIR: string = './data';

  /** What processes share: the rate budget, access verdicts, cached answers. Without it each process has its own. */
  @IsOptional() @IsRedisUrl() readonly REDIS_URL?: string;

  /** Where the LeadConnector API is. */
  @Matches(HTTP_URL, mustBe('an http:// or https:// URL without query')) readonly LEADCONNECTOR_BASE_URL: string =
    'https://services.leadconnectorhq.com';

  /** The `Version` header sent upstream. */
  @IsIn(['2021-04-15', '2021-07-28', '2023-02-21', 'v3'], mustBe('one of 2021-04-15, 2021-07-28, 2023-02-21, v3'))
  readonly LEADCONNECTOR_VERSION: string = '2021-07-28';

  /** How long upstream may take to show a change: nothing newer is promised to be complete. */
  @AsWholeNumber() @IsInt(lag) @Min(0, lag) @Max(DAY_MS, lag) readonly SETTLING_LAG_MS: number = 60_000;

  /** How old the last tail walk may be when a search doesn't say (Cache-Control: max-age). */
  @AsWholeNumber() @IsInt(lag) @Min(0, lag) @Max(DAY_MS, lag) readonly SEARCH_MAX_AGE_MS: number = 30_000;

  /** How long a search waits for what must be walked first. */
  @AsWholeNumber() @IsInt(wait) @Min(1, wait) @Max(600_000, wait) readonly SEARCH_WAIT_MS: number = 25_000;

  /** How much memory pages of searches take that were asked for lately, in bytes; 0 keeps none. */
  @AsWholeNumber() @IsInt(bytes) @Min(0, bytes) @Max(MAX_CACHE_BYTES, bytes) readonly SEARCH_CACHE_BYTES: number = 33_554_432;

  /** How long a request to one of LeadConnector's reads may take, waits and repetitions included. */
  @AsWholeNumber() @IsInt(wait) @Min(1, wait) @Max(600_000, wait) readonly READ_TIMEOUT_MS: number = 30_000;

  /** How long an answer of LeadConnector's reads serves those who ask the same again; 0 keeps none. */
  @AsWholeNumber() @IsInt(lag) @Min(0, lag) @Max(DAY_MS, lag) readonly UPSTREAM_CACHE_MS: number = 5_000;

  /** How long a silent process keeps other replicas from syncing its locations. */
  @AsWholeNumber() @IsInt(lease) @Min(1_000, lease) @Max(600_000, lease) readonly SYNC_LEASE_MS: number = 10_000;

  /** Whether this process keeps connected locations complete by itself, without being asked. */
  @IsIn(['on', 'off'], mustBe('on or off')) readonly BACKGROUND_SYNC: 'on' | 'off' = 'on';

  /** How many connected locations this process reads at once on its own. */
  @AsWholeNumber() @IsInt(locations) @Min(1, locations) @Max(1_000, locations) readonly BACKGROUND_CONCURRENCY: number = 8;

  /** How long a deletion can be learnt of by who follows a location's changes. */
  @AsWholeNumber()
  @IsInt(retention)
  @Min(MINUTE_MS, retention)
  @Max(MAX_RETENTION_MS, retention)
  readonly TOMBSTONE_RETENTION_MS: number = 2_592_000_000;

  /** Who handles a location's messages when nothing else tells, as `locationId:userId`; off for locations that aren't listed. */
  @IsOptional()
  @AsLocationUsers()
  @IsInstance(Map, mustBe('pairs of locationId:userId, comma separated, each location once'))
  readonly LOCATION_USERS?: ReadonlyMap<string, string>;

  /** The operator's key, sent as a bearer token; without it the operator's routes don't exist. */
  @IsOptional() @Matches(/^[A-Za-z0-9\-._~+/]{16,8192}=*$/, anAdminToken) readonly ADMIN_TOKEN?: string;

  /** The keys that stored tokens are encrypted with: the first encrypts, all decrypt. Without it no connection can be stored. */
  @IsOptional() @AsEncryptionKeys() @AreEncryptionKeys() readonly ENCRYPTION_KEYS?: readonly Buffer[];

  /** The client id of the app at LeadConnector; without it nobody can install the app. */
  @IsOptional()
  @IsTogetherWith('OAUTH_CLIENT_SECRET', 'OAUTH_REDIRECT_URL', 'OAUTH_SCOPES')
  @Matches(/^[\x21-\x7e]{1,512}$/, mustBe('the id of the app'))
  readonly OAUTH_CLIENT_ID?: string;

  /** The client secret of the app. */
  @IsOptional() @IsTogetherWith('OAUTH_CLIENT_ID') @Matches(/^[\x21-\x7e]{1,512}$/, aClientSecret) readonly OAUTH_CLIENT_SECRET?: string;

  /** Where LeadConnector sends a person back to after the consent: this service's public address with /oauth/callback. */
  @IsOptional()
  @IsTogetherWith('OAUTH_CLIENT_ID')
  @Matches(HTTP_URL, mustBe('an http:// or https:// URL without query'))
  readonly OAUTH_REDIRECT_URL?: string;

  /** LeadConnector's consent page. */
  @Matches(HTTP_URL, mustBe('an http:// or https:// URL without query')) readonly OAUTH_CONSENT_URL: string =
    'https://marketplace.gohighlevel.com/oauth/chooselocation';

  /** The scopes that are asked for, separated by spaces or commas. */
  @IsOptional()
  @IsTogetherWith('OAUTH_CLIENT_ID')
  @Matches(/^[\w./:-]+([ ,]+[\w./:-]+)*$/, mustBe('scopes separated by spaces or commas'))
  readonly OAUTH_SCOPES?: string;

  /** How long after the app was uninstalled all that is stored of a location is removed. */
  @AsWholeNumber() @IsInt(purge) @Min(0, purge) @Max(MAX_PURGE_MS, purge) readonly PURGE_AFTER_UNINSTALL: number = 30 * DAY_MS;

  /** The keys of which any may sign LeadConnector's events: Ed25519, comma separated, each PEM or base64 SPKI. Without them none are taken. */
  @IsOptional() @AsPublicKeys('ed25519') @IsArray(ed25519Keys) readonly WEBHOOK_PUBLIC_KEYS?: readonly KeyObject[];

  /** RSA keys for the older signature, which LeadConnector doesn't send any more; without them it isn't accepted. */
  @IsOptional()
  @IsTogetherWith('WEBHOOK_PUBLIC_KEYS')
  @AsPublicKeys('rsa')
  @IsArray(rsaKeys)
  readonly WEBHOOK_RSA_PUBLIC_KEYS?: readonly KeyObject[];

  /** How long an event is remembered after it was applied, so that a repetition of it is known. */
  @AsWholeNumber()
  @IsInt(eventRetention)
  @Min(DAY_MS, eventRetention)
  @Max(MAX_RETENTION_MS, eventRetention)
  readonly WEBHOOK_RETENTION_MS: number = 7 * DAY_MS;

  /** After SIGTERM: for how long requests are still served, while /health/ready is 503 already and load balancers learn of it. */
  @AsWholeNumber() @IsInt(delay) @Min(0, delay) @Max(60_000, delay) @IsBelow('SHUTDOWN_TIMEOUT_MS') readonly SHUTDOWN_DELAY_MS: number =
    5_000;

  /** After SIGTERM: by when the process has ended, that delay included, whatever hangs. */
  @AsWholeNumber() @IsInt(shutdown) @Min(1_000, shutdown) @Max(600_000, shutdown) readonly SHUTDOWN_TIMEOUT_MS: number = 25_000;

  /** How late the process may be with its work before it refuses some of the requests (503 `overloaded`); 0 refuses none. */
  @AsWholeNumber() @IsInt(delay) @Min(0, delay) @Max(60_000, delay) readonly OVERLOAD_DELAY_MS: number = 150;

  /** The least severe messages that are logged. */
  @IsIn(LOG_LEVELS, mustBe(`one of ${LOG_LEVELS.join(', ')}`)) readonly LOG_LEVEL: (typeof LOG_LEVELS)[number] = 'info';
}

/** Of those above, the ones without a default that connections need. */
const CONNECTION_VARIABLES = [
  'ADMIN_TOKEN',
  'ENCRYPTION_KEYS',
  'OAUTH_CLIENT_ID',
  'OAUTH_CLIENT_SECRET',
  'OAUTH_REDIRECT_URL',
  'OAUTH_SCOPES',
];

/** The environment can't be used; the message names every fault. */
export class EnvironmentError extends Error {
  /** @param valid the variables that nothing is wrong with, defaults included */
  constructor(
    readonly faults: readonly string[],
    readonly valid: Readonly<Partial<Environment>> = {},
  ) {
    super(`The environment is not usable:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
  }

  /** The same with more that is wrong. */
  and(faults: readonly string[]): EnvironmentError {
    return new EnvironmentError([...this.faults, ...faults], this.valid);
  }
}

const WEBHOOK_VARIABLES = ['WEBHOOK_PUBLIC_KEYS', 'WEBHOOK_RSA_PUBLIC_KEYS'];

/**
 * Reads and checks the environment; variables that are set but empty count as not set, other variables are nobody's business here.
 *
 * @throws EnvironmentError naming every fault at once
 */
export function readEnvironment(variables: NodeJS.ProcessEnv = process.env): Readonly<Environment> {
  const names = Object.keys(plainToInstance(Environment, {})).concat(
    'DATABASE_URL',
    'REDIS_URL',
    'DATABASE_PREPARED_STATEMENTS',
    'LOCATION_USERS',
    'CORS_ORIGINS',
    'OPERATOR_PORT',
    ...CONNECTION_VARIABLES,
    ...WEBHOOK_VARIABLES,
  );
  const given = names.filter((name) => (variables[name] ?? '') !== '').map((name) => [name, variables[name]]);
  const environment = plainToInstance(Environment, Object.fromEntries(given), { exposeDefaultValues: true });
  const found = validateSync(environment, { stopAtFirstError: true });
  if (found.length > 0) {
    const faulty = new Set(found.map(({ property }) => property));
    const valid = Object.fromEntries(Object.entries(environment).filter(([name]) => !faulty.has(name)));
    throw new EnvironmentError(
      found.flatMap(({ constraints }) => Object.values(constraints ?? {})),
      valid,
    );
  }
  return Object.freeze(environment);
}
