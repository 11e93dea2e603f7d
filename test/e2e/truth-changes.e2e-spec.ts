import { Message } from '../../apps/sandbox/src/create-sandbox';
import { expectSame, readAll } from './truth.paging';
import { Answered, expectedOf, truthOf, typesOf, Wanted } from './truth.reference';
import { setStage, Stage, upstreamCalls } from './truth.stage';

const NO_CACHE = { 'cache-control': 'no-cache' };
/** Longer than upstream takes to show a change. */
const SHOWN_MS = 6_000;
/** No e-mail: its walk is one more. */
const TYPES = ['TYPE_CALL', 'TYPE_SMS', 'TYPE_VOICEMAIL'];
const ALL: Wanted = { type: TYPES, includeContact: true };

describe('a location that changes, against the truth of upstream', () => {
  let stage: Stage;

  beforeEach(async () => {
    stage = await setStage({ messages: 1_500 });
  });

  afterEach(() => stage.close());

  const truth = () => truthOf(stage.sandbox.world, stage.locationId);
  const expected = (wanted: Wanted = ALL) => expectedOf(truth(), wanted);
  const fresh = (wanted: Wanted = ALL) => readAll(stage, wanted, { headers: NO_CACHE });
  const ofConversation = (id: string) => expected().filter(({ conversationId }) => conversationId === id);
  const conversationWhere = (holds: (messages: readonly Answered[]) => boolean) => {
    const id = [...stage.sandbox.world.conversations.keys()].find((one) => holds(ofConversation(one)));
    if (id === undefined) throw new Error('The world has no such conversation.');
    return id;
  };

  /** Updates and adds messages, one of each a page, and lets upstream show them. */
  const changesBetweenPages = (untilPage: number, touched: string[] = []) => {
    const ids = expected().map(({ id }) => id);
    const userId = stage.sandbox.world.users.keys().next().value;
    return (page: number) => {
      if (page > untilPage) return;
      const { world } = stage.sandbox;
      // Early ones that were read already, late ones that were not, some that nobody was named on before.
      for (const index of [page * 7, ids.length - page * 11]) {
        const id = ids[index] ?? '';
        world.updateMessage(id, { status: `changed-${page}`, userId: world.messages.get(id)?.userId ?? userId });
        touched.push(id);
      }
      touched.push(world.addMessage({ conversationId: world.messages.get(ids[page * 5] ?? '')?.conversationId, body: `New ${page}` }).id);
      stage.clock.advance(SHOWN_MS);
    };
  };

  it('shows the final state of every message to who pages upwards with no-cache', async () => {
    const pages = await readAll(stage, ALL, { limit: 100, headers: NO_CACHE, between: changesBetweenPages(10) });
    // A message that changed is seen again, further up; the last time counts.
    const lastSeen = [...new Map(pages.map((message) => [message.id, message])).values()];
    const byOrder = new Map(lastSeen.map((message) => [message.id, message]));
    expectSame(
      expected().map(({ id }) => byOrder.get(id) ?? { id, missing: true }),
      expected(),
    );
    expect(byOrder.size).toBe(expected().length);
  });

  it.each(['cursor', 'lastMessageId'] as const)('shows every untouched message once to who pages downwards by %s', async (by) => {
    const before = expected({ ...ALL, sort: 'desc' });
    const touched: string[] = [];
    const change = changesBetweenPages(10, touched);
    const pages = await readAll(stage, { ...ALL, sort: 'desc' }, { limit: 100, by, headers: NO_CACHE, between: change });
    const isUntouched = ({ id }: Answered) => !touched.includes(id);
    expectSame(pages.filter(isUntouched), before.filter(isUntouched));
    expect(new Set(pages.map(({ id }) => id)).size).toBe(pages.length);
  });

  it('shows new and changed messages with no-cache, for at most two calls of upstream', async () => {
    await fresh();
    const { world } = stage.sandbox;
    const conversationId = conversationWhere((messages) => messages.length > 3);
    for (let i = 0; i < 20; i += 1) world.addMessage({ conversationId, body: `New ${i}`, direction: i % 2 === 0 ? 'inbound' : 'outbound' });
    world.updateMessage(expected()[3]?.id ?? '', { status: 'failed' });
    stage.clock.advance(SHOWN_MS);
    stage.sandbox.clearRequests();
    expectSame(await fresh(), expected());
    expect(upstreamCalls(stage).length).toBeLessThanOrEqual(2);
  });

  it('asks upstream nothing within the age that the client accepts', async () => {
    await fresh();
    stage.clock.advance(20_000);
    stage.sandbox.clearRequests();
    expectSame(await readAll(stage, ALL), expected());
    expect(stage.sandbox.requests).toEqual([]);
  });

  it('finds what was added in an hour of silence, in conversations old and new', async () => {
    await fresh();
    const { world } = stage.sandbox;
    for (let i = 0; i < 30; i += 1) {
      stage.clock.advance(120_000);
      const userId = i % 3 === 0 ? world.users.keys().next().value : undefined;
      const message: Partial<Message> =
        i % 4 === 0
          ? { conversationId: `new-${i}`, contactId: `contact-${i}` }
          : { conversationId: expected()[i * 9]?.conversationId as string };
      world.addMessage({ ...message, userId, body: `Later ${i}` });
      world.updateMessage(expected()[i * 13]?.id ?? '', { status: 'undelivered' });
    }
    stage.clock.advance(SHOWN_MS);
    expectSame(await fresh(), expected());
    expectSame(await fresh({ ...ALL, type: typesOf(truth()) }), expected({ ...ALL, type: typesOf(truth()) }));
  });

  it('shows a contact’s new name on all its messages once a new message came', async () => {
    await fresh();
    const { world } = stage.sandbox;
    for (const holds of [(source: unknown) => source === 'conversation', (source: unknown) => source === 'contact']) {
      const conversationId = conversationWhere(
        (messages) => messages.length > 2 && messages.some(({ userIdSource }) => holds(userIdSource)),
      );
      const contactId = world.conversations.get(conversationId)?.contactId ?? '';
      world.updateContact(contactId, { firstName: 'Zoë', lastName: 'Nguyễn', companyName: undefined, email: 'zoe@example.com' });
      world.addMessage({ conversationId, body: 'It’s me' });
      stage.clock.advance(SHOWN_MS);
      const messages = (await fresh()).filter((message) => message.conversationId === conversationId);
      expectSame(messages, ofConversation(conversationId));
      expect(new Set(messages.map(({ fullName }) => fullName))).toEqual(new Set(['Zoë Nguyễn']));
    }
  });

  it('leaves messages with who had the conversation then when it is given to another', async () => {
    const { world } = stage.sandbox;
    await fresh();
    const conversationId = conversationWhere(
      (messages) => messages.filter(({ userIdSource }) => userIdSource === 'conversation').length > 2,
    );
    const before = ofConversation(conversationId);
    const former = world.conversations.get(conversationId)?.assignedTo;
    const next = [...world.users.keys()].find((id) => id !== former) ?? '';
    stage.clock.advance(3_600_000);
    world.assignConversation(conversationId, next);
    stage.clock.advance(1_000);
    const added = world.addMessage({ conversationId, body: 'Who is there now?' });
    stage.clock.advance(SHOWN_MS);
    const after = (await fresh()).filter((message) => message.conversationId === conversationId);
    expectSame(after.slice(0, -1), before);
    expect(after.at(-1)).toMatchObject({ id: added.id, userId: next, userIdSource: 'conversation' });
  });

  it('gives messages that had nobody to whom the conversation is assigned later', async () => {
    const { world } = stage.sandbox;
    await fresh();
    const conversationId = conversationWhere((messages) => messages.filter(({ userIdSource }) => userIdSource === 'none').length > 1);
    const [userId] = world.users.keys();
    stage.clock.advance(3_600_000);
    world.assignConversation(conversationId, userId ?? '');
    world.addMessage({ conversationId });
    stage.clock.advance(SHOWN_MS);
    expectSame(await fresh(), expected());
    expect(ofConversation(conversationId).some(({ userIdSource }) => userIdSource === 'conversation')).toBe(true);
  });
});
