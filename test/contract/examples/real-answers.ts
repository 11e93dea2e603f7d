import { MAIN_LOCATION_ID, MAIN_TOKEN, OTHER_TOKEN } from '../../../apps/sandbox/src/create-sandbox';
import { Draining } from '../../../apps/api/src/http/draining';
import { Stage } from '../../e2e/truth.stage';

/** Of every answer: it says who asked. */
const TRACE_ID = '0b6f1c1e7d1f4c1b9a523f0a3b0d9f11';
/** Signed by a key that each store makes for itself. */
const CURSOR = 'bm90LWEtcmVhbC1jdXJzb3I';
const POSITION = 'bm90LWEtcmVhbC1wb3NpdGlvbg';
/** Dates by the database's clock, which goes on. */
const OF_THE_DATABASE: readonly string[] = ['createdAt', 'updatedAt', 'lastSweepAt', 'receivedAt', 'diedAt'];
const ON_THE_CLOCK = '2025-06-02T12:10:00.000Z';
/** LeadConnector's own limits, partly used up. */
const RATE_LIMIT = { limit: 100, remaining: 87, resetMs: 8_100, dailyLimit: 200_000, dailyRemaining: 199_310 };
/** A list is shortened to this. */
const SHOWN = 2;

interface Shown {
  readonly id: string;
  readonly conversationId: string;
  readonly dateUpdated: string;
}

interface Question {
  /** GET, or POST where there is a body, unless it's said. */
  readonly method?: string;
  readonly path: string;
  readonly token?: string | null;
  readonly accept?: string;
  readonly body?: unknown;
}

/** Of the API that the examples are taken from. */
export const OPERATOR_KEY = 'the-operators-key-of-the-examples';
const CONNECTION = `/locations/${MAIN_LOCATION_ID}/connection`;
const SYNC = `/locations/${MAIN_LOCATION_ID}/sync`;

const SEARCH = `/messages/search?locationId=${MAIN_LOCATION_ID}&type=TYPE_CALL,TYPE_SMS`;
const LIST = `locationId=${MAIN_LOCATION_ID}&limit=${SHOWN}`;

/** The examples of the contract, each by operation, status and media type: what this very API answers. */
export async function realAnswers(stage: Stage): Promise<Readonly<Record<string, unknown>>> {
  const { api } = stage;
  const page = await api.get(`${SEARCH}&limit=${SHOWN + 1}&sort=desc`);
  const [{ id, conversationId }, , { dateUpdated }] = page.body.messages.messages as [Shown, Shown, Shown];
  const newest = `${SEARCH}&startAfterDate=${dateUpdated}`;
  const newestBody = { locationId: MAIN_LOCATION_ID, type: ['TYPE_CALL', 'TYPE_SMS'], startAfterDate: dateUpdated };
  const deadLetter = await aDeadLetter(stage);
  const operator = { token: OPERATOR_KEY };
  const questions: Readonly<Record<string, Question>> = {
    'searchMessages 200 application/json': { path: `${SEARCH}&limit=${SHOWN}&sort=desc&includeContact=true&includeTotal=true` },
    'searchMessages 200 application/x-ndjson': { path: newest, accept: 'application/x-ndjson' },
    'searchMessages 200 text/csv': { path: newest, accept: 'text/csv' },
    'searchMessagesByBody 200 application/json': {
      path: '/messages/search',
      body: { locationId: MAIN_LOCATION_ID, type: ['TYPE_CALL', 'TYPE_SMS'], limit: SHOWN, includeContact: true },
    },
    'searchMessagesByBody 200 application/x-ndjson': { path: '/messages/search', accept: 'application/x-ndjson', body: newestBody },
    'searchMessagesByBody 200 text/csv': { path: '/messages/search', accept: 'text/csv', body: newestBody },
    'searchMessages 401 application/json': { path: SEARCH, token: 'pit-unknown' },
    'searchMessages 403 application/json': { path: SEARCH, token: OTHER_TOKEN },
    'searchMessages 406 application/json': { path: SEARCH, accept: 'text/html' },
    'searchMessages 422 application/json': { path: '/messages/search?type=TYPE_CALL&limit=ten' },
    'followChanges 200 application/json': { path: `/messages/changes?locationId=${MAIN_LOCATION_ID}&since=beginning&limit=${SHOWN}` },
    'followChanges 200 text/event-stream': {
      path: `/messages/changes?locationId=${MAIN_LOCATION_ID}&since=beginning&limit=1`,
      accept: 'text/event-stream',
    },
    'countMessages 200 application/json': { path: `/messages/stats?locationId=${MAIN_LOCATION_ID}&type=TYPE_CALL,TYPE_SMS&groupBy=user` },
    'searchConversations 200 application/json': { path: `/conversations/search?${LIST}` },
    'exportMessages 200 application/json': { path: `/conversations/messages/export?locationId=${MAIN_LOCATION_ID}&limit=10` },
    'getMessage 200 application/json': { path: `/conversations/messages/${id}` },
    'getMessage 404 application/json': { path: '/conversations/messages/no-such-message' },
    'getConversationMessages 200 application/json': { path: `/conversations/${conversationId}/messages?limit=${SHOWN}` },
    'getSync 200 application/json': { path: SYNC },
    'getLiveness 200 application/json': { path: '/health/live', token: null },
    'getReadiness 200 application/json': { path: '/health/ready', token: null },
    'putConnection 200 application/json': {
      ...{ ...operator, method: 'PUT', path: CONNECTION },
      body: { type: 'private-integration', token: MAIN_TOKEN },
    },
    'getConnection 200 application/json': { ...operator, path: CONNECTION },
    'listConnections 200 application/json': { ...operator, path: '/connections' },
    'startSync 202 application/json': { method: 'POST', path: SYNC },
    'stopSync 202 application/json': { ...operator, method: 'DELETE', path: SYNC },
    'deleteConnection 200 application/json': { ...operator, method: 'DELETE', path: CONNECTION },
    'getWebhookInbox 200 application/json': { ...operator, path: '/webhooks/inbox' },
    'listDeadLetters 200 application/json': { ...operator, path: '/webhooks/dead-letters' },
    'replayDeadLetter 202 application/json': { ...operator, method: 'POST', path: `/webhooks/dead-letters/${deadLetter}/replay` },
  };
  const answers: Record<string, unknown> = {};
  for (const [name, question] of Object.entries(questions)) answers[name] = await answerOf(api, name, question);
  return { ...answers, ...(await answersWhileStopping(api)) };
}

/** What a load balancer is told first on SIGTERM; for good. */
async function answersWhileStopping(api: Stage['api']): Promise<Readonly<Record<string, unknown>>> {
  const name = 'getReadiness 503 application/json';
  api.app.get(Draining).begin();
  return { [name]: await answerOf(api, name, { path: '/health/ready', token: null }) };
}

/** An event that can't be read. @returns its id among the dead letters */
async function aDeadLetter({ api, sandbox }: Stage): Promise<string> {
  const unreadable = Buffer.from('no event');
  await api.post('/webhooks/leadconnector', unreadable.toString(), { headers: { 'x-ghl-signature': sandbox.webhooks.sign(unreadable) } });
  for (;;) {
    const { body } = await api.get('/webhooks/dead-letters', { token: OPERATOR_KEY });
    const [letter] = body.deadLetters as { id: string }[];
    if (letter) return letter.id;
  }
}

async function answerOf(api: Stage['api'], name: string, question: Question): Promise<unknown> {
  const { path, token = MAIN_TOKEN, accept, body, method = body === undefined ? 'GET' : 'POST' } = question;
  const controller = new AbortController();
  const answer = await fetch(api.url + path, {
    ...{ method, signal: controller.signal, body: body === undefined ? undefined : JSON.stringify(body) },
    headers: {
      traceparent: `00-${TRACE_ID}-00f067aa0ba902b7-01`,
      ...(token !== null && { authorization: `Bearer ${token}` }),
      ...(accept !== undefined && { accept }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
  });
  if (accept === 'text/event-stream') return firstEvent(answer, controller);
  const text = await answer.text();
  if (!name.includes(` ${answer.status} `)) throw new Error(`${name} was answered ${answer.status}: ${text}`);
  return answer.headers.get('content-type')?.startsWith('application/json') ? shown(JSON.parse(text)) : text;
}

/** Of a stream without an end; each event has the position after it. */
async function firstEvent(answer: Response, controller: AbortController): Promise<string> {
  let text = '';
  try {
    for await (const part of answer.body ?? []) {
      text += Buffer.from(part).toString();
      const [, event] = /((?:^|\n)id: .*?\n\n)/s.exec(text) ?? [];
      if (event !== undefined) return event.trimStart().replace(/^id: .*$/m, `id: ${POSITION}`);
    }
  } finally {
    controller.abort();
  }
  throw new Error(`There was no event: ${text}`);
}

/** The number of a dead letter, and no position. */
const isShort = (value: unknown): boolean => typeof value === 'string' && /^\d+$/.test(value);

/** Without what differs from store to store and from moment to moment, and with short lists. */
function shown(value: unknown, key = ''): unknown {
  if (key === 'nextCursor' && value !== null) return CURSOR;
  if (key === 'next' && !isShort(value)) return POSITION;
  if (OF_THE_DATABASE.includes(key) && value !== null) return ON_THE_CLOCK;
  if (key === 'traceId') return TRACE_ID;
  if (Array.isArray(value)) return value.slice(0, SHOWN).map((one: unknown) => shown(one));
  if (typeof value !== 'object' || value === null) return value;
  // What is left of the budget is a question of the moment, and the sandbox is without its limits here.
  if ('dailyRemaining' in value) return { ...value, ...RATE_LIMIT };
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, shown(field, name)]));
}
