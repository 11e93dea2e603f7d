import { Fault, JsonBody, RecordedRequest } from '../../apps/sandbox/src/create-sandbox';
import { Answer } from '../harness/test-api';
import { expectError, expectTruth, searchPath } from './search.fixture';
import { FaultStage, LOCATION, setStage } from './stage.fixture';
import { isWalkPage, isWalkStart, nthWalkPage } from './upstream-requests.fixture';

const PATH = 'GET /conversations/messages/export';

describe('faults of upstream while a window is walked', () => {
  let stage: FaultStage;

  beforeEach(async () => {
    stage = await setStage({ sandbox: { messages: 700, cursorTtlMs: 1_000 } });
  });

  afterEach(() => stage.close());

  /** A request that gets no answer, and whose time is then up. */
  const hang = (matches: (request: RecordedRequest) => boolean, times: number): void => {
    const match = (request: RecordedRequest): boolean => {
      const hit = matches(request);
      if (hit) setImmediate(() => stage.runtime.timeOutAnswers());
      return hit;
    };
    stage.sandbox.faults.next(match, { kind: 'hang' }, times);
  };
  const strike = (fault: Fault, matches: (request: RecordedRequest) => boolean, times: number): void =>
    fault.kind === 'hang' ? hang(matches, times) : stage.sandbox.faults.next(matches, fault, times);

  type Case = [what: string, fault: Fault, status: number, message: string, retryAfter: string | null];
  const transient: Case[] = [
    ['429', { kind: 'status', status: 429 }, 503, 'rate-limited (upstream), retry after 1000 ms', '1'],
    [
      '429 with Retry-After',
      { kind: 'status', status: 429, headers: { 'retry-after': '7' } },
      503,
      'rate-limited (upstream), retry after 7000 ms',
      '7',
    ],
    ['500', { kind: 'status', status: 500 }, 502, 'server-error 500', '5'],
    ['502', { kind: 'status', status: 502 }, 502, 'server-error 502', '5'],
    ['503 with Retry-After', { kind: 'status', status: 503, headers: { 'retry-after': '3' } }, 502, 'server-error 503', '3'],
    ['504', { kind: 'status', status: 504 }, 502, 'server-error 504', '5'],
    ['reset', { kind: 'reset' }, 502, 'network ECONNRESET', '5'],
    ['hang', { kind: 'hang' }, 504, 'response timeout', '5'],
    ['truncated answer', { kind: 'truncate' }, 502, 'invalid-response, truncated', '5'],
    ['HTML with 200', { kind: 'html' }, 502, 'invalid-response, not-json', '5'],
    ['HTML with 502', { kind: 'html', status: 502 }, 502, 'server-error 502', '5'],
  ];
  const lasting: Case[] = [
    ['oversize answer', { kind: 'oversize', bytes: 9 * 1024 * 1024 }, 502, 'invalid-response, too-large', '5'],
    ['JSON of another shape', { kind: 'rewrite', with: () => ({ messages: 'none' }) }, 502, 'invalid-response, wrong-shape', '5'],
    ['a list instead of an object', { kind: 'rewrite', with: () => [] }, 502, 'invalid-response, wrong-shape', '5'],
    ['null', { kind: 'rewrite', with: () => null }, 502, 'invalid-response, wrong-shape', '5'],
    ['501', { kind: 'status', status: 501 }, 502, 'server-error 501', '5'],
    ['418', { kind: 'status', status: 418 }, 502, 'unexpected-status 418', null],
    ['a redirect', { kind: 'status', status: 302, headers: { location: 'http://127.0.0.1:1/' } }, 502, 'unexpected-status 302', null],
  ];

  it.each(transient)('recovers from one %s in the middle of a walk without the caller noticing', async (_, fault) => {
    strike(fault, nthWalkPage(2), 1);
    await expectTruth(stage);
  });

  it.each([...transient, ...lasting])('answers a %s that does not end with %s, keeps what was read, and recovers', async (...given) => {
    const [, fault, status, message, retryAfter] = given;
    strike(fault, nthWalkPage(2), Infinity);
    const answer = await stage.api.get(searchPath({ includeContact: 'true' }));
    expectError(answer, status, `LeadConnector: ${PATH}: ${message}`);
    expect(answer.headers.get('retry-after')).toBe(retryAfter);
    const sync = await stage.api.get(`/locations/${LOCATION}/sync`);
    expect(sync.body).toMatchObject({ complete: false, stored: 500, setAside: 0, walks: [] });
    stage.sandbox.faults.clear();
    await expectTruth(stage);
  });

  it.each<[number, unknown]>([
    [400, 'Bad Request'],
    [404, 'Not Found'],
    [422, ['Unprocessable Entity']],
    [401, 'Unauthorized'],
    [403, 'Forbidden'],
  ])("passes upstream's %i through with its words, and recovers", async (status, message) => {
    stage.sandbox.faults.always(({ path, query }) => path === '/conversations/messages/export' && query.sortBy === 'updatedAt', {
      kind: 'status',
      status,
      body: { statusCode: status, message, error: 'whatever' },
    });
    expectError(await stage.api.get(searchPath()), status, message);
    stage.sandbox.faults.clear();
    await expectTruth(stage);
  });

  it.each<[string, JsonBody | string]>([
    ['no body', ''],
    ['a body in words', 'no'],
    ['a body without message', { oops: true }],
  ])('passes a 403 with %s through with words of its own', async (_, body) => {
    stage.sandbox.faults.always(isWalkPage, { kind: 'status', status: 403, body });
    const answer = await stage.api.get(searchPath());
    expectError(answer, 403, expect.stringMatching(/\S/));
  });

  it('never passes on a token, phone number or address that upstream repeats in an error', async () => {
    const message = 'pit-sandbox-main of ada@example.com, +44 20 7946 0000, may not';
    stage.sandbox.faults.always(isWalkPage, { kind: 'status', status: 403, body: { statusCode: 403, message, error: 'Forbidden' } });
    expectError(await stage.api.get(searchPath()), 403, '[redacted] of [redacted] [redacted], may not');
  });

  it('goes on at what is proved when the cursor dies in mid-walk, as often as it does', async () => {
    stage.sandbox.faults.always((request) => isWalkPage(request) && !isWalkStart(request), { kind: 'dead-cursor' });
    await expectTruth(stage);
    expect(stage.sandbox.requests.filter(isWalkStart).length).toBeGreaterThan(1);
  });

  it('goes on when upstream forgets the cursor by itself', async () => {
    stage.sandbox.faults.next(nthWalkPage(2), {
      kind: 'rewrite',
      with: (body) => {
        stage.clock.advance(1_001);
        return body;
      },
    });
    await expectTruth(stage);
  });

  it('answers a lasting failure of the conversations, and recovers from one', async () => {
    const match = ({ path, query }: RecordedRequest) => path === '/conversations/search' && query.limit !== '1';
    stage.sandbox.faults.always(match, { kind: 'status', status: 500 });
    const answer = await stage.api.get(searchPath({ includeContact: 'true' }));
    expectError(answer, 502, 'LeadConnector: GET /conversations/search: server-error 500');
    stage.sandbox.faults.clear();
    stage.sandbox.faults.next(match, { kind: 'reset' });
    await expectTruth(stage);
  });

  it('answers a lasting failure of the contacts, or part of the answer where that is allowed, and recovers', async () => {
    stage.sandbox.faults.always({ path: /^\/contacts/ }, { kind: 'status', status: 500 });
    expectError(await stage.api.get(searchPath()), 502, 'LeadConnector: POST /contacts/search: server-error 500');
    const { status, body } = await stage.api.get(searchPath({ allowPartial: 'true' }));
    expect({ status, complete: body.complete }).toEqual({ status: 200, complete: false });
    stage.sandbox.faults.clear();
    stage.sandbox.faults.next({ path: /^\/contacts/ }, { kind: 'reset' });
    await expectTruth(stage);
  });

  it("answers without the contacts' assignees as evidence to a token that may not read contacts, and with them to the next that may", async () => {
    const { world } = stage.sandbox;
    world.addToken({
      token: 'no-contacts',
      label: 'no-contacts',
      locationIds: [LOCATION],
      scopes: ['conversations/message.readonly', 'conversations.readonly'],
    });
    const bySource = (source: string) => (answer: Answer) =>
      (answer.body.messages.messages as { userIdSource: string }[]).filter(({ userIdSource }) => userIdSource === source).length;
    const answer = await stage.api.get(searchPath({ limit: '1000' }), { token: 'no-contacts' });
    expect({ status: answer.status, complete: answer.body.complete, fromContacts: bySource('contact')(answer) }).toEqual({
      status: 200,
      complete: true,
      fromContacts: 0,
    });
    const asked = () =>
      stage.sandbox.requests.filter(({ path, tokenLabel }) => path === '/contacts/search' && tokenLabel === 'no-contacts').length;
    const askedOnce = asked();
    await stage.api.get(searchPath({ limit: '1000' }), { token: 'no-contacts' });
    expect(asked()).toBe(askedOnce);
    await expectTruth(stage);
  });
});
