import { Client } from 'pg';
import { Fault, Message, RecordedRequest } from '../../apps/sandbox/src/create-sandbox';
import { expectError } from '../faults/search.fixture';
import { FaultStage, LOCATION, setStage } from '../faults/stage.fixture';
import { allowFaults } from '../contract/observed';
import { bodyOf, conversationsPath, cover, exportPath, messagePath, messagesPath } from './conversations.fixture';

describe("upstream's reads when something fails", () => {
  let stage: FaultStage;
  let message: Message;

  beforeEach(async () => {
    stage = await setStage({ sandbox: { messages: 200 } });
    message = stage.sandbox.world.messagesOf(LOCATION).find(({ userId }) => userId === undefined) as Message;
  });

  afterEach(() => stage.close());

  const reads: [string, () => string, string][] = [
    ['a message', () => messagePath(message.id), 'GET /conversations/messages/{messageId}'],
    ["a conversation's messages", () => messagesPath(message.conversationId), 'GET /conversations/{conversationId}/messages'],
    ['an export', () => exportPath(), 'GET /conversations/messages/export'],
    ['conversations', () => conversationsPath(), 'GET /conversations/search'],
  ];
  const faults: [string, Fault, number, string, string | null][] = [
    ['429', { kind: 'status', status: 429, headers: { 'retry-after': '7' } }, 429, 'rate-limited (local), retry after 7000 ms', '7'],
    ['500', { kind: 'status', status: 500 }, 502, 'server-error 500', '5'],
    ['a connection that is cut', { kind: 'reset' }, 502, 'network ECONNRESET', '5'],
    ['no answer', { kind: 'hang' }, 504, 'response timeout', '5'],
    ['half an answer', { kind: 'truncate' }, 502, 'invalid-response, truncated', '5'],
    ['HTML', { kind: 'html' }, 502, 'invalid-response, not-json', '5'],
    ['another shape', { kind: 'rewrite', with: () => ['no'] }, 502, 'invalid-response, wrong-shape', '5'],
    ['418', { kind: 'status', status: 418 }, 502, 'unexpected-status 418', null],
  ];
  const cases = reads.flatMap((read) => faults.map((fault) => [read[0], fault[0], read, fault] as const));

  /** A request that gets no answer is too late at once. */
  const strike = (path: string, fault: Fault, times: number): void => {
    const match = (request: RecordedRequest): boolean => {
      const hit = request.path === path.split('?')[0];
      if (hit && fault.kind === 'hang') setImmediate(() => stage.runtime.timeOutAnswers());
      return hit;
    };
    stage.sandbox.faults.next(match, fault, times);
  };

  const loseStore = async (): Promise<void> => {
    const client = new Client({ connectionString: process.env.TEST_DATABASE_URL });
    await client.connect();
    await client.query(`drop database ${new URL(stage.databaseUrl).pathname.slice(1)} with (force)`);
    await client.end();
  };

  it.each(cases)('answer %s with a clear error while upstream gives %s, and recover', async (...[, , [, pathOf, call], fault]) => {
    const [, what, status, words, retryAfter] = fault;
    strike(pathOf(), what, Infinity);
    const answer = await stage.api.get(pathOf());
    expectError(answer, status, `LeadConnector: ${call}: ${words}`);
    expect(answer.headers.get('retry-after')).toBe(retryAfter);
    stage.sandbox.faults.clear();
    stage.clock.advance(60_000);
    expect((await stage.api.get(pathOf())).status).toBe(200);
  });

  it.each(reads)('answer %s without the caller noticing that upstream was busy once', async (_, pathOf) => {
    strike(pathOf(), { kind: 'status', status: 429 }, 1);
    expect((await stage.api.get(pathOf())).status).toBe(200);
  });

  it.each<[number, unknown]>([
    [400, 'version header was not found.'],
    [401, 'Invalid JWT'],
    [403, 'Forbidden'],
    [404, 'Message not found'],
    [422, ['id must be a mongodb id']],
  ])("pass upstream's %i on in its own words", async (status, words) => {
    strike(messagePath(message.id), { kind: 'status', status, body: { statusCode: status, message: words, error: 'x', traceId: 'y' } }, 1);
    expectError(await stage.api.get(messagePath(message.id)), status, words);
  });

  it('answer all the same, with fewer users, when these can not be looked up', async () => {
    const path = messagePath(message.id);
    stage.sandbox.faults.always((request) => request.path !== path, { kind: 'status', status: 500 });
    expect(bodyOf(await stage.api.get(path))).toEqual({ message });
  });

  it('pass through when the store is gone', async () => {
    await cover(stage);
    await loseStore();
    for (const [, pathOf] of reads) {
      const answer = await stage.api.get(pathOf());
      expect({ status: answer.status, by: answer.headers.get('x-served-by') }).toEqual({ status: 200, by: 'upstream' });
    }
  });

  it('say how much of the budget is left with an error, too', async () => {
    strike(exportPath(), { kind: 'status', status: 500 }, Infinity);
    const { headers } = await stage.api.get(exportPath());
    expect(Object.fromEntries(headers)).toMatchObject({ 'x-ratelimit-max': '1000000', 'x-ratelimit-interval-milliseconds': '10000' });
  });

  it('never repeat a token, phone number or address that upstream names in an error', async () => {
    const words = 'pit-sandbox-main of ada@example.com, +44 20 7946 0000, may not';
    strike(conversationsPath(), { kind: 'status', status: 403, body: { statusCode: 403, message: words, error: 'Forbidden' } }, 1);
    expectError(await stage.api.get(conversationsPath()), 403, '[redacted] of [redacted] [redacted], may not');
  });

  it('answer with records that are none, as upstream sent them', async () => {
    allowFaults(/^GET \/conversations\/messages\/export answered 200: .*"instancePath":"\/(messages\/\d|total)/);
    const odd = { messages: [null, 'text', 7, [], { id: null }, { locationId: LOCATION, userId: 7 }], nextCursor: null, total: 'many' };
    strike(exportPath(), { kind: 'rewrite', with: ({ traceId }) => ({ ...odd, traceId }) }, 1);
    const { nextCursor: _, ...rest } = odd;
    expect(bodyOf(await stage.api.get(exportPath()))).toEqual(rest);
  });
});
