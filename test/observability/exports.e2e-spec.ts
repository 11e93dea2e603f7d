import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { get, IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { MAIN_TOKEN } from '../../apps/sandbox/src/create-sandbox';
import { endProcess } from '../faults/api-process.fixture';
import { searchPath } from '../faults/search.fixture';
import { ANCHOR, LOCATION } from '../faults/stage.fixture';
import { ProcessStage, startProcessStage } from './process.stage';

const OTHER_TOKEN = 'pit-another-token';
/** So many of so large messages don't fit in what the system buffers of a connection, so whoever doesn't read holds the stream up. */
const LARGE = { count: 120, body: 'x'.repeat(150_000) };
const MESSAGES = 2_600;

describe('The audit of exports', () => {
  let stage: ProcessStage;
  const open = async (path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<IncomingMessage> => {
    const options = { agent: false, method, headers: { authorization: `Bearer ${MAIN_TOKEN}`, ...headers } };
    const [response] = (await once(get(stage.api.url + path, options), 'response')) as [IncomingMessage];
    return response;
  };
  const ask = async (path: string, headers?: Record<string, string>, method?: string) => {
    const response = await open(path, headers, method);
    const body = await text(response);
    return { status: response.statusCode, traceId: traceIdOf(response), body, etag: response.headers.etag ?? '' };
  };

  beforeAll(async () => {
    stage = await startProcessStage({
      // Also where nothing else is logged.
      environment: { LOG_LEVEL: 'fatal' },
      messages: MESSAGES,
      prepare: ({ world }) => {
        world.addToken({ token: OTHER_TOKEN, locationIds: [LOCATION] });
        const contact = world.addContact({ id: 'large' });
        for (let index = 0; index < LARGE.count; index += 1) {
          const dateAdded = new Date(ANCHOR.getTime() - 3_000 * 86_400_000 + index).toISOString();
          world.addMessage({ id: `large-${index}`, contactId: contact.id, body: LARGE.body, dateAdded });
        }
      },
    });
  });

  afterAll(() => stage.close());

  it('has one line for each answer that gave data out, whole or broken off, and none for another', async () => {
    const small = { startAfterDate: String(ANCHOR.getTime() - 2_000 * 86_400_000) };
    const page = await ask(searchPath({ ...small, limit: '3' }));
    const { id, conversationId } = (JSON.parse(page.body) as { messages: { messages: { id: string; conversationId: string }[] } }).messages
      .messages[0] ?? { id: '', conversationId: '' };
    const same = await ask(searchPath({ ...small, limit: '3' }), { 'if-none-match': page.etag });
    const head = await ask(searchPath({ ...small, limit: '3' }), {}, 'HEAD');
    const ndjson = await ask(searchPath(small), { accept: 'application/x-ndjson' });
    const csv = await ask(searchPath(small), { accept: 'text/csv' });
    const byAnother = await ask(searchPath({ ...small, limit: '2' }), { authorization: `Bearer ${OTHER_TOKEN}` });
    const changes = await ask(`/messages/changes?locationId=${LOCATION}&since=beginning&limit=7`);
    const conversations = await ask(`/conversations/search?locationId=${LOCATION}&limit=4`);
    const exported = await ask(`/conversations/messages/export?locationId=${LOCATION}&limit=10`, { 'cache-control': 'no-cache' });
    const one = await ask(`/conversations/messages/${id}`, { 'x-location-id': LOCATION });
    const ofConversation = await ask(`/conversations/${conversationId}/messages?limit=5`, { 'x-location-id': LOCATION });
    const events = await open(`/messages/changes?locationId=${LOCATION}&since=beginning&limit=5`, { accept: 'text/event-stream' });
    await once(events, 'data');
    const refused = [
      await ask(searchPath(), { authorization: 'Bearer nobody' }),
      await ask(searchPath({ limit: '0' })),
      await ask('/health/live'),
    ];
    const broken = await open(searchPath(), { accept: 'application/x-ndjson' });
    // Streams are cut off at the end, which this one has not reached.
    expect(await endProcess(stage.api, 'SIGTERM')).toBe(0);

    const lines = new Map(auditLines(stage.api.output()).map(({ traceId, ...line }) => [traceId, line]));
    expect(lines.size).toBe(auditLines(stage.api.output()).length);
    const tokenHash = lines.get(page.traceId)?.tokenHash;
    const line = (operation: string, count: unknown, status = 200, complete = true) => ({
      ...{ audit: true, event: 'export', operation, locationId: LOCATION, tokenHash, count, status, complete },
    });
    const inStream = ndjson.body.trim().split('\n').length - 1;
    expect(inStream).toBeGreaterThan(1_000);
    const inConversation = (JSON.parse(ofConversation.body) as { messages: { messages: unknown[] } }).messages.messages.length;
    expect(
      [page, same, head, ndjson, csv, changes, conversations, exported, one, ofConversation].map(({ traceId }) => lines.get(traceId)),
    ).toEqual([
      line('search', 3),
      line('search', 0, 304),
      line('search', 0),
      line('search-ndjson', inStream),
      line('search-csv', inStream),
      line('changes', 7),
      line('conversation-search', 4),
      line('message-export', 10),
      line('message', 1),
      line('conversation-messages', inConversation),
    ]);
    expect(lines.get(byAnother.traceId)).toEqual({ ...line('search', 2), tokenHash: expect.stringMatching(/^[\w-]{43}$/) });
    expect(lines.get(byAnother.traceId)?.tokenHash).not.toBe(tokenHash);
    expect(lines.get(traceIdOf(events))).toEqual(
      line('changes-stream', expect.any(Number), 200, expect.any(Boolean) as unknown as boolean),
    );
    // What was taken of the store to be sent; the rest of the stream never was.
    expect(lines.get(traceIdOf(broken))).toEqual(line('search-ndjson', expect.any(Number), 200, false));
    expect([1_000, 2_000]).toContain(lines.get(traceIdOf(broken))?.count);
    for (const { traceId } of refused) expect(lines.has(traceId)).toBe(false);
    expect(lines.size).toBe(13);
    expect(documentedFields()).toEqual(
      fieldsOf(
        stage.api
          .output()
          .split('\n')
          .find((line) => line.includes('"audit":true')) ?? '{}',
      ),
    );
    expect(stage.api.output()).not.toContain(MAIN_TOKEN);
    expect(stage.api.output()).not.toContain(OTHER_TOKEN);
  });
});

/** But for those that every line of the log has. */
function fieldsOf(line: string): readonly string[] {
  const { time: _, pid: __, hostname: ___, ...rest } = JSON.parse(line) as Record<string, unknown>;
  return Object.keys(rest).sort();
}

function documentedFields(): readonly string[] {
  const page = readFileSync(join(__dirname, '../../docs/observability.md'), 'utf8');
  return fieldsOf(/```text\n(\{[^`]*"audit"[^`]*)```/.exec(page)?.[1] ?? '{}');
}

function traceIdOf({ headers }: IncomingMessage): string {
  return String(headers['x-trace-id']);
}

/** Of what was logged, but for what every line has. */
function auditLines(output: string): { readonly traceId: string; readonly tokenHash: string; readonly count: number }[] {
  const lines = output.split('\n').filter((line) => line.includes('"audit":true'));
  return lines.map((line) => {
    const { level: _, time: __, pid: ___, hostname: ____, req: _____, msg: ______, ...rest } = JSON.parse(line);
    return rest;
  });
}
