import { MAIN_LOCATION_ID, MAIN_TOKEN, OTHER_TOKEN } from '../../../apps/sandbox/src/create-sandbox';
import { Stage } from '../../e2e/truth.stage';

/** Of every answer: it says who asked. */
const TRACE_ID = '0b6f1c1e7d1f4c1b9a523f0a3b0d9f11';
/** Signed by a key that each store makes for itself. */
const CURSOR = 'bm90LWEtcmVhbC1jdXJzb3I';
const POSITION = 'bm90LWEtcmVhbC1wb3NpdGlvbg';
/** A list is shortened to this. */
const SHOWN = 2;

interface Shown {
  readonly id: string;
  readonly conversationId: string;
  readonly dateUpdated: string;
}

interface Question {
  readonly path: string;
  readonly token?: string | null;
  readonly accept?: string;
  readonly body?: unknown;
}

const SEARCH = `/messages/search?locationId=${MAIN_LOCATION_ID}&type=TYPE_CALL,TYPE_SMS`;
const LIST = `locationId=${MAIN_LOCATION_ID}&limit=${SHOWN}`;

/** The examples of the contract, each by operation, status and media type: what this very API answers. */
export async function realAnswers({ api }: Stage): Promise<Readonly<Record<string, unknown>>> {
  const page = await api.get(`${SEARCH}&limit=${SHOWN + 1}&sort=desc`);
  const [{ id, conversationId }, , { dateUpdated }] = page.body.messages.messages as [Shown, Shown, Shown];
  const newest = `${SEARCH}&startAfterDate=${dateUpdated}`;
  const questions: Readonly<Record<string, Question>> = {
    'searchMessages 200 application/json': { path: `${SEARCH}&limit=${SHOWN}&sort=desc&includeContact=true&includeTotal=true` },
    'searchMessages 200 application/x-ndjson': { path: newest, accept: 'application/x-ndjson' },
    'searchMessages 200 text/csv': { path: newest, accept: 'text/csv' },
    'searchMessagesByBody 200 application/json': {
      path: '/messages/search',
      body: { locationId: MAIN_LOCATION_ID, type: ['TYPE_CALL', 'TYPE_SMS'], limit: SHOWN, includeContact: true },
    },
    'searchMessages 401 application/json': { path: SEARCH, token: 'pit-unknown' },
    'searchMessages 403 application/json': { path: SEARCH, token: OTHER_TOKEN },
    'searchMessages 406 application/json': { path: SEARCH, accept: 'text/html' },
    'searchMessages 422 application/json': { path: '/messages/search?type=TYPE_CALL&limit=ten' },
    'followChanges 200 application/json': { path: `/messages/changes?locationId=${MAIN_LOCATION_ID}&since=beginning&limit=${SHOWN}` },
    'searchConversations 200 application/json': { path: `/conversations/search?${LIST}` },
    'exportMessages 200 application/json': { path: `/conversations/messages/export?locationId=${MAIN_LOCATION_ID}&limit=10` },
    'getMessage 200 application/json': { path: `/conversations/messages/${id}` },
    'getMessage 404 application/json': { path: '/conversations/messages/no-such-message' },
    'getConversationMessages 200 application/json': { path: `/conversations/${conversationId}/messages?limit=${SHOWN}` },
    'getSync 200 application/json': { path: `/locations/${MAIN_LOCATION_ID}/sync` },
    'getLiveness 200 application/json': { path: '/health/live', token: null },
  };
  const answers: Record<string, unknown> = {};
  for (const [name, question] of Object.entries(questions)) answers[name] = await answerOf(api, name, question);
  return answers;
}

async function answerOf(api: Stage['api'], name: string, { path, token = MAIN_TOKEN, accept, body }: Question): Promise<unknown> {
  const options = {
    token,
    headers: { traceparent: `00-${TRACE_ID}-00f067aa0ba902b7-01`, ...(accept !== undefined && { Accept: accept }) },
  };
  const answer = body === undefined ? await api.get(path, options) : await api.post(path, body, options);
  if (!name.includes(` ${answer.status} `)) throw new Error(`${name} was answered ${answer.status}: ${JSON.stringify(answer.body)}`);
  return shown(answer.body as unknown);
}

/** Without what differs from store to store and from moment to moment, and with short lists. */
function shown(value: unknown, key = ''): unknown {
  if (key === 'nextCursor' && value !== null) return CURSOR;
  if (key === 'next') return POSITION;
  if (key === 'traceId') return TRACE_ID;
  // What is left of the budget is a question of the moment.
  if (key === 'resetMs') return 8100;
  if (key === 'remaining' || key === 'dailyRemaining') return key === 'remaining' ? 87 : 199310;
  if (Array.isArray(value)) return value.slice(0, SHOWN).map((one: unknown) => shown(one));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, shown(field, name)]));
}
