import { ConnectionService, ConnectionUpkeep } from '@app/messages';
import { Client } from 'pg';
import { createSandbox, MAIN_TOKEN, RecordedRequest, Sandbox, SANDBOX_APP, SandboxOptions } from '../../apps/sandbox/src/create-sandbox';
import { Answer, startTestApi, TestApi } from '../harness/test-api';
import { createTestDatabase } from '../harness/test-database';

export const ADMIN_TOKEN = 'the-operators-key-of-the-tests';
export const KEYS = [1, 2, 3].map((byte) => Buffer.alloc(32, byte).toString('base64')) as [string, string, string];
/** Nobody listens there: a test follows the redirection itself. */
const REDIRECT_URL = 'http://localhost:9/oauth/callback';

/** Upstream with its OAuth server, an empty store, and an API that can store connections. Nothing is synced unless a test asks for it. */
export interface ConnectionsStage {
  readonly sandbox: Sandbox;
  readonly api: TestApi;
  readonly databaseUrl: string;
  /** A request with the operator's key. */
  admin(method: string, path: string, body?: unknown, api?: TestApi): Promise<Answer>;
  /** A person installs the app: a location's id, `agency` or `deny`. The page that he sees at the end. */
  install(choice: string): Promise<Answer>;
  /** Straight from the database. */
  query<Row>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  /** Requests to the token endpoint so far, by grant. */
  grants(type: 'authorization_code' | 'refresh_token'): readonly RecordedRequest[];
  /** The token of the location is about to expire; or has expired. */
  makeDue(locationId: string, how?: 'due' | 'expired'): Promise<void>;
  /** What the service does by itself every minute or hour. */
  upkeep(api?: TestApi): Promise<void>;
  startAnotherApi(environment?: Record<string, string>): Promise<TestApi>;
  close(): Promise<void>;
}

export function environmentFor(sandbox: Sandbox): Record<string, string> {
  return {
    ADMIN_TOKEN,
    ENCRYPTION_KEYS: KEYS[0],
    BACKGROUND_SYNC: 'off',
    OAUTH_CLIENT_ID: SANDBOX_APP.clientId,
    OAUTH_CLIENT_SECRET: SANDBOX_APP.clientSecret,
    OAUTH_REDIRECT_URL: REDIRECT_URL,
    OAUTH_CONSENT_URL: `${sandbox.url}/oauth/chooselocation`,
    OAUTH_SCOPES: 'conversations.readonly conversations/message.readonly contacts.readonly',
  };
}

export async function setConnectionsStage(
  environment: Record<string, string> = {},
  given: Partial<SandboxOptions> = {},
): Promise<ConnectionsStage> {
  const sandbox = await createSandbox({ messages: 300, otherMessages: 60, rateLimit: false, indexDelayMs: 0, ...given });
  const database = await createTestDatabase();
  const apis: TestApi[] = [];
  const startAnotherApi = async (others: Record<string, string> = {}): Promise<TestApi> => {
    const api = await startTestApi({
      databaseUrl: database.url,
      upstreamUrl: sandbox.url,
      token: MAIN_TOKEN,
      environment: { ...environmentFor(sandbox), ...environment, ...others },
    });
    apis.push(api);
    return api;
  };
  const api = await startAnotherApi();
  const client = new Client({ connectionString: database.url });
  client.on('error', () => undefined);
  await client.connect();
  const query = async <Row>(text: string, values: readonly unknown[] = []) => (await client.query(text, [...values])).rows as Row[];
  return {
    sandbox,
    api,
    databaseUrl: database.url,
    admin: (method, path, body, which = api) => request(which.url + path, method, { authorization: `Bearer ${ADMIN_TOKEN}` }, body),
    install: (choice) => install(api, choice),
    query,
    grants: (type) => sandbox.requests.filter(({ path, body }) => path === '/oauth/token' && grantOf(body) === type),
    makeDue: async (locationId, how = 'due') => {
      const expiry = how === 'expired' ? `, expires_at = clock_timestamp() - interval '1 second'` : '';
      await query(`update connections set refresh_at = clock_timestamp() - interval '1 second'${expiry} where location_id = $1`, [
        locationId,
      ]);
    },
    upkeep: (which = api) => which.app.get(ConnectionUpkeep).runOnce(),
    startAnotherApi,
    close: async () => {
      await Promise.all(apis.map((one) => one.close()));
      await client.end();
      await sandbox.close();
      await database.drop();
    },
  };
}

export const serviceOf = (api: TestApi): ConnectionService => api.app.get(ConnectionService);

export async function request(url: string, method: string, headers: Record<string, string>, body?: unknown): Promise<Answer> {
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  const type: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' };
  const response = await fetch(url, { method, headers: { ...type, ...headers }, redirect: 'manual', ...sent });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') ?? false;
  return { status: response.status, headers: response.headers, body: isJson ? (JSON.parse(text) as unknown) : text };
}

/** As a browser would: to the consent page, a click, and back with the cookie. */
export async function install(api: { readonly url: string }, choice: string): Promise<Answer> {
  const begun = await request(`${api.url}/oauth/install`, 'GET', {});
  const consented = await request(`${begun.headers.get('location') ?? ''}&choose=${choice}`, 'GET', {});
  const back = new URL(consented.headers.get('location') ?? '');
  const cookie = (begun.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  return request(`${api.url}${back.pathname}${back.search}`, 'GET', { cookie });
}

function grantOf(body: unknown): unknown {
  return (body as { grant_type?: unknown } | undefined)?.grant_type;
}
