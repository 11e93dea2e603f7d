import type { ClientOptions } from '../client.options.ts';
import { LeadConnectorMessages } from '../client.ts';
import type { LeadConnectorMessagesError } from '../errors.ts';
import { ManualRuntime } from './manual.runtime.ts';

/** An answer, what `fetch` rejects with, or what happens when the request comes. */
export type Reply = Response | Error | ((request: Request) => Response | Promise<Response>);

export interface FakeService {
  readonly client: LeadConnectorMessages;
  readonly runtime: ManualRuntime;
  /** What was asked, such as `GET /messages/search?limit=1`. */
  readonly requests: readonly Request[];
  /** The same as text, without the host. */
  asked(): readonly string[];
}

/** A client whose requests are answered by `replies`, in turn. */
export function fakeService(replies: readonly Reply[], options: Partial<ClientOptions> = {}): FakeService {
  const runtime = new ManualRuntime();
  const requests: Request[] = [];
  const fetch = async (request: Request): Promise<Response> => {
    const reply = replies[requests.push(request) - 1];
    if (reply === undefined) throw new Error(`There is no reply to request ${requests.length}.`);
    if (reply instanceof Error) throw reply;
    return typeof reply === 'function' ? reply(request) : reply;
  };
  const client = new LeadConnectorMessages({ baseUrl: 'https://messages.example.com', token: 'a-token', fetch, runtime, ...options });
  const asked = (): readonly string[] =>
    requests.map(({ method, url }) => `${method} ${decodeURIComponent(url.replace('https://messages.example.com', ''))}`);
  return { client, runtime, requests, asked };
}

export function json(body: unknown, init: ResponseInit = {}): Response {
  return Response.json(body, init);
}

/** An error in the service's shape. */
export function fault(statusCode: number, headers: Record<string, string> = {}, fields: Record<string, unknown> = {}): Response {
  return json(
    { statusCode, message: 'Not so.', error: 'An Error', code: 'not-so', traceId: 'trace-1', ...fields },
    { status: statusCode, headers },
  );
}

/** A page of a search: ids, and where the next one begins. */
export function searchPage(ids: readonly string[], nextCursor: string | null = null): Response {
  const messages = ids.map((id) => ({ id }));
  const page = { lastMessageId: ids.at(-1) ?? null, nextPage: nextCursor !== null, nextCursor, messages };
  return json({ messages: page, complete: true, asOf: '2026-01-15T11:59:00.000Z', traceId: 'trace-1' });
}

/** Changes of the feed: ids, and the position after them. */
export function changesPage(ids: readonly string[], next: string): Response {
  return json({ changes: ids.map((id) => ({ action: 'added', id, message: { id } })), next, traceId: 'trace-1' });
}

export async function listed<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const list: Item[] = [];
  for await (const item of items) list.push(item);
  return list;
}

/** What a call fails with; it has to. */
export async function errorOf(call: Promise<unknown>): Promise<LeadConnectorMessagesError> {
  return call.then(
    () => Promise.reject(new Error('The call succeeded.')),
    (error: unknown) => error as LeadConnectorMessagesError,
  );
}
