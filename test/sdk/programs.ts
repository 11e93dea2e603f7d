/** What both forms of the package are used for; it prints what it got. */
const USE = `
async function use({ LeadConnectorMessages }) {
  const { URL: baseUrl, TOKEN: token, ADMIN: adminToken, LOCATION: locationId } = process.env;
  const client = new LeadConnectorMessages({ baseUrl, token, adminToken });
  const search = { locationId, type: ['TYPE_CALL', 'TYPE_SMS'], limit: 100 };
  const messages = [];
  for await (const message of client.messages.search({ ...search, includeContact: true })) messages.push(message);
  const pages = [];
  for await (const { messages, complete, total } of client.messages.search({ ...search, includeTotal: true }).pages()) {
    pages.push({ messages: messages.length, complete, total });
  }
  const stream = client.messages.stream({ locationId, type: search.type, includeContact: true });
  const streamed = [];
  for await (const message of stream) streamed.push(message);
  const feed = client.messages.changes({ locationId, type: search.type, limit: 100 });
  const changed = new Set();
  for await (const { id } of feed) changed.add(id);
  const rest = [];
  for await (const change of client.messages.changes({ locationId, type: search.type, since: feed.position })) rest.push(change);
  const [{ id, conversationId }] = messages;
  const conversations = await client.conversations.search({ locationId, limit: 3 });
  const exported = await client.conversations.exportMessages({ locationId, limit: 10 });
  const of = await client.conversations.messages(conversationId);
  const one = await client.conversations.message(id);
  const { complete } = await client.sync.get(locationId);
  const { connections } = await client.connections.list();
  const { status } = await client.health.ready();
  const inbox = Object.keys(await client.webhooks.inbox());
  const { data } = await client.raw.GET('/locations/{locationId}/sync', { params: { path: { locationId } } });
  const error = await client.sync.get('not-ours').catch((error) => error);
  const fault = await client.conversations.search({ locationId, limit: 0 }).catch((error) => error);
  console.log(JSON.stringify({
    messages, streamed, end: [stream.end.complete, stream.end.count, stream.end.asOf >= messages.at(-1).dateUpdated], pages, changed: [...changed], rest,
    reads: [conversations.conversations.length, exported.messages.length, of.messages.messages.length > 0, (one.message ?? one).id === id],
    complete, connections, status, inbox: inbox.includes('traceId'), raw: data.locationId === locationId,
    errors: [error, fault].map(({ name, statusCode, code, messages, traceId }) => [name, statusCode, code, messages.length > 0, typeof traceId]),
  }));
}
`;

export const IMPORTED = `import * as sdk from 'leadconnector-messages-client';\n${USE}\nawait use(sdk);\n`;
export const REQUIRED = `const sdk = require('leadconnector-messages-client');\n${USE}\nuse(sdk);\n`;

/** Right but for the lines that say otherwise. */
export const TYPED = `
import { ApiError, LeadConnectorMessages, ValidationError, type ErrorCode, type Message } from 'leadconnector-messages-client';
const client = new LeadConnectorMessages({ baseUrl: 'http://localhost', token: () => 'token' });
export async function use(): Promise<string[]> {
  const seen: Message[] = [];
  for await (const message of client.messages.search({ locationId: 'a', type: 'TYPE_SMS', startAfterDate: new Date() })) seen.push(message);
  for await (const change of client.messages.changes({ locationId: 'a', follow: true }, { signal: new AbortController().signal })) {
    if (change.action === 'deleted') console.log(change.dateDeleted);
    else seen.push(change.message);
  }
  const stream = client.messages.stream({ locationId: 'a', type: 'TYPE_SMS', startAfterDate: '2026-01-01T00:00:00Z' });
  for await (const message of stream) seen.push(message);
  console.log(stream.end?.complete, stream.end?.asOf);
  // @ts-expect-error a stream has no pages
  client.messages.stream({ locationId: 'a', type: 'TYPE_SMS', limit: 10 });
  // @ts-expect-error the location is required
  client.messages.search({ type: 'TYPE_SMS' });
  // @ts-expect-error there is no such direction
  client.messages.search({ locationId: 'a', type: 'TYPE_SMS', direction: 'sideways' });
  const { complete } = await client.sync.get('a').catch((error: unknown) => {
    if (error instanceof ValidationError) console.log(error.messages.length, error.kind === 'validation');
    if (error instanceof ApiError) {
      const known: ErrorCode = 'sync-incomplete';
      // @ts-expect-error a code is no number, though it may be one that nobody knows yet
      console.log(error.code === known, error.code === 'from-tomorrow', error.code === 503);
    }
    throw error;
  });
  const { data } = await client.raw.GET('/conversations/search', { params: { query: { locationId: 'a' } } });
  const total: number | null | undefined = data?.total;
  const answer: boolean = complete;
  console.log(total, answer);
  return seen.map(({ userId }) => userId ?? 'nobody');
}
`;

export const PYTHON = `
import json, sys
import leadconnector_messages as sdk

url, token, location = sys.argv[1:]
configuration = sdk.Configuration(host=url)
configuration.access_token = token
api = sdk.MessagesApi(sdk.ApiClient(configuration))
ids, more = [], {}
while True:
    answer = api.search_messages(location, ["TYPE_CALL", "TYPE_SMS"], limit=100, **more)
    ids += [message.id for message in answer.messages.messages]
    if answer.messages.next_cursor is None:
        break
    more = {"cursor": answer.messages.next_cursor}
try:
    api.search_messages("not-ours", ["TYPE_SMS"])
    status = None
except sdk.ApiException as error:
    status = error.status
print(json.dumps({"ids": ids, "complete": answer.complete, "dated": answer.as_of > answer.messages.messages[0].date_updated, "status": status}))
`;
