import { createSandbox, Sandbox } from '../create-sandbox';
import { ask } from '../sandbox-client.fixture';
import { MAIN_LOCATION_ID } from '../world/location.entity';
import { Message } from '../world/message.entity';
import { User } from '../world/user.entity';

interface ConversationPage {
  lastMessageId: string | null;
  nextPage: boolean;
  messages: Message[];
}

let wire: Sandbox;
let published: Sandbox;
const traceId = expect.any(String) as string;

beforeAll(async () => {
  wire = await createSandbox({ messages: 1_000, rateLimit: false });
  published = await createSandbox({ messages: 1_000, rateLimit: false, messageShape: 'published' });
});
afterAll(() => Promise.all([wire.close(), published.close()]));

const longest = () => {
  const counts = new Map<string, number>();
  for (const { conversationId } of wire.world.messagesOf(MAIN_LOCATION_ID))
    counts.set(conversationId, (counts.get(conversationId) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0] ?? '';
};

describe('single entities', () => {
  it('serves a message nested on the wire, bare as published', async () => {
    const [message] = wire.world.messagesOf(MAIN_LOCATION_ID) as [Message];
    expect((await ask(wire.url, `/conversations/messages/${message.id}`)).body).toEqual({ message, traceId });
    expect((await ask(published.url, `/conversations/messages/${message.id}`)).body).toEqual({ ...message, traceId });
  });

  it('pages through the messages of a conversation, newest first', async () => {
    const id = longest();
    const expected = wire.world.messagesOf(MAIN_LOCATION_ID).filter(({ conversationId }) => conversationId === id);
    expected.sort((a, b) => Date.parse(b.dateAdded) - Date.parse(a.dateAdded));
    expect(expected.length).toBeGreaterThan(40);
    const seen: Message[] = [];
    let page: ConversationPage | undefined;
    do {
      const query = { lastMessageId: page?.lastMessageId ?? undefined };
      page = (await ask<{ messages: ConversationPage }>(wire.url, `/conversations/${id}/messages`, query)).body.messages;
      expect(page.messages.length).toBeLessThanOrEqual(20);
      seen.push(...page.messages);
    } while (page.nextPage);
    expect(seen).toEqual(expected);
    const flat = (await ask<ConversationPage>(published.url, `/conversations/${id}/messages`, { limit: 100, type: 'TYPE_CALL,TYPE_EMAIL' }))
      .body;
    const ofTypes = expected.filter(({ messageType }) => ['TYPE_CALL', 'TYPE_EMAIL'].includes(messageType));
    expect(flat).toEqual({ lastMessageId: ofTypes.at(-1)?.id, nextPage: false, messages: ofTypes, traceId });
  });

  it('serves a conversation with its assignee, without its contact’s fields', async () => {
    const conversation = [...wire.world.conversations.values()].find(({ assignedTo }) => assignedTo);
    const { id, contactId, locationId, unreadCount, assignedTo, starred } = conversation ?? {};
    const expected = { id, contactId, locationId, deleted: false, inbox: true, type: 1, unreadCount, assignedTo, starred, traceId };
    expect((await ask(wire.url, `/conversations/${id}`)).body).toEqual(expected);
  });

  it('serves contacts and users', async () => {
    const [contact] = wire.world.contacts.values();
    expect((await ask(wire.url, `/contacts/${contact?.id}`)).body).toEqual({ contact, traceId });
    const users = [...wire.world.users.values()].filter(({ roles }) => roles.locationIds.includes(MAIN_LOCATION_ID));
    expect(users).toHaveLength(8);
    expect((await ask(wire.url, '/users/', { locationId: MAIN_LOCATION_ID })).body).toEqual({ users, traceId });
    const { deleted: _deleted, ...single } = users[0] as User;
    expect((await ask(wire.url, `/users/${single.id}`)).body).toEqual({ ...single, traceId });
  });

  it.each([
    ['/conversations/messages/nope', 'Message not found'],
    ['/conversations/nope', 'Conversation not found'],
    ['/conversations/nope/messages', 'Conversation not found'],
    ['/contacts/nope', 'Contact not found'],
    ['/users/nope', 'User not found'],
    ['/calendars/', 'Cannot GET /calendars/'],
  ])('answers 404 for %s', async (path, message) => {
    expect((await ask(wire.url, path)).body).toEqual({ statusCode: 404, message, error: 'Not Found', traceId });
  });

  it('answers for a conversation that was deleted as for one that never was', async () => {
    const { id: messageId, conversationId } = wire.world.addMessage({ conversationId: 'to-be-deleted' });
    wire.world.deleteConversation(conversationId);
    for (const [path, message] of [
      [`/conversations/messages/${messageId}`, 'Message not found'],
      [`/conversations/${conversationId}`, 'Conversation not found'],
      [`/conversations/${conversationId}/messages`, 'Conversation not found'],
    ] as const)
      expect((await ask(wire.url, path)).body).toEqual({ statusCode: 404, message, error: 'Not Found', traceId });
  });

  it('tells a stranger at / what there is', async () => {
    const { body } = await ask<{ locations: { id: string }[]; routes: string[] }>(wire.url, '/');
    expect(body.locations.map(({ id }) => id)).toContain(MAIN_LOCATION_ID);
    expect(body.routes).toContain('GET /conversations/messages/export');
  });
});
