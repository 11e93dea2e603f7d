import { plainToInstance } from 'class-transformer';
import { IsIn, IsInstance, IsInt, IsOptional, Matches, Max, Min, validateSync } from 'class-validator';
import { mustBe } from '../http/fault-message';
import { AsWholeNumber } from '../http/parameter-transforms';
import { AsLocationUsers } from './location-users';

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
const HTTP_URL = /^https?:\/\/[^\s/?#@]+(:\d+)?(\/[^\s?#]*)?$/;
const DAY_MS = 86_400_000;
const port = mustBe('a port from 0 to 65535');
const lag = mustBe(`whole milliseconds from 0 to ${DAY_MS}`);
const wait = mustBe('whole milliseconds from 1 to 600000');
/** Not shown: it holds a password. */
const aDatabaseUrl = { message: 'DATABASE_URL must be a postgresql:// URL' };
const lease = mustBe('whole milliseconds from 1000 to 600000');

/** The environment variables of the API, with their defaults. This folder is the only reader of process.env. */
export class Environment {
  /** TCP port to listen on; 0 takes any free one. */
  @AsWholeNumber() @IsInt(port) @Min(0, port) @Max(65_535, port) readonly PORT: number = 3000;

  /** Address to listen on. */
  @Matches(/^\S+$/, mustBe('an address')) readonly HOST: string = '0.0.0.0';

  /** PostgreSQL 15 or later; without it an embedded one is started under DATA_DIR. */
  @IsOptional() @Matches(/^postgres(ql)?:\/\/\S+$/, aDatabaseUrl) readonly DATABASE_URL?: string;

  /** Where the embedded store keeps its files. */
  @Matches(/\S/, mustBe('a path')) readonly DATA_DIR: string = './data';

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

  /** How long a silent process keeps other replicas from syncing its locations. */
  @AsWholeNumber() @IsInt(lease) @Min(1_000, lease) @Max(600_000, lease) readonly SYNC_LEASE_MS: number = 10_000;

  /** Who handles a location's messages when nothing else tells, as `locationId:userId`; off for locations that aren't listed. */
  @IsOptional()
  @AsLocationUsers()
  @IsInstance(Map, mustBe('pairs of locationId:userId, comma separated, each location once'))
  readonly LOCATION_USERS?: ReadonlyMap<string, string>;

  /** The least severe messages that are logged. */
  @IsIn(LOG_LEVELS, mustBe(`one of ${LOG_LEVELS.join(', ')}`)) readonly LOG_LEVEL: (typeof LOG_LEVELS)[number] = 'info';
}

/** The environment can't be used; the message names every fault. */
export class EnvironmentError extends Error {}

/**
 * Reads and checks the environment; variables that are set but empty count as not set, other variables are nobody's business here.
 *
 * @throws EnvironmentError naming every fault at once
 */
export function readEnvironment(variables: NodeJS.ProcessEnv = process.env): Readonly<Environment> {
  const names = Object.keys(plainToInstance(Environment, {})).concat('DATABASE_URL', 'LOCATION_USERS');
  const given = names.filter((name) => (variables[name] ?? '') !== '').map((name) => [name, variables[name]]);
  const environment = plainToInstance(Environment, Object.fromEntries(given), { exposeDefaultValues: true });
  const faults = validateSync(environment, { stopAtFirstError: true }).flatMap(({ constraints }) => Object.values(constraints ?? {}));
  if (faults.length > 0) throw new EnvironmentError(`The environment is not usable:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
  return Object.freeze(environment);
}
