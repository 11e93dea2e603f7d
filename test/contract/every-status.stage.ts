import { createLeadConnectorClient, LeadConnectorClient } from '@app/leadconnector';
import { NestFastifyApplication } from '@nestjs/platform-fastify';
import { request } from 'node:http';
import { createSandbox, MAIN_TOKEN, Sandbox } from '../../apps/sandbox/src/create-sandbox';
import { ADMIN_TOKEN, environmentFor } from '../connections/connections.stage';
import { startTestApi, TestApi } from '../harness/test-api';
import { createTestDatabase, TestDatabase } from '../harness/test-database';

/** An API with everything set up, which waits for nothing for long; and how to make each of its routes fail. */
export interface StatusStage {
  readonly sandbox: Sandbox;
  readonly api: TestApi;
  readonly database: TestDatabase;
  /** The status of a request; the contract of its answer is looked at where it leaves. */
  ask(route: string, given?: Given): Promise<number>;
  /** Another API on the same store and upstream; closed with the stage. */
  startAnotherApi(environment?: Record<string, string>): Promise<TestApi>;
  close(): Promise<void>;
}

export interface Given {
  /** Instead of the stage's own. */
  readonly api?: TestApi;
  readonly token?: string | readonly string[];
  readonly headers?: Record<string, string>;
  readonly body?: string;
  /** Of the body, unless it is JSON; null says none. */
  readonly type?: string | null;
}

/** A request with this header meets a bug. */
const PLANTED = 'x-planted-fault';
/** A request with this header is answered as the contract forbids it: in its status, its headers or its body. */
export const BROKEN = 'x-broken-answer';
export const WITH_FAULT: Given = { headers: { [PLANTED]: 'yes' } };

export async function setStatusStage(): Promise<StatusStage> {
  const sandbox = await createSandbox({ messages: 60, rateLimit: false, indexDelayMs: 0 });
  const database = await createTestDatabase();
  const client = createLeadConnectorClient({ baseUrl: sandbox.url, responseTimeoutMs: 200, maxAttempts: 1 });
  const apis: TestApi[] = [];
  const startAnotherApi = async (environment: Record<string, string> = {}): Promise<TestApi> => {
    const api = await startTestApi({
      databaseUrl: database.url,
      upstreamUrl: sandbox.url,
      token: MAIN_TOKEN,
      environment: { ...environmentFor(sandbox), WEBHOOK_PUBLIC_KEYS: sandbox.webhooks.publicKey, SEARCH_WAIT_MS: '1000', ...environment },
      override: (builder) => builder.overrideProvider(LeadConnectorClient).useValue(client),
      extend: plantFault,
    });
    apis.push(api);
    return api;
  };
  const first = await startAnotherApi();
  return {
    ...{ sandbox, api: first, database, startAnotherApi },
    ask: (route, { api = first, ...given } = {}) => ask(api.url, route, given),
    close: async () => {
      await Promise.all(apis.map((api) => api.close()));
      await sandbox.close();
      await database.drop();
    },
  };
}

/** Bugs that the contract must find, or tell of. */
function plantFault(app: NestFastifyApplication): void {
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('preHandler', ({ headers }, _reply, done) => done(PLANTED in headers ? new TypeError('planted') : undefined))
    .addHook('onSend', ({ headers }, reply, payload, done) => {
      if (headers[BROKEN] === 'status') void reply.status(418);
      if (headers[BROKEN] === 'header') void reply.header('X-Unheard-Of', 'yes').removeHeader('X-Trace-Id');
      done(null, headers[BROKEN] === 'body' ? '{"complete":"maybe"}' : payload);
    });
}

/** By hand, since fetch neither repeats a header nor stops at a redirection without losing it. */
function ask(url: string, route: string, { token = MAIN_TOKEN, headers = {}, body, type = 'application/json' }: Given): Promise<number> {
  const [method, path = ''] = route.split(' ');
  const authorization = [token].flat().map((one) => `Bearer ${one}`);
  const all: Record<string, string | string[]> = {
    ...(body !== undefined && type !== null && { 'content-type': type }),
    // Node doesn't say it by itself with DELETE.
    ...(body !== undefined && !('transfer-encoding' in headers) && { 'content-length': String(Buffer.byteLength(body)) }),
    ...headers,
    authorization,
  };
  return new Promise((resolve, reject) => {
    const sent = request(url + path, { method, agent: false, headers: all }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode ?? 0));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

export { ADMIN_TOKEN };
