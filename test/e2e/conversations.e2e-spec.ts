import { FaultStage, LOCATION, setStage } from '../faults/stage.fixture';
import { Message, MAIN_TOKEN } from '../../apps/sandbox/src/create-sandbox';
import {
  askedOf,
  askUpstream,
  bodyOf,
  CONVERSATIONS,
  conversationsPath,
  EXPORT,
  exportPath,
  messagePath,
  messagesIn,
  messagesPath,
  withUsers,
} from './conversations.fixture';

describe("upstream's reads while nothing is stored", () => {
  let stage: FaultStage;
  const messages = (): Message[] => stage.sandbox.world.messagesOf(LOCATION);
  const withoutUser = (): Message => messages().find(({ userId, type }) => userId === undefined && type === 1) as Message;

  beforeEach(async () => {
    stage = await setStage({ sandbox: { messages: 700 } });
  });

  afterEach(() => stage.close());

  it('answer a message as upstream does, with the user that it lacks and the evidence', async () => {
    const [assigned] = messages().filter(
      ({ userId, conversationId }) => userId === undefined && stage.sandbox.world.conversations.get(conversationId)?.assignedTo,
    );
    const path = messagePath(String(assigned?.id));
    const body = bodyOf(await stage.api.get(path));
    expect(body).toEqual({
      message: {
        ...assigned,
        userId: stage.sandbox.world.conversations.get(String(assigned?.conversationId))?.assignedTo,
        userIdSource: 'conversation',
      },
    });
  });

  it('leave a message as it is that has its user, and ask upstream for nothing else', async () => {
    const sent = messages().find(({ userId }) => userId !== undefined);
    expect(bodyOf(await stage.api.get(messagePath(String(sent?.id))))).toEqual({ message: sent });
    expect(askedOf(stage)).toEqual([messagePath(String(sent?.id))]);
  });

  it("answer a conversation's messages nested as upstream nests them, page by page", async () => {
    const { conversationId } = messages().find(
      ({ conversationId: id }) => messages().filter((one) => one.conversationId === id).length > 4,
    ) as Message;
    for (let lastMessageId: string | undefined; ;) {
      const path = messagesPath(conversationId, { limit: 2, ...(lastMessageId !== undefined && { lastMessageId }) });
      const body = bodyOf(await stage.api.get(path));
      expect(body).toEqual(withUsers(stage.sandbox, await askUpstream(stage.sandbox, path)));
      const page = body.messages as { nextPage: boolean; lastMessageId: string };
      if (!page.nextPage) break;
      ({ lastMessageId } = page);
    }
  });

  it('answer every page of the export as upstream does, with no user that the evidence does not name', async () => {
    let [cursor, upstreamCursor]: (string | null)[] = [null, null];
    let found = 0;
    let total: unknown;
    do {
      const answer = await stage.api.get(exportPath({ limit: 300, ...(cursor !== null && { cursor }) }));
      const direct = await askUpstream(
        stage.sandbox,
        exportPath({ limit: 300, ...(upstreamCursor !== null && { cursor: upstreamCursor }) }),
      );
      const expected = messagesIn(withUsers(stage.sandbox, direct));
      const given = messagesIn(bodyOf(answer));
      // Whom upstream can't tell in a bounded number of requests stays out.
      expect(given).toEqual(expected.map((message, at) => ('userId' in (given[at] ?? {}) ? message : messagesIn(direct)[at])));
      found += given.length;
      total = answer.body.total;
      cursor = answer.body.nextCursor as string | null;
      upstreamCursor = direct.nextCursor as string | null;
      expect(cursor === null).toBe(upstreamCursor === null);
    } while (cursor !== null);
    expect(found).toBe(total);
  });

  it("pass every parameter of the conversations' search on, and answer as upstream does", async () => {
    const parameters = {
      limit: '5',
      sort: 'asc',
      sortBy: 'last_message_date',
      startAfterDate: '1700000000000',
      startDate: '1600000000000',
      endDate: '1900000000000',
      contactId: 'con1',
      id: 'cnv1',
      assignedTo: 'usr1,unassigned',
      followers: 'usr1,usr2',
      mentions: 'usr3',
      query: 'Ada & co: 100 %',
      status: 'all',
      lastMessageType: 'TYPE_OF_TOMORROW',
      lastMessageAction: 'manual',
      lastMessageDirection: 'inbound',
      scoreProfile: 'scp1',
      scoreProfileMin: '-1.5',
      scoreProfileMax: '10',
      sortScoreProfile: 'scp2',
    };
    expect(bodyOf(await stage.api.get(conversationsPath(parameters)))).toEqual({ conversations: [], total: 0 });
    expect(stage.sandbox.requests.map(({ query }) => query)).toEqual([{ locationId: LOCATION, ...parameters }]);
    for (const [name, value] of [
      ['sort', 'asc'],
      ['assignedTo', 'unassigned'],
      ['status', 'unread'],
      ['limit', '100'],
    ] as const) {
      const path = conversationsPath({ [name]: value });
      expect(bodyOf(await stage.api.get(path))).toEqual(await askUpstream(stage.sandbox, path));
    }
  });

  it('take dates in ISO 8601, repeated lists, and parameters that are empty, as clients of upstream send them', async () => {
    await stage.api.get(`${conversationsPath({ startDate: '2025-05-01T00:00:00Z' })}&assignedTo=a&assignedTo=b&contactId=&limit=`);
    await stage.api.get(exportPath({ endDate: '2025-05-01', channel: 'SMS', cursor: '' }));
    const asked = stage.sandbox.requests.map(({ path, query }) => ({ path, query }));
    // What follows are the users that upstream left out.
    expect(asked.slice(0, 2)).toEqual([
      { path: CONVERSATIONS, query: { locationId: LOCATION, startDate: '1746057600000', assignedTo: 'a,b' } },
      {
        path: EXPORT,
        query: { locationId: LOCATION, endDate: '1746057600000', channel: 'SMS', limit: '100', sortBy: 'createdAt', sortOrder: 'desc' },
      },
    ]);
  });

  it('pass types on that nobody documented', async () => {
    const { conversationId } = withoutUser();
    const { messages: page } = bodyOf(await stage.api.get(messagesPath(conversationId, { type: 'TYPE_OF_TOMORROW,TYPE_SMS' })));
    expect(page).toMatchObject({ messages: expect.any(Array), nextPage: false });
    expect(stage.sandbox.requests[0]?.query).toEqual({ type: 'TYPE_OF_TOMORROW,TYPE_SMS' });
  });

  it('take whatever Version and other headers a client of upstream sends, and send the one that is configured', async () => {
    const headers = { version: '2099-01-01', 'x-anything': 'yes', accept: 'text/html' };
    expect((await stage.api.get(conversationsPath(), { headers })).status).toBe(200);
  });

  it('keep fields that nobody documented, wherever they are, and nulls', async () => {
    const { id } = messages().find(({ userId }) => userId !== undefined) as Message;
    stage.sandbox.faults.next(
      { path: messagePath(id) },
      {
        kind: 'rewrite',
        with: ({ message, ...rest }) => ({
          ...rest,
          later: [1, { a: null }],
          message: { ...(message as object), newField: { deep: true }, body: null },
        }),
      },
    );
    const { message, later } = bodyOf(await stage.api.get(messagePath(id))) as Record<string, Record<string, unknown>>;
    expect({ later, newField: message?.newField, body: message?.body }).toEqual({
      later: [1, { a: null }],
      newField: { deep: true },
      body: null,
    });
  });

  it('say where the answer comes from, how much of the budget is left, and how to trace it', async () => {
    const { headers, body } = await stage.api.get(conversationsPath(), { headers: { 'x-request-id': 'nightly-17' } });
    expect(body.traceId).toMatch(/^[0-9a-f]{32}$/);
    expect(Object.fromEntries(headers)).toMatchObject({
      'x-served-by': 'upstream',
      'x-trace-id': body.traceId,
      'x-request-id': 'nightly-17',
      'x-upstream-trace-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
      'cache-control': 'private, no-cache',
      vary: 'Authorization, accept-encoding',
      'x-ratelimit-max': '1000000',
      'x-ratelimit-remaining': expect.stringMatching(/^9999\d\d$/),
      'x-ratelimit-interval-milliseconds': '10000',
      'x-ratelimit-limit-daily': '1000000',
      'x-ratelimit-daily-remaining': '1000000',
    });
    expect(headers.has('age')).toBe(false);
  });
});

describe("upstream's reads in the shapes that are published", () => {
  it('stay flat', async () => {
    const stage = await setStage({ sandbox: { messages: 100, messageShape: 'published' } });
    try {
      const { id, conversationId } = stage.sandbox.world.messagesOf(LOCATION)[0] as Message;
      for (const path of [messagePath(id), messagesPath(conversationId)])
        expect(bodyOf(await stage.api.get(path, { token: MAIN_TOKEN }))).toEqual(
          withUsers(stage.sandbox, await askUpstream(stage.sandbox, path)),
        );
    } finally {
      await stage.close();
    }
  });
});
