import { MAIN_TOKEN, Message, OTHER_TOKEN } from '../../apps/sandbox/src/create-sandbox';
import { sendRaw } from '../faults/raw-http.fixture';
import { expectError, searchPath } from '../faults/search.fixture';
import { FaultStage, LOCATION, setStage } from '../faults/stage.fixture';
import { Answer } from '../harness/test-api';
import { readContract } from '../contract/contract';
import { conversationsPath, cover, EXPORT, exportPath, messagePath, messagesPath } from './conversations.fixture';

const ID = '1 to 128 printable characters without spaces';
const MOMENT = 'epoch milliseconds or ISO 8601 with an offset (2026-01-31 or 2026-01-31T12:00:00Z), in the years 1 to 9999';
const USERS = '1 to 100 ids of users, comma separated or repeated';
const OF_SEARCH =
  'locationId, limit, sort, sortBy, startAfterDate, startDate, endDate, id, contactId, assignedTo, followers, mentions, query, status, lastMessageType, lastMessageAction, lastMessageDirection, scoreProfile, scoreProfileMin, scoreProfileMax, sortScoreProfile';

describe("the contract of upstream's reads", () => {
  const contract = readContract();
  let stage: FaultStage;
  let message: Message;
  let operations: [operation: string, path: string][];

  beforeEach(async () => {
    stage = await setStage({ sandbox: { messages: 400 } });
    message = stage.sandbox.world.messagesOf(LOCATION).find(({ userId }) => userId === undefined) as Message;
    operations = [
      ['get /conversations/search', conversationsPath({ limit: 100 })],
      ['get /conversations/messages/export', exportPath({ limit: 500 })],
      ['get /conversations/messages/{id}', messagePath(message.id)],
      ['get /conversations/{conversationId}/messages', messagesPath(message.conversationId)],
    ];
  });

  afterEach(() => stage.close());

  const expectKept = (operation: string, status: number, answer: Answer): void => {
    expect({ operation, status: answer.status, faults: contract.faultsOf(operation, answer) }).toEqual({ operation, status, faults: [] });
  };

  it('is kept by answers of upstream, of the cache and of the store', async () => {
    const sources: (string | null)[] = [];
    for (let round = 0; round < 3; round += 1) {
      if (round === 2) await cover(stage);
      for (const [operation, path] of operations) {
        const answer = await stage.api.get(path);
        sources.push(answer.headers.get('x-served-by'));
        expectKept(operation, 200, answer);
      }
    }
    expect(new Set(sources)).toEqual(new Set(['upstream', 'cache', 'store']));
  });

  it('is kept by refusals', async () => {
    for (const [operation, path] of operations) {
      expectKept(operation, 401, await stage.api.get(path, { token: null }));
      expectKept(operation, 401, await stage.api.get(path, { token: 'pit-unknown' }));
      expectKept(operation, 403, await stage.api.get(path, { token: OTHER_TOKEN }));
      expectKept(operation, 422, await stage.api.get(`${path}${path.includes('?') ? '&' : '?'}unknown=1`));
    }
  });

  it.each([
    [400, 400],
    [404, 404],
    [422, 422],
    [429, 429],
    [418, 502],
    [500, 502],
  ])('is kept when upstream answers %i', async (status, expected) => {
    stage.sandbox.faults.always(() => true, { kind: 'status', status, body: { statusCode: status, message: 'No.', error: 'No' } });
    for (const [operation, path] of operations) expectKept(operation, expected, await stage.api.get(path));
  });

  it('is kept when upstream does not answer, and when it is left alone for having failed too often', async () => {
    stage.sandbox.faults.always(() => (setImmediate(() => stage.runtime.timeOutAnswers()), true), { kind: 'hang' });
    for (const [operation, path] of operations) {
      const statuses = new Set<number>();
      for (let count = 0; count < 12; count += 1) {
        const answer = await stage.api.get(path);
        statuses.add(answer.status);
        expectKept(operation, answer.status, answer);
      }
      expect([...statuses].filter((status) => ![503, 504].includes(status))).toEqual([]);
    }
  });

  it('is kept by X-RateLimit headers on searches and on the state of the copy, too', async () => {
    const { headers: ofSearch } = await stage.api.get(searchPath());
    const { headers: ofSync } = await stage.api.get(`/locations/${LOCATION}/sync`);
    for (const headers of [ofSearch, ofSync]) expect(headers.get('x-ratelimit-max')).toBe('1000000');
  });

  it('notices an answer that breaks it', async () => {
    const answer = await stage.api.get(messagePath(message.id));
    const body = { ...answer.body, message: { ...answer.body.message, userIdSource: 'a guess' } };
    expect(contract.faultsOf('get /conversations/messages/{id}', { ...answer, body })).toContainEqual(
      expect.objectContaining({ keyword: 'enum', instancePath: '/message/userIdSource' }),
    );
  });

  it.each<[string, () => string, string[]]>([
    [
      'a search for conversations',
      () =>
        '/conversations/search?limit=101&sort=up&sortBy=name&startAfterDate=x&startDate=yesterday&endDate=x&id=a%20b&assignedTo=a%20b,c&followers=,&status=open&lastMessageType=a-b&lastMessageAction=x&lastMessageDirection=up&scoreProfileMin=low&page=2',
      [
        `"page" is not a parameter; allowed are ${OF_SEARCH}`,
        `locationId must be the id of a location: ${ID}; it is missing`,
        'limit must be a whole number from 1 to 100; given 101',
        'sort must be asc or desc; given "up"',
        'sortBy must be one of last_message_date, last_manual_message_date, score_profile, overdue_at, due_at; given "name"',
        'startAfterDate must be the sort value of the last conversation of the page before: a number, such as its date in epoch milliseconds; given "x"',
        `startDate must be ${MOMENT}; given "yesterday"`,
        `endDate must be ${MOMENT}; given "x"`,
        `id must be the id of a conversation: ${ID}; given "a b"`,
        `assignedTo must be ${USERS}; given ["a b","c"]`,
        `followers must be ${USERS}; given ["",""]`,
        'status must be one of all, read, unread, starred, recents; given "open"',
        'lastMessageType must be a message type such as TYPE_SMS; given "a-b"',
        'lastMessageAction must be automated or manual; given "x"',
        'lastMessageDirection must be inbound or outbound; given "up"',
        'scoreProfileMin must be a number; given "low"',
      ],
    ],
    [
      'an export',
      () => `${EXPORT}?limit=9&sortBy=updated&sortOrder=down&channel=sms&startDate=2025-02-30&cursor=a%20b&contactId=a%0Ab&type=TYPE_SMS`,
      [
        '"type" is not a parameter; allowed are locationId, limit, cursor, sortBy, sortOrder, conversationId, contactId, channel, startDate, endDate',
        `locationId must be the id of a location: ${ID}; it is missing`,
        'limit must be a whole number from 10 to 500; given 9',
        'sortBy must be createdAt or updatedAt; given "updated"',
        'sortOrder must be asc or desc; given "down"',
        'channel must be one of Call, SMS, Email, WhatsApp, Instagram, Facebook; given "sms"',
        `startDate must be ${MOMENT}; given "2025-02-30"`,
        'cursor must be the nextCursor of the page before; given "a b"',
        `contactId must be the id of a contact: ${ID}; given "a\\nb"`,
      ],
    ],
    [
      "a conversation's messages",
      () => messagesPath('a%20b', { limit: 'ten', type: 'TYPE SMS', lastMessageId: 'a b', skip: 20 }),
      [
        '"skip" is not a parameter; allowed are conversationId, X-Location-Id, lastMessageId, limit, type',
        `conversationId must be the id of a conversation: ${ID}; given "a b"`,
        'limit must be a whole number from 1 to 100; given "ten"',
        'type must be 1 to 50 message types, comma separated or repeated, such as TYPE_CALL,TYPE_SMS; given ["TYPE SMS"]',
        `lastMessageId must be the id of a message: ${ID}; given "a b"`,
      ],
    ],
    [
      'a message by two ids',
      () => '/conversations/messages/a?id=b',
      [`id must be the id of a message: ${ID}; given more than once with different values: "b", "a"`],
    ],
    ['a limit of 501', () => exportPath({ limit: 501 }), ['limit must be a whole number from 10 to 500; given 501']],
    [
      'two limits',
      () => `${exportPath({ limit: 20 })}&limit=30`,
      ['limit must be a whole number from 10 to 500; given more than once with different values: "20", "30"'],
    ],
  ])('has every fault of %s reported at once, before upstream is asked', async (_, pathOf, faults) => {
    stage.sandbox.clearRequests();
    const answer = await stage.api.get(pathOf());
    expectError({ ...answer, body: { ...answer.body, message: [...(answer.body.message as string[])].sort() } }, 422, [...faults].sort());
    expect(stage.sandbox.requests).toEqual([]);
  });

  it.each(['%2e', '%2E%2e'])('has an id of %s reported, which would reach something else', async (id) => {
    const head = `GET /conversations/messages/${id} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer ${MAIN_TOKEN}\r\n\r\n`;
    expect(await sendRaw(stage.api.url, head)).toMatch(/^HTTP\/1.1 422[^]*id must be the id of a message/);
    expect(stage.sandbox.requests).toEqual([]);
  });

  it('has an X-Location-Id that is no id reported', async () => {
    const answer = await stage.api.get(messagePath('a'), { token: MAIN_TOKEN, headers: { 'x-location-id': 'a b' } });
    expectError(answer, 422, [`X-Location-Id must be the id of a location: ${ID}; given "a b"`]);
  });
});
