import { ManualClock } from '../clock';
import { createSandbox, Sandbox } from '../create-sandbox';
import { DEFAULT_ANCHOR } from '../options';
import { ask, walkExport } from '../sandbox-client.fixture';
import { ConversationRow } from '../world/conversation.entity';
import { MAIN_LOCATION_ID } from '../world/location.entity';

interface SearchAnswer {
  conversations: ConversationRow[];
  total: number;
  traceId: string;
}

const clock = new ManualClock(0);
let sandbox: Sandbox;
const search = async (query: Record<string, string | number> = {}) =>
  (await ask<SearchAnswer>(sandbox.url, '/conversations/search', { locationId: MAIN_LOCATION_ID, limit: 100, ...query })).body;
const rows = () =>
  [...sandbox.world.conversations.values()]
    .filter(({ locationId }) => locationId === MAIN_LOCATION_ID)
    .sort((a, b) => b.lastMessageDate - a.lastMessageDate)
    .map(({ id }) => sandbox.world.conversationRow(id) as ConversationRow);

beforeEach(async () => {
  clock.set(DEFAULT_ANCHOR.getTime() + 60_000);
  sandbox = await createSandbox({ messages: 3_000, clock, rateLimit: false });
});
afterEach(() => sandbox.close());

describe('GET /conversations/search', () => {
  it('pages through every conversation by the date of the last row', async () => {
    for (const [sort, expected] of [
      ['desc', rows()],
      ['asc', rows().reverse()],
    ] as const) {
      const seen: ConversationRow[] = [];
      let last: ConversationRow | undefined;
      do {
        const page = await search({ sort, ...(last ? { startAfterDate: last.lastMessageDate } : {}) });
        expect(page.total).toBe(expected.length);
        seen.push(...page.conversations);
        last = page.conversations.at(-1);
      } while (last);
      expect(seen).toEqual(expected);
    }
  });

  it('answers 20 rows unless told otherwise, and never more than 100', async () => {
    const query = { locationId: MAIN_LOCATION_ID };
    expect((await ask<SearchAnswer>(sandbox.url, '/conversations/search', query)).body.conversations).toHaveLength(20);
    expect((await ask(sandbox.url, '/conversations/search', { ...query, limit: 101 })).status).toBe(422);
  });

  it('shows a conversation that was deleted until the index has seen it, as the export shows its messages', async () => {
    const [{ id }] = rows() as [ConversationRow];
    const count = rows().length;
    const messages = sandbox.world.messagesOf(MAIN_LOCATION_ID).filter(({ type }) => type !== 3);
    const left = messages.filter(({ conversationId }) => conversationId !== id);
    sandbox.world.deleteConversation(id);
    expect([(await search()).total, (await walkExport(sandbox.url)).length]).toEqual([count, messages.length]);
    clock.advance(5_000);
    expect([await search({ id }), (await search()).total]).toEqual([
      { conversations: [], total: 0, traceId: expect.any(String) },
      count - 1,
    ]);
    expect(new Set((await walkExport(sandbox.url)).map((message) => message.id))).toEqual(new Set(left.map((message) => message.id)));
  });

  it('filters', async () => {
    const some = rows().find(({ assignedTo, fullName }) => assignedTo && fullName) as ConversationRow;
    const cases: [Record<string, string | number>, (row: ConversationRow) => boolean][] = [
      [{ id: some.id }, ({ id }) => id === some.id],
      [{ contactId: some.contactId }, ({ contactId }) => contactId === some.contactId],
      [{ assignedTo: some.assignedTo ?? '' }, ({ assignedTo }) => assignedTo === some.assignedTo],
      [{ assignedTo: 'unassigned' }, ({ assignedTo }) => assignedTo === undefined],
      [{ lastMessageType: 'TYPE_CALL' }, ({ lastMessageType }) => lastMessageType === 'TYPE_CALL'],
      [{ lastMessageDirection: 'inbound' }, ({ lastMessageDirection }) => lastMessageDirection === 'inbound'],
      [{ status: 'unread' }, ({ unreadCount }) => unreadCount > 0],
      [{ status: 'read' }, ({ unreadCount }) => unreadCount === 0],
      [{ status: 'starred' }, ({ starred }) => starred],
      [{ startDate: some.dateAdded }, ({ dateAdded }) => dateAdded >= some.dateAdded],
      [{ endDate: some.dateAdded }, ({ dateAdded }) => dateAdded <= some.dateAdded],
    ];
    for (const [query, test] of cases) {
      const expected = rows().filter(test);
      expect(await search(query)).toEqual({ conversations: expected.slice(0, 100), total: expected.length, traceId: expect.any(String) });
    }
    expect((await search({ query: (some.fullName ?? '').toUpperCase() })).conversations).toContainEqual(some);
  });

  it('gives what a contact lacks as null or not at all, and five nulls for one that has nothing', async () => {
    const blank = sandbox.world.addContact();
    const { conversationId } = sandbox.world.addMessage({ contactId: blank.id });
    clock.advance(60_000);
    const [row] = (await search({ id: conversationId })).conversations;
    expect(row).toMatchObject({ fullName: null, contactName: null, companyName: null, email: null, phone: null });
    expect(rows().some(({ email }) => email === null)).toBe(true);
    expect(rows().some((candidate) => !('email' in candidate))).toBe(true);
  });

  it('follows messages, assignments and contacts with the index delay', async () => {
    const { id, contactId } = rows()[50] as ConversationRow;
    const before = (await search({ id })).conversations[0];
    sandbox.world.addMessage({ conversationId: id, body: 'latest' });
    sandbox.world.assignConversation(id, null);
    sandbox.world.updateContact(contactId, { firstName: 'Zoë', lastName: undefined });
    expect((await search({ id })).conversations[0]).toEqual(before);
    clock.advance(5_000);
    const [after] = (await search()).conversations;
    expect(after).toEqual(sandbox.world.conversationRow(id));
    expect(after).toMatchObject({ lastMessageBody: 'latest', fullName: 'Zoë' });
    expect(after).not.toHaveProperty('assignedTo');
  });

  it('has only the published fields when told so', async () => {
    const published = await createSandbox({ messages: 100, conversationFields: 'published', clock });
    const { body } = await ask<SearchAnswer>(published.url, '/conversations/search', { locationId: MAIN_LOCATION_ID });
    await published.close();
    const names = new Set(body.conversations.flatMap((row) => Object.keys(row)));
    const expected = ['id', 'locationId', 'contactId', 'type', 'unreadCount', 'lastMessageBody', 'lastMessageType'];
    expect([...names].sort()).toEqual([...expected, 'fullName', 'contactName', 'email', 'phone'].sort());
  });
});
