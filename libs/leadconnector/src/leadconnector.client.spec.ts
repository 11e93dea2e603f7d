import { AcceptedCall, AnswerOrigin, createLeadConnectorClient, LeadConnectorClient } from './index';
import { HttpUpstream, json, startHttpUpstream } from './testing/http-upstream.fixture';
import { ManualRuntime } from './testing/manual.runtime';

const CREDENTIAL = { locationId: 'loc1', token: 'secret-token' };

describe('LeadConnectorClient', () => {
  let upstream: HttpUpstream;
  let client: LeadConnectorClient;
  let runtime: ManualRuntime;

  beforeEach(async () => {
    upstream = await startHttpUpstream();
    runtime = new ManualRuntime();
    client = createLeadConnectorClient({ baseUrl: upstream.baseUrl, userAgent: 'spec/1' }, runtime);
  });

  afterEach(async () => {
    client.close();
    await upstream.close();
  });

  const meta = { sentAt: Date.UTC(2026, 0, 15, 12), serverDate: Date.UTC(2026, 0, 15, 11, 59, 58), traceId: 'trace-1' };
  let origin: AnswerOrigin;
  const answering = (given: object): void => {
    origin = { body: { ...given, traceId: 'trace-1' }, meta };
    upstream.script(json(origin.body, 200, { date: 'Thu, 15 Jan 2026 11:59:58 GMT' }));
  };

  it('sends the headers that upstream asks for', async () => {
    answering({ users: [] });
    await client.listUsers(CREDENTIAL);
    expect(upstream.seen[0]).toMatchObject({
      method: 'GET',
      headers: { authorization: 'Bearer secret-token', version: '2021-07-28', accept: 'application/json', 'user-agent': 'spec/1' },
    });
  });

  it('tells of each call that was accepted, and of none that was refused', async () => {
    const accepted: AcceptedCall[] = [];
    client = createLeadConnectorClient({ baseUrl: upstream.baseUrl, onAccepted: (call) => accepted.push(call) }, runtime);
    upstream.script(json({ users: [] }), json({ message: 'Invalid JWT' }, 401), json({ nothing: 'of the kind' }));
    await client.listUsers(CREDENTIAL);
    await expect(client.listUsers(CREDENTIAL)).rejects.toMatchObject({ code: 'unauthorized' });
    await expect(client.listUsers(CREDENTIAL)).rejects.toMatchObject({ code: 'invalid-response' });
    expect(accepted).toEqual([{ credential: CREDENTIAL, method: 'GET', path: '/users/', sentAt: meta.sentAt }]);
  });

  it('exports a page of messages, bad records among them as they are', async () => {
    answering({ messages: [{ id: 'a', odd: { x: 1 } }, null, 'bad'], nextCursor: 'c2', total: 7 });
    const page = await client.exportMessages(CREDENTIAL, {
      limit: 1000,
      cursor: 'c=1',
      sortBy: 'updatedAt',
      sortOrder: 'desc',
      endDate: 17,
    });
    expect(page).toEqual({ messages: [{ id: 'a', odd: { x: 1 } }, null, 'bad'], nextCursor: 'c2', total: 7, ...origin });
    expect(upstream.seen[0]?.url).toBe(
      '/conversations/messages/export?locationId=loc1&limit=1000&cursor=c%3D1&sortBy=updatedAt&sortOrder=desc&endDate=17',
    );
  });

  it.each([{ nextCursor: null }, { nextCursor: '' }, {}, { total: 'many' }])('takes %j for the last page of an export', async (rest) => {
    answering({ messages: [], ...rest });
    expect(await client.exportMessages(CREDENTIAL, {})).toEqual({ messages: [], nextCursor: null, total: null, ...origin });
  });

  it('exports all pages from a cursor on', async () => {
    upstream.script(json({ messages: [1], nextCursor: 'b' }), json({ messages: [2], nextCursor: 'c' }), json({ messages: [3] }));
    const messages: unknown[] = [];
    for await (const page of client.exportAllMessages(CREDENTIAL, { cursor: 'a' })) messages.push(...page.messages);
    expect(messages).toEqual([1, 2, 3]);
    expect(upstream.seen.map(({ url }) => url?.split('cursor=')[1])).toEqual(['a', 'b', 'c']);
  });

  it('refuses an export whose cursor does not advance', async () => {
    upstream.script(json({ messages: [1], nextCursor: 'same' }));
    const pages = client.exportAllMessages(CREDENTIAL, {});
    await pages.next();
    await pages.next();
    await expect(pages.next()).rejects.toMatchObject({ code: 'stalled-paging', path: '/conversations/messages/export' });
  });

  it('searches conversations', async () => {
    answering({ conversations: [{ id: 'cnv1' }], total: 1 });
    const page = await client.searchConversations(CREDENTIAL, { limit: 5, status: 'all', assignedTo: ['u1', 'u2'], startAfterDate: 99 });
    expect(page).toEqual({ conversations: [{ id: 'cnv1' }], total: 1, ...origin });
    expect(upstream.seen[0]?.url).toBe('/conversations/search?locationId=loc1&limit=5&startAfterDate=99&assignedTo=u1%2Cu2&status=all');
  });

  it('searches all conversations, page after page', async () => {
    upstream.script(json({ conversations: [{ lastMessageDate: 9 }] }), json({ conversations: [] }));
    const pages: unknown[] = [];
    for await (const page of client.searchAllConversations(CREDENTIAL, { limit: 1 })) pages.push(page.conversations);
    expect(pages).toEqual([[{ lastMessageDate: 9 }], []]);
    expect(upstream.seen[1]?.url).toBe('/conversations/search?locationId=loc1&limit=1&startAfterDate=9');
  });

  it.each([
    ['nested, as on the wire', { messages: { lastMessageId: 'm1', nextPage: true, messages: [{ id: 'm1' }] } }],
    ['flat, as published', { lastMessageId: 'm1', nextPage: true, messages: [{ id: 'm1' }] }],
    ['without nextPage', { lastMessageId: 'm1', messages: [{ id: 'm1' }] }],
  ])("reads a conversation's messages %s", async (_, body) => {
    answering(body);
    const page = await client.getConversationMessages(CREDENTIAL, 'cnv1', {
      limit: 100,
      type: ['TYPE_CALL', 'TYPE_SMS'],
      lastMessageId: 'm0',
    });
    expect(page).toEqual({ messages: [{ id: 'm1' }], lastMessageId: 'm1', nextPage: true, ...origin });
    expect(upstream.seen[0]?.url).toBe('/conversations/cnv1/messages?lastMessageId=m0&limit=100&type=TYPE_CALL%2CTYPE_SMS');
  });

  it.each([{ messages: { messages: [], nextPage: false } }, { messages: [] }])(
    'takes %j for a conversation without more messages',
    async (body) => {
      answering(body);
      expect(await client.getConversationMessages(CREDENTIAL, 'cnv1')).toEqual({
        messages: [],
        lastMessageId: null,
        nextPage: false,
        ...origin,
      });
    },
  );

  const single = {
    conversation: () => client.getConversation(CREDENTIAL, 'x/1'),
    message: () => client.getMessage(CREDENTIAL, 'x/1'),
    contact: () => client.getContact(CREDENTIAL, 'x/1'),
    user: () => client.getUser(CREDENTIAL, 'x/1'),
  };
  it.each([
    ['conversation', '/conversations/x%2F1'],
    ['message', '/conversations/messages/x%2F1'],
    ['contact', '/contacts/x%2F1'],
    ['user', '/users/x%2F1'],
  ] as const)('reads one %s, nested or bare', async (name, url) => {
    answering({ [name]: { odd: 1 } });
    expect(await single[name]()).toEqual({ [name]: { odd: 1 }, ...origin });
    answering({ id: 'x/1', odd: 2 });
    expect(await single[name]()).toEqual({ [name]: { id: 'x/1', odd: 2, traceId: 'trace-1' }, ...origin });
    expect(upstream.seen.map((request) => request.url)).toEqual([url, url]);
  });

  it.each([
    ['total', 12],
    ['count', 12],
    ['other', null],
  ])('searches contacts with a POST, their number under %s', async (name, total) => {
    answering({ contacts: [{ id: 'c1' }], [name]: 12 });
    const filters = [{ field: 'id', operator: 'eq', value: ['c1'] }];
    expect(await client.searchContacts(CREDENTIAL, { pageLimit: 500, page: 1, filters })).toEqual({
      contacts: [{ id: 'c1' }],
      total,
      ...origin,
    });
    expect(upstream.seen[0]).toMatchObject({
      method: 'POST',
      url: '/contacts/search',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ locationId: 'loc1', pageLimit: 500, page: 1, filters }),
    });
  });

  it('repeats a search of contacts, which only reads', async () => {
    client.close();
    client = createLeadConnectorClient({ baseUrl: upstream.baseUrl }, { random: () => 0 });
    upstream.script(json({}, 502), json({ contacts: [] }));
    expect((await client.searchContacts(CREDENTIAL, { pageLimit: 1 })).contacts).toEqual([]);
    expect(upstream.seen).toHaveLength(2);
  });

  it('lists users', async () => {
    answering({ users: [{ id: 'u1' }] });
    expect(await client.listUsers(CREDENTIAL)).toEqual({ users: [{ id: 'u1' }], ...origin });
    expect(upstream.seen[0]?.url).toBe('/users/?locationId=loc1');
  });

  it('tells the budget left without spending any', async () => {
    upstream.script(
      json({ users: [] }, 200, { 'x-ratelimit-max': '50', 'x-ratelimit-limit-daily': '9', 'x-ratelimit-daily-remaining': '8' }),
    );
    await client.listUsers(CREDENTIAL);
    expect(client.budget('loc1')).toEqual({
      limit: 50,
      remaining: 49,
      intervalMs: 10_000,
      resetMs: 10_001,
      dailyLimit: 9,
      dailyRemaining: 8,
    });
    expect(client.budget('other')).toEqual({
      limit: 100,
      remaining: 100,
      intervalMs: 10_000,
      resetMs: 0,
      dailyLimit: null,
      dailyRemaining: null,
    });
    expect(upstream.seen).toHaveLength(1);
  });

  it('uses one connection for one call after the other, and no more than allowed for many at once', async () => {
    client.close();
    client = createLeadConnectorClient({ baseUrl: upstream.baseUrl, maxSockets: 3 });
    answering({ users: [] });
    for (let call = 0; call < 10; call++) await client.listUsers(CREDENTIAL);
    expect(upstream.connections()).toBe(1);
    await Promise.all(Array.from({ length: 20 }, () => client.listUsers(CREDENTIAL)));
    expect(upstream.connections()).toBe(3);
  });

  it('gives the whole answer as upstream sent it, unknown fields included', async () => {
    answering({ messages: { messages: [{ id: 'm1', odd: [1] }], nextPage: false, odd: 2 }, other: null });
    const { body, messages } = await client.getConversationMessages(CREDENTIAL, 'cnv1');
    expect(body).toEqual({
      messages: { messages: [{ id: 'm1', odd: [1] }], nextPage: false, odd: 2 },
      other: null,
      traceId: 'trace-1',
    });
    expect(messages).toEqual([{ id: 'm1', odd: [1] }]);
  });

  it.each([
    ['an empty id', () => client.getContact(CREDENTIAL, '')],
    ['an id with a control character', () => client.getMessage(CREDENTIAL, 'a\nb')],
    ['an empty location', () => client.listUsers({ ...CREDENTIAL, locationId: '' })],
    ['an empty location whose budget is spent too', () => client.listUsers(CREDENTIAL, { alsoSpends: ['loc2', ''] })],
    ['a token that cannot stand in a header', () => client.listUsers({ ...CREDENTIAL, token: 'secret\r\nx: y' })],
    ['a time-out of nothing', () => client.listUsers(CREDENTIAL, { timeoutMs: 0 })],
    ['a time-out that no timer can hold', () => client.listUsers(CREDENTIAL, { timeoutMs: 2 ** 31 })],
  ])('refuses %s before sending anything', async (_, call) => {
    const error: unknown = await call().catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(TypeError);
    expect(String(error)).not.toContain('secret');
    expect(upstream.seen).toEqual([]);
  });

  it('leaves no timer behind', async () => {
    answering({ users: [] });
    await client.listUsers(CREDENTIAL);
    expect(runtime.pending).toBe(0);
  });
});
