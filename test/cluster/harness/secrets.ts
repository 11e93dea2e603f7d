import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createClient } from '@keyv/redis';
import { MAIN_LOCATION_ID, OTHER_LOCATION_ID } from '../../../apps/sandbox/src/create-sandbox';
import { Client } from 'pg';
import { Cluster, startCluster } from './cluster';
import { freePort } from '../../harness/free-port';
import { findSecrets, makeSecret } from './planted-secrets';
import { prepareReads, searchPath } from './stage';
import { startTraceCollector } from './trace-collector';

export interface SecretsReport {
  readonly planted: number;
  /** Every place where one can be read. */
  readonly found: readonly string[];
  /** Where was looked, and how many bytes there were. */
  readonly places: Readonly<Record<string, number>>;
}

export interface SecretsPlan {
  readonly secrets: number;
  /** A fault on purpose: a secret is given as a request's id, which is logged. */
  readonly planted?: 'as-request-id';
}

/** Requests that are under way at once. */
const AT_ONCE = 10;
/** Those that the service is configured with: the operator's key, the password of Redis, the OAuth app's. */
const OF_THE_ENVIRONMENT = 3;

/** Gives the service secrets wherever it takes one, at the most talkative log level, and looks for them wherever it writes. */
export async function runSecrets({ secrets: count, planted }: SecretsPlan): Promise<SecretsReport> {
  const [adminToken, redisPassword, clientSecret] = [makeSecret('admin-'), makeSecret('redis'), makeSecret('client-')];
  const operatorPorts = [await freePort(), await freePort()];
  const traces = await startTraceCollector();
  const cluster = await startCluster({
    api: 1,
    workers: 1,
    messages: 300,
    redisPassword,
    environment: {
      LOG_LEVEL: 'trace',
      OAUTH_CLIENT_ID: 'harness',
      OAUTH_CLIENT_SECRET: clientSecret,
      OAUTH_REDIRECT_URL: 'http://127.0.0.1:9/oauth/callback',
      OAUTH_SCOPES: 'conversations.readonly',
      OTEL_EXPORTER_OTLP_ENDPOINT: traces.url,
      OTEL_EXPORTER_OTLP_COMPRESSION: 'none',
      OTEL_BSP_SCHEDULE_DELAY: '200',
    },
    environmentOf: (name) => ({ OPERATOR_PORT: String(operatorPorts[name.startsWith('api') ? 0 : 1]) }),
  });
  try {
    await prepareReads(cluster);
    const secrets = Array.from({ length: Math.max(1, count - OF_THE_ENVIRONMENT) }, () => makeSecret('pit-'));
    const answers: string[] = [];
    for (let from = 0; from < secrets.length; from += AT_ONCE) {
      const some = secrets.slice(from, from + AT_ONCE);
      const plantedNow = planted && from === 0 ? [{ 'x-request-id': some[0] ?? '' }] : [];
      const requests = some.flatMap((secret, index) => requestsWith(secret, from + index, adminToken));
      answers.push(...(await Promise.all(requests.map((request) => send(cluster, request)))));
      for (const headers of plantedNow) answers.push(await send(cluster, { method: 'GET', path: '/health/live', headers }));
    }
    const stored = await storedIn(cluster, operatorPorts);
    // Whoever stops writes the last lines and sends the last spans.
    await Promise.all([...cluster.apis, ...cluster.workers].map(({ process }) => process.stop()));
    const places: Record<string, string> = { ...stored, ...logsOf(cluster), answers: answers.join('\n'), traces: traces.text() };
    const empty = Object.entries(places).filter(([where, text]) => text === '' && !where.startsWith('the log of worker'));
    if (empty.length > 0) throw new Error(`Nothing was found at all in ${empty.map(([where]) => where).join(', ')}.`);
    const all = [...secrets, adminToken, redisPassword, clientSecret];
    const found = Object.entries(places).flatMap(([where, text]) => findSecrets(all, where, text));
    return { planted: all.length, found, places: Object.fromEntries(Object.entries(places).map(([where, text]) => [where, text.length])) };
  } finally {
    await cluster.stop();
    traces.close();
  }
}

interface Sent {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** All the ways in which a caller, an operator or LeadConnector gives a secret; which of them is right doesn't matter. */
function requestsWith(secret: string, index: number, adminToken: string): readonly Sent[] {
  const json = { 'content-type': 'application/json' };
  const asBearer = { authorization: `Bearer ${secret}` };
  const operator = { authorization: `Bearer ${adminToken}`, ...json };
  const locationId = index % 2 === 0 ? MAIN_LOCATION_ID : OTHER_LOCATION_ID;
  const connection = (body: object): Sent => ({
    method: 'PUT',
    path: `/locations/harness${String(index).padStart(13, '0')}/connection`,
    headers: operator,
    body: JSON.stringify(body),
  });
  return [
    { method: 'GET', path: searchPath(locationId, { includeContact: 'true' }), headers: asBearer },
    {
      method: 'POST',
      path: '/messages/search',
      headers: { ...asBearer, ...json },
      body: `{"locationId":"${locationId}","type":"TYPE_CALL"`,
    },
    { method: 'GET', path: `/conversations/search?locationId=${locationId}`, headers: { authorization: secret } },
    { method: 'GET', path: '/connections', headers: asBearer },
    { method: 'GET', path: '/nowhere', headers: { ...asBearer, cookie: `session=${secret}` } },
    connection({ type: 'private-integration', token: secret }),
    connection({ type: 'oauth', accessToken: secret, refreshToken: secret }),
    { method: 'GET', path: `/oauth/callback?code=${secret}&state=none`, headers: {} },
    {
      method: 'POST',
      path: '/webhooks/leadconnector',
      headers: { ...json, 'x-ghl-signature': secret },
      body: JSON.stringify({ token: secret }),
    },
  ];
}

/** @returns the whole answer as a text */
async function send({ url }: Cluster, { method, path, headers, body }: Sent): Promise<string> {
  const response = await fetch(url + path, { method, headers, body, redirect: 'manual' });
  // Where an OAuth app sends people is not ours to hide: the state is signed, the client's secret isn't in it.
  return `${method} ${path.split('?')[0]}: ${response.status} ${JSON.stringify([...response.headers])} ${await response.text()}`;
}

function logsOf({ apis, workers, folder }: Cluster): Record<string, string> {
  const logs = [...apis, ...workers].map(({ process }) => [`the log of ${process.name}`, process.output()] as const);
  return { ...Object.fromEntries(logs), 'the log of PostgreSQL': readFileSync(join(folder, 'postgres.log'), 'utf8') };
}

/** What the service tells of itself where it is asked, and what it keeps. */
async function storedIn(cluster: Cluster, operatorPorts: readonly number[]): Promise<Record<string, string>> {
  const metrics = await Promise.all(
    operatorPorts.map(async (port) => {
      const response = await fetch(`http://127.0.0.1:${port}/metrics`);
      return [`the metrics at ${port}`, await response.text()] as const;
    }),
  );
  return {
    ...Object.fromEntries(metrics),
    'the database': await rowsOf(cluster.postgres.url),
    Redis: await keysOf(cluster.redis.url),
  };
}

/** Every row of every table as text. */
async function rowsOf(connectionString: string): Promise<string> {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    const { rows: tables } = await client.query<{ name: string }>(
      `select quote_ident(table_name) as name from information_schema.tables where table_schema = 'public'`,
    );
    const texts: string[] = [];
    for (const { name } of tables) {
      const { rows } = await client.query<Record<string, unknown>>(`select * from ${name}`);
      texts.push(...rows.map((row) => `${name}: ${Object.values(row).map(textOf).join(' ')}`));
    }
    return texts.join('\n');
  } finally {
    await client.end();
  }
}

function textOf(value: unknown): string {
  if (Buffer.isBuffer(value)) return `${value.toString('latin1')} ${value.toString('hex')}`;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

async function keysOf(url: string): Promise<string> {
  const client = createClient({ url });
  await client.connect();
  try {
    const texts: string[] = [];
    for await (const keys of client.scanIterator({ COUNT: 1_000 }))
      for (const key of keys) {
        const value = (await client.type(key)) === 'string' ? await client.get(key) : await client.hGetAll(key).catch(() => ({}));
        texts.push(`${key} ${typeof value === 'string' ? value : JSON.stringify(value)}`);
      }
    return texts.join('\n');
  } finally {
    client.destroy();
  }
}
