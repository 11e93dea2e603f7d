import { MAIN_TOKEN, Sandbox } from '../../apps/sandbox/src/create-sandbox';
import { searchPath } from '../faults/search.fixture';
import { FaultStage, LOCATION } from '../faults/stage.fixture';
import { Answer } from '../harness/test-api';
import { truthOf } from './truth.reference';

export const EXPORT = '/conversations/messages/export';
export const CONVERSATIONS = '/conversations/search';
/** Every kind of message that the sandbox has, e-mail included, so that a walk for them covers all there is. */
const ALL_TYPES = 'CALL,SMS,EMAIL';

type Parameters = Readonly<Record<string, string | number>>;
type Wire = Readonly<Record<string, unknown>>;

export function exportPath(parameters: Parameters = {}): string {
  return `${EXPORT}?${query({ locationId: LOCATION, ...parameters })}`;
}

export function conversationsPath(parameters: Parameters = {}): string {
  return `${CONVERSATIONS}?${query({ locationId: LOCATION, ...parameters })}`;
}

export function messagesPath(conversationId: string, parameters: Parameters = {}): string {
  return `/conversations/${conversationId}/messages?${query(parameters)}`;
}

export function messagePath(id: string): string {
  return `/conversations/messages/${id}`;
}

function query(parameters: Parameters): string {
  return new URLSearchParams(Object.entries(parameters).map(([name, value]): [string, string] => [name, String(value)])).toString();
}

/** What upstream itself answers, without its trace id. It isn't among the sandbox's requests that a test counts. */
export async function askUpstream(sandbox: Sandbox, path: string, token = MAIN_TOKEN): Promise<Wire> {
  const requests = sandbox.requests.length;
  const response = await fetch(sandbox.url + path, { headers: { authorization: `Bearer ${token}`, version: '2021-07-28' } });
  const { traceId: _, ...body } = (await response.json()) as Record<string, unknown>;
  (sandbox.requests as unknown[]).splice(requests);
  return body;
}

/** An answer of ours without its trace id and its cursor. */
export function bodyOf({ status, body }: Answer): Wire {
  if (status !== 200) throw new Error(`${status} ${JSON.stringify(body)}`);
  const { traceId: _, nextCursor: __, ...rest } = body as Record<string, unknown>;
  return rest;
}

/** The messages in an answer of any of the shapes. */
export function messagesIn(body: Wire): Wire[] {
  const { message, messages } = body as { message?: Wire; messages?: Wire[] | { messages: Wire[] } };
  if (messages) return Array.isArray(messages) ? messages : messages.messages;
  return [message ?? body];
}

/** Upstream's answer with the users that it left out, as the evidence names them. */
export function withUsers(sandbox: Sandbox, body: Wire): Wire {
  const owners = new Map(
    truthOf(sandbox.world, LOCATION).map(({ message: { id, userId, userIdSource } }) => [id, { userId, userIdSource }]),
  );
  const { nextCursor: _, ...rest } = JSON.parse(JSON.stringify(body)) as Record<string, unknown>;
  for (const message of messagesIn(rest)) {
    const owner = owners.get(String(message.id));
    if (typeof message.userId !== 'string' && owner && owner.userId !== null) Object.assign(message, owner);
  }
  return rest;
}

/** Walks all of the location, as any search for everything does. */
export async function cover(stage: FaultStage): Promise<void> {
  const answer = await stage.api.get(searchPath({ type: ALL_TYPES }));
  if (answer.status !== 200 || !answer.body.complete) throw new Error(JSON.stringify(answer.body));
  stage.sandbox.clearRequests();
}

/** The paths of the requests that reached upstream. */
export function askedOf({ sandbox }: Pick<FaultStage, 'sandbox'>): string[] {
  return sandbox.requests.map(({ path }) => path);
}

export const NO_CACHE = { headers: { 'cache-control': 'no-cache' } };
