import { request } from 'node:http';
import { createSandbox, MAIN_LOCATION_ID, MAIN_TOKEN, Sandbox, SandboxOptions } from '../../apps/sandbox/src/create-sandbox';
import { Answer, startTestApi, TestApi, TestApiOptions } from '../harness/test-api';
import { createTestDatabase } from '../harness/test-database';

export const LOCATION = MAIN_LOCATION_ID;
export const ADMIN_TOKEN = 'operator-of-the-webhook-tests';
export const WEBHOOK = '/webhooks/leadconnector';

/** A sandbox that sends events of now, and an API that takes them, on a store of its own. */
export interface WebhookStage {
  readonly sandbox: Sandbox;
  readonly api: TestApi;
  readonly databaseUrl: string;
  /** What an operator asks. */
  ask(path: string, method?: 'GET' | 'POST' | 'DELETE'): Promise<Answer>;
  /** Sends bytes, signed unless told otherwise. */
  send(body: Buffer | object, headers?: OutgoingHeaders): Promise<RawAnswer>;
  /** Delivers what the sandbox has to tell, and waits until all of it is applied. */
  deliver(): Promise<void>;
  /** Waits until nothing waits in the inbox. */
  applied(): Promise<void>;
  /** One message as a search shows it. */
  shown(id: string): Promise<Record<string, unknown> | undefined>;
  /** Stops the API alone. */
  closeApi(): Promise<void>;
  close(): Promise<void>;
}

export type OutgoingHeaders = Record<string, string | string[] | undefined>;
export interface RawAnswer {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly body: Record<string, unknown>;
}

export interface WebhookStageOptions {
  readonly environment?: Record<string, string>;
  readonly sandbox?: Partial<SandboxOptions>;
  /** Where the API reaches the database, given where it is. */
  readonly databaseUrlOf?: (url: string) => Promise<string>;
  readonly override?: TestApiOptions['override'];
}

const SEARCH = `/messages/search?${new URLSearchParams({ locationId: LOCATION, type: 'TYPE_CALL,TYPE_SMS', sort: 'desc', limit: '1000', includeContact: 'true' }).toString()}`;

export async function setWebhookStage(options: WebhookStageOptions = {}): Promise<WebhookStage> {
  const sandbox = await createSandbox({
    messages: 200,
    rateLimit: false,
    indexDelayMs: 0,
    webhooks: { missingMessageIdRate: 0, concurrency: 4 },
    ...options.sandbox,
  });
  const database = await createTestDatabase();
  const databaseUrl = (await options.databaseUrlOf?.(database.url)) ?? database.url;
  const api = await startTestApi({
    databaseUrl,
    upstreamUrl: sandbox.url,
    token: MAIN_TOKEN,
    environment: { WEBHOOK_PUBLIC_KEYS: sandbox.webhooks.publicKey, ADMIN_TOKEN, SEARCH_MAX_AGE_MS: '0', ...options.environment },
    ...(options.override && { override: options.override }),
  });
  sandbox.webhooks.sendTo(api.url + WEBHOOK);
  const ask = async (path: string, method = 'GET'): Promise<Answer> => {
    const response = await fetch(api.url + path, { method, headers: { authorization: `Bearer ${ADMIN_TOKEN}` } });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === '' ? null : JSON.parse(text) };
  };
  let closed: Promise<void> | undefined;
  const closeApi = () => (closed ??= api.close());
  const applied = async () => {
    while (((await ask('/webhooks/inbox')).body.waiting as number) > 0) await new Promise((resolve) => setTimeout(resolve, 10));
  };
  return {
    ...{ sandbox, api, databaseUrl: database.url, ask, applied, closeApi },
    send: (body, headers = {}) => {
      const bytes = Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body));
      return post(api.url + WEBHOOK, bytes, {
        'content-type': 'application/json',
        'x-ghl-signature': sandbox.webhooks.sign(bytes),
        ...headers,
      });
    },
    deliver: async () => {
      await sandbox.webhooks.deliverDue();
      await applied();
    },
    shown: async (id) => {
      const { body } = await api.get(SEARCH);
      return (body.messages.messages as Record<string, unknown>[]).find((message) => message.id === id);
    },
    close: async () => {
      await closeApi();
      await sandbox.close();
      await database.drop();
    },
  };
}

/** By hand, since fetch neither repeats a header nor leaves the content type out. */
export function post(url: string, body: Buffer, headers: OutgoingHeaders): Promise<RawAnswer> {
  const given = Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined));
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: 'POST', headers: { ...given, 'content-length': body.length }, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        const parsed = text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: parsed });
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
