import { ExportQuery } from '@app/messages';
import {
  askUpstream,
  Body,
  bodyOf,
  credentialOf,
  exportOfUpstream,
  filled,
  messagesOf,
  readsOf,
  Users,
  usersOf,
  walkAll,
} from './reads.stage';
import { setStage, Stage } from './truth.stage';

const MINUTE_MS = 60_000;
const BY_CREATION: ExportQuery = { limit: 97, sortBy: 'createdAt', sortOrder: 'desc' };
const BY_UPDATE: ExportQuery = { ...BY_CREATION, sortBy: 'updatedAt' };

describe('upstream’s reads out of the store', () => {
  let stage: Stage;
  let users: Users;

  beforeEach(async () => {
    stage = await setStage({ messages: 1_500 });
    await walkAll(stage);
    users = usersOf(stage);
    stage.sandbox.clearRequests();
  });

  afterEach(() => stage.close());

  const withUsers = (messages: unknown) => (messages as ReturnType<typeof messagesOf>).map((message) => filled(message, users));
  const message = async (id: string, maxAgeMs?: number) => bodyOf(await readsOf(stage).messageFromStore(stage.locationId, id, maxAgeMs));
  const conversation = async (query: Parameters<ReturnType<typeof readsOf>['conversationMessagesFromStore']>[1]) =>
    bodyOf(await readsOf(stage).conversationMessagesFromStore(stage.locationId, query));
  const exportPage = async (query: ExportQuery) => bodyOf(await readsOf(stage).exportFromStore(credentialOf(stage), query));
  const exportAll = async (query: ExportQuery): Promise<Body[] | null> => {
    const pages: Body[] = [];
    for (let cursor: string | undefined; ;) {
      const page = await exportPage({ ...query, cursor });
      if (page === null) return null;
      pages.push(page);
      if (page.nextCursor === null) return pages;
      cursor = page.nextCursor as string;
    }
  };
  /** The pages of upstream itself, as they must come out of the store. */
  const expectedPages = async (query: ExportQuery) =>
    (await exportOfUpstream(stage, query)).map(({ nextCursor, ...page }) => ({
      ...page,
      messages: withUsers(page.messages),
      nextCursor: nextCursor === null ? null : expect.any(String),
      traceId: 'our trace',
    }));
  const someConversation = () => {
    const counts = new Map<string, number>();
    for (const { conversationId } of messagesOf(stage)) counts.set(conversationId, (counts.get(conversationId) ?? 0) + 1);
    const [found] = [...counts].sort((a, b) => b[1] - a[1]);
    if (!found) throw new Error('The world has no conversation.');
    return found[0];
  };

  it('has every message to the last field, whatever its kind, with its user added where upstream names none', async () => {
    const added = new Set<unknown>();
    for (const one of messagesOf(stage)) {
      const body = await message(one.id);
      expect(body).toEqual({ message: filled(one, users), traceId: 'our trace' });
      added.add((body?.message as Body).userIdSource);
    }
    expect(stage.sandbox.requests).toEqual([]);
    // What upstream names itself has no source; who belongs to nobody has nothing added.
    expect([...added].sort()).toEqual(['contact', 'conversation', undefined]);
  });

  it('has every conversation, page by page, as upstream lists it', async () => {
    const conversations = [...new Set(messagesOf(stage).map(({ conversationId }) => conversationId))].slice(0, 40);
    for (const conversationId of [someConversation(), ...conversations]) {
      for (let lastMessageId: string | undefined; ;) {
        const upstream = await askUpstream(stage, `/conversations/${conversationId}/messages`, { limit: 7, lastMessageId });
        const page = upstream.messages as Body;
        expect(await conversation({ conversationId, limit: 7, lastMessageId })).toEqual({
          messages: { ...page, messages: withUsers(page.messages) },
          traceId: 'our trace',
        });
        if (page.nextPage !== true) break;
        lastMessageId = String(page.lastMessageId);
      }
    }
  });

  it('takes twenty of a conversation where no limit is given, and the types asked for', async () => {
    const conversationId = someConversation();
    for (const types of [undefined, ['TYPE_CALL', 'TYPE_EMAIL'], ['TYPE_WHATSAPP']]) {
      const upstream = await askUpstream(stage, `/conversations/${conversationId}/messages`, { type: types?.join(',') });
      const page = upstream.messages as Body;
      const expected = { messages: { ...page, messages: withUsers(page.messages) }, traceId: 'our trace' };
      expect(await conversation({ conversationId, types })).toEqual(expected);
    }
  });

  it.each<[string, Partial<ExportQuery>]>([
    ['all', {}],
    ['all, oldest first', { sortOrder: 'asc' }],
    ['what is not there', { channel: 'Instagram', contactId: 'nobody' }],
  ])('lists %s as upstream does, by creation and by update', async (_, given) => {
    for (const query of [BY_CREATION, BY_UPDATE].map((one) => ({ ...one, ...given }))) {
      expect(await exportAll(query)).toEqual(await expectedPages(query));
    }
  });

  it('lists one conversation, one contact and a period as upstream does', async () => {
    const conversationId = someConversation();
    const contactId = messagesOf(stage).find((one) => one.conversationId === conversationId && one.contactId)?.contactId;
    const days = (count: number) => stage.clock.now() - count * 1_440 * MINUTE_MS + 1;
    const queries: ExportQuery[] = [
      { ...BY_CREATION, limit: 10, conversationId },
      { ...BY_UPDATE, limit: 10, conversationId, contactId, sortOrder: 'asc' },
      { ...BY_CREATION, startDate: days(60), endDate: days(20) },
      { ...BY_CREATION, startDate: days(60), sortOrder: 'asc' },
      { ...BY_UPDATE, startDate: 0, endDate: stage.clock.now() },
      { ...BY_CREATION, startDate: -8.64e15, endDate: 8.64e15 },
    ];
    for (const query of queries) {
      expect(await exportAll(query)).toEqual(await expectedPages(query));
    }
  });

  it('lists a channel as upstream does where no type is there that it may or may not include', async () => {
    const unknown = messagesOf(stage).filter(({ messageType }) => messageType === 'TYPE_FUTURE_THING');
    const startDate = 1 + Math.max(...unknown.map(({ dateAdded }) => Date.parse(dateAdded)));
    const sizes: number[] = [];
    for (const channel of ['Email', 'SMS', 'WhatsApp', 'Facebook']) {
      const query = { ...BY_CREATION, limit: 10, channel, startDate };
      const pages = await exportAll(query);
      expect(pages).toEqual(await expectedPages(query));
      sizes.push(Number(pages?.[0]?.total));
    }
    expect(Math.min(...sizes.slice(0, 2))).toBeGreaterThan(0);
  });

  it('leaves to upstream what may be another list under some reading of what upstream leaves undocumented', async () => {
    const all = messagesOf(stage);
    const middle = Date.parse([...all].sort((a, b) => (a.dateAdded < b.dateAdded ? -1 : 1))[700]?.dateAdded ?? '');
    const withoutContact = all.find(({ contactId, type }) => contactId === undefined && type !== 3);
    const inferred = stage.sandbox.world.conversations.get(withoutContact?.conversationId ?? '')?.contactId;
    const ambiguous: [string, ExportQuery][] = [
      ['whether dates bound the creation', { ...BY_UPDATE, startDate: middle + 1 }],
      ['whether dates bound the creation, up to one', { ...BY_UPDATE, endDate: middle + 1 }],
      ['whether a bound is inclusive', { ...BY_CREATION, startDate: middle }],
      ['whether a voicemail is a call', { ...BY_CREATION, channel: 'Call' }],
      ['what an unknown type is', { ...BY_CREATION, channel: 'SMS' }],
      ['what an unknown type is, if no e-mail', { ...BY_UPDATE, channel: 'Email' }],
      ['whether a contact is known by its conversation', { ...BY_CREATION, contactId: inferred }],
    ];
    for (const [doubt, query] of ambiguous) expect([doubt, await exportPage(query)]).toEqual([doubt, null]);
    const unprefixed = all.find(({ messageType }) => messageType === 'SMS');
    expect(await conversation({ conversationId: unprefixed?.conversationId ?? '', types: ['TYPE_SMS'] })).toBeNull();
    expect(await conversation({ conversationId: someConversation(), types: ['TYPE_VOICEMAIL'] })).toBeNull();
  });

  it('leaves to upstream what is not there: only upstream can say that it isn’t', async () => {
    expect(await message('unknown')).toBeNull();
    expect(await conversation({ conversationId: 'unknown' })).toBeNull();
    expect(await conversation({ conversationId: someConversation(), lastMessageId: 'unknown' })).toBeNull();
    expect(await readsOf(stage).messageFromStore('another location', messagesOf(stage)[0]?.id ?? '')).toBeNull();
    expect(await exportPage({ ...BY_CREATION, cursor: 'one of upstream’s' })).toBeNull();
    expect([
      await message('\0'),
      await conversation({ conversationId: '\0' }),
      await exportPage({ ...BY_UPDATE, contactId: '\0' }),
    ]).toEqual([null, null, null]);
  });

  it('answers no longer than the copy is fresh, and again as soon as it is', async () => {
    const [first] = messagesOf(stage);
    const id = first?.id ?? '';
    stage.clock.advance(20_000);
    expect((await readsOf(stage).messageFromStore(stage.locationId, id))?.ageMs).toBe(20_000);
    expect(await message(id, 10_000)).toBeNull();
    stage.clock.advance(20_000);
    expect([await message(id), await conversation({ conversationId: someConversation() }), await exportPage(BY_CREATION)]).toEqual([
      null,
      null,
      null,
    ]);
    stage.sandbox.world.updateMessage(id, { status: 'changed' });
    stage.clock.advance(10_000);
    await walkAll(stage);
    const changed = messagesOf(stage).filter((one) => one.id === id);
    expect([(await message(id))?.message]).toEqual(withUsers(changed));
    expect(changed[0]?.status).toBe('changed');
  });

  it('goes on under its cursor where it was, though messages come and change meanwhile', async () => {
    const expected = (await exportOfUpstream(stage, BY_CREATION)).flatMap(({ messages }) => messages.map(({ id }) => id));
    const first = await exportPage(BY_CREATION);
    const ids = (page: Body | null) => (page?.messages as Body[]).map(({ id }) => id);
    const seen = ids(first);
    for (const id of expected.slice(50, 400)) stage.sandbox.world.updateMessage(id, { status: 'changed' });
    stage.sandbox.world.addMessage({ body: 'New' });
    stage.clock.advance(10 * MINUTE_MS);
    await walkAll(stage);
    for (let cursor = first?.nextCursor; cursor !== null;) {
      const page = await exportPage({ ...BY_CREATION, cursor: cursor as string });
      seen.push(...ids(page));
      expect(page?.total).toBe(expected.length);
      cursor = page?.nextCursor;
    }
    expect(seen).toEqual(expected);
    await expect(exportPage({ ...BY_UPDATE, cursor: String(first?.nextCursor) })).rejects.toMatchObject({ code: 'cursor-of-other-query' });
  });
});
