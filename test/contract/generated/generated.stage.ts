import { createSandbox, MAIN_LOCATION_ID, MAIN_TOKEN, OTHER_TOKEN, SANDBOX_APP } from '../../../apps/sandbox/src/create-sandbox';
import { startTestApi, TestApi } from '../../harness/test-api';
import { createTestDatabase } from '../../harness/test-database';
import { Contract, ContractAnswer } from '../contract';
import { observeAnswer } from '../observe';
import { GeneratedRequest, Surroundings } from './generated-request';

/** An API with everything set up, over a small upstream; requests go to it without sockets. */
export interface GeneratedStage {
  readonly surroundings: Surroundings;
  /** How many requests were answered, and how often with which status. */
  readonly answered: number;
  readonly statuses: ReadonlyMap<number, number>;
  /** Sends the request; what is wrong with its answer by the contract. */
  faultsOf(request: GeneratedRequest, contract: Contract): Promise<readonly unknown[]>;
  close(): Promise<void>;
}

const ADMIN_TOKEN = 'the-operators-key-of-the-tests';

/** What is as documented and may be refused all the same: LeadConnector doesn't accept the token that is to be stored. */
const REFUSED_UPSTREAM: readonly string[] = ['put /locations/{locationId}/connection'];

export async function setGeneratedStage(): Promise<GeneratedStage> {
  const sandbox = await createSandbox({ messages: 60, otherMessages: 10, rateLimit: false, indexDelayMs: 0 });
  const database = await createTestDatabase();
  const api = await startTestApi({
    databaseUrl: database.url,
    upstreamUrl: sandbox.url,
    token: MAIN_TOKEN,
    environment: {
      ADMIN_TOKEN,
      ENCRYPTION_KEYS: Buffer.alloc(32, 1).toString('base64'),
      WEBHOOK_PUBLIC_KEYS: sandbox.webhooks.publicKey,
      BACKGROUND_SYNC: 'off',
      OAUTH_CLIENT_ID: SANDBOX_APP.clientId,
      OAUTH_CLIENT_SECRET: SANDBOX_APP.clientSecret,
      OAUTH_REDIRECT_URL: 'http://localhost:9/oauth/callback',
      OAUTH_SCOPES: 'conversations.readonly conversations/message.readonly contacts.readonly',
      SEARCH_MAX_AGE_MS: '3600000',
    },
  });
  const [message] = sandbox.world.messagesOf(MAIN_LOCATION_ID);
  const statuses = new Map<number, number>();
  return {
    surroundings: surroundingsOf(message ?? { id: '', conversationId: '' }),
    statuses,
    get answered() {
      return [...statuses.values()].reduce((sum, count) => sum + count, 0);
    },
    faultsOf: async (request, contract) => {
      const answer = await answerTo(api, request);
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
      const { method, url: target, headers, payload, wrong } = request;
      const body: unknown = payload !== undefined && wrong === null ? JSON.parse(payload) : undefined;
      return [...observeAnswer({ method, target, headers, body }, answer, contract), ...surprisesIn(request, answer)];
    },
    close: async () => {
      await api.close();
      await sandbox.close();
      await database.drop();
    },
  };
}

async function answerTo(api: TestApi, { method, url, headers, payload }: GeneratedRequest): Promise<ContractAnswer> {
  const answer = await api.app.inject({ method: method as 'GET', url, headers, ...(payload !== undefined && { payload }) });
  const isJson = answer.headers['content-type']?.toString().startsWith('application/json');
  const body: unknown = isJson && answer.body !== '' ? JSON.parse(answer.body) : answer.body;
  return { status: answer.statusCode, headers: new Headers(answer.headers as Record<string, string>), body };
}

/** Documented or not: nothing fails here, what is wrong is refused, and what is right isn't. */
function surprisesIn({ operation, wrong }: GeneratedRequest, { status, body }: ContractAnswer): readonly unknown[] {
  if (status >= 500) return [{ failed: status, body }];
  if (wrong !== null) return status < 400 ? [`answered ${status}, though ${wrong}`] : [];
  const isOurRefusal = status === 422 && (body as { code?: unknown }).code === 'parameters-invalid';
  return isOurRefusal && !REFUSED_UPSTREAM.includes(operation) ? [{ refused: 'though it is as documented', body }] : [];
}

function surroundingsOf({ id, conversationId }: { readonly id: string; readonly conversationId: string }): Surroundings {
  return {
    known: {
      locationId: [MAIN_LOCATION_ID],
      type: ['TYPE_CALL', 'TYPE_SMS', 'TYPE_CALL,TYPE_SMS'],
      id: [id],
      lastMessageId: [id],
      conversationId: [conversationId],
      since: ['beginning'],
      'X-Location-Id': [MAIN_LOCATION_ID],
    },
    // What has a word, no schema can say. Waiting is tested elsewhere, and takes its time; so does asking LeadConnector again for each.
    only: {
      wait: ['0'],
      query: ['hello', '"see you" appoint*', '手机', "' | !x:* (555) 000-1234"],
      columns: ['id', 'phone,userId,id'],
      timezone: ['UTC', 'Europe/Berlin', 'america/havana', 'Etc/GMT+12'],
      'Cache-Control': ['max-age=3600', 'max-stale', '', 'max-age=x'],
    },
    neededInBody: { 'post /messages/search': ['locationId', 'type'] },
    authorizations: {
      leadconnector: [`Bearer ${MAIN_TOKEN}`, null, `Bearer ${OTHER_TOKEN}`, 'Bearer', 'Basic eDp5', 'Bearer pit-unknown'],
      operator: [`Bearer ${ADMIN_TOKEN}`, null, 'Bearer x', `Bearer ${MAIN_TOKEN}`],
    },
  };
}
