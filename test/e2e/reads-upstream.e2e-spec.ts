import { ExportQuery, UpstreamRead } from '@app/messages';
import { SandboxOptions } from '../../apps/sandbox/src/create-sandbox';
import { askUpstream, Body, credentialOf, exportOfUpstream, filled, messagesOf, readsOf, usersOf, walkAll } from './reads.stage';
import { setStage, Stage } from './truth.stage';

const OPTIONS = { timeoutMs: 20_000 };
const CURSOR_DIES_MS = 120_001;
const QUERY: ExportQuery = { limit: 100, sortBy: 'createdAt', sortOrder: 'desc' };
const ORDERS = (['createdAt', 'updatedAt'] as const).flatMap((sortBy) =>
  (['desc', 'asc'] as const).map((sortOrder): ExportQuery => ({ ...QUERY, sortBy, sortOrder })),
);
const orderOf = ({ sortBy, sortOrder }: ExportQuery) => `${sortBy} ${sortOrder}`;

describe('upstream’s reads passed through', () => {
  let stage: Stage;

  const start = async (options: Partial<SandboxOptions> = {}) => {
    stage = await setStage({ messages: 900, ...options });
  };

  afterEach(() => stage.close());

  const exported = (query: ExportQuery): Promise<UpstreamRead> => readsOf(stage).exportFromUpstream(credentialOf(stage), query, OPTIONS);
  const messagesIn = ({ body }: UpstreamRead) => body.messages as Body[];
  const calls = () => stage.sandbox.requests.map(({ path }) => path);
  /** Reads a list to its end; `between` runs before each further page. */
  const readAll = async (query: ExportQuery, between: (page: number) => Promise<void> | void = () => undefined) => {
    const pages = [await exported(query)];
    for (let cursor = pages[0]?.body.nextCursor; typeof cursor === 'string';) {
      await between(pages.length);
      const page = await exported({ ...query, cursor });
      pages.push(page);
      cursor = page.body.nextCursor;
    }
    return pages;
  };
  const idsOf = (pages: readonly UpstreamRead[]) => pages.flatMap(messagesIn).map(({ id }) => id);
  const trueIds = async (query: ExportQuery) =>
    (await exportOfUpstream(stage, query)).flatMap(({ messages }) => messages.map(({ id }) => id));

  it('shows a message as upstream sends it, its user found in two look-ups at most, in none where upstream names one', async () => {
    await start();
    const users = usersOf(stage);
    for (const message of messagesOf(stage).slice(0, 150)) {
      stage.sandbox.clearRequests();
      const read = await readsOf(stage).messageFromUpstream(credentialOf(stage), message.id, OPTIONS);
      expect(read).toEqual({ body: { message: filled(message, users) }, traceId: expect.any(String), locationId: stage.locationId });
      expect(calls().length).toBeLessThanOrEqual(message.userId === undefined ? 3 : 1);
    }
  });

  it('shows a conversation as upstream sends it, its users found for all of it at once', async () => {
    await start();
    const users = usersOf(stage);
    const { conversationId } = messagesOf(stage).find(({ userId }) => userId === undefined) ?? { conversationId: '' };
    const { messages } = await askUpstream<{ messages: Body }>(stage, `/conversations/${conversationId}/messages`, { limit: 50 });
    stage.sandbox.clearRequests();
    const read = await readsOf(stage).conversationMessagesFromUpstream(credentialOf(stage), { conversationId, limit: 50 }, OPTIONS);
    const expected = (messages.messages as ReturnType<typeof messagesOf>).map((message) => filled(message, users));
    expect(read.body).toEqual({ messages: { ...messages, messages: expected } });
    expect(calls().length).toBeLessThanOrEqual(3);
  });

  it('shows conversations as upstream finds them', async () => {
    await start();
    const { traceId, ...body } = await askUpstream(stage, '/conversations/search', { locationId: stage.locationId, limit: 5, sort: 'asc' });
    const read = await readsOf(stage).searchConversationsFromUpstream(credentialOf(stage), { limit: 5, sort: 'asc' }, OPTIONS);
    expect(read).toEqual({ body, traceId: expect.any(String), locationId: stage.locationId });
    expect(traceId).not.toBe(read.traceId);
  });

  it('fills in the users of a page of an export in bulk, and none but those that a search tells', async () => {
    await start();
    const users = usersOf(stage);
    const [page] = await exportOfUpstream(stage, { ...QUERY, limit: 500 });
    stage.sandbox.clearRequests();
    const read = await exported({ ...QUERY, limit: 500 });
    const asked = calls().length - 1;
    const withoutUser = page?.messages.filter(({ userId }) => userId === undefined) ?? [];
    const conversations = new Set(withoutUser.map(({ conversationId }) => conversationId));
    expect(asked).toBeLessThanOrEqual(Math.ceil(conversations.size / 100) + 1);
    const shown = messagesIn(read);
    const wholly = page?.messages.map((message) => filled(message, users)) ?? [];
    // What a few requests don't bring is left as upstream sent it; on the newest page that is next to nothing.
    expect(shown).toEqual(shown.map((message, index) => (message.userIdSource ? wholly[index] : page?.messages[index])));
    const isFilled = ({ userIdSource }: Body) => userIdSource !== undefined;
    expect(shown.filter(isFilled).length).toBeGreaterThanOrEqual(wholly.filter(isFilled).length * 0.95);
    expect({ ...read.body, messages: [] }).toEqual({ messages: [], nextCursor: expect.any(String), total: page?.total });
  });

  it('asks for nobody once it is stored whom the messages belong to', async () => {
    await start();
    await walkAll(stage);
    const users = usersOf(stage);
    const [page] = await exportOfUpstream(stage, QUERY);
    stage.sandbox.clearRequests();
    expect(messagesIn(await exported(QUERY))).toEqual(page?.messages.map((message) => filled(message, users)));
    expect(calls()).toEqual(['/conversations/messages/export']);
  });

  it('answers without users that can’t be looked up', async () => {
    await start();
    const [first] = await exportOfUpstream(stage, QUERY);
    stage.sandbox.faults.always({ path: '/conversations/search' }, { kind: 'status', status: 403 });
    expect(messagesIn(await exported(QUERY))).toEqual(first?.messages);
  });

  it.each(ORDERS.map((query) => [orderOf(query), query] as const))('lists all by %s under cursors of its own', async (_, query) => {
    await start();
    expect(idsOf(await readAll(query))).toEqual(await trueIds(query));
  });

  describe.each([
    { endDateReading: 'sorted', endDateInclusive: true },
    { endDateReading: 'sorted', endDateInclusive: false },
    { endDateReading: 'created', endDateInclusive: true },
  ] as const)('where upstream bounds dates as in %j and its cursor dies before every page', (reading) => {
    const letDie = () => stage.clock.advance(CURSOR_DIES_MS);

    it.each(ORDERS.map((query) => [orderOf(query), query] as const))(
      'loses and repeats nothing by %s, of all and of a period',
      async (_, query) => {
        await start(reading);
        const dates = messagesOf(stage).map(({ dateAdded }) => Date.parse(dateAdded));
        const [startDate, endDate] = [200, 700].map((index) => dates.sort((a, b) => a - b)[index]);
        for (const one of [query, { ...query, startDate, endDate }]) {
          const expected = await trueIds(one);
          const pages = await readAll(one, letDie);
          expect(idsOf(pages)).toEqual(expected);
          expect(pages.map(({ body }) => body.total)).toEqual(pages.map(() => expected.length));
        }
      },
    );
  });

  it('goes on by creation where it was, though messages come and change before every page', async () => {
    await start();
    const expected = await trueIds(QUERY);
    const pages = await readAll(QUERY, (page) => {
      for (const id of expected.slice(page * 50, page * 150)) stage.sandbox.world.updateMessage(id, { status: `changed ${page}` });
      stage.sandbox.world.addMessage({ body: 'New' });
      stage.clock.advance(CURSOR_DIES_MS);
    });
    expect(idsOf(pages)).toEqual(expected);
  });

  it('goes on at upstream with a list that the store began', async () => {
    await start();
    await walkAll(stage);
    const expected = await trueIds(QUERY);
    const begun = await readsOf(stage).exportFromStore(credentialOf(stage), QUERY);
    const first = JSON.parse(begun?.render('').toString() ?? '') as { messages: Body[]; nextCursor: string };
    const rest = [await exported({ ...QUERY, cursor: first.nextCursor })];
    for (let cursor = rest[0]?.body.nextCursor; typeof cursor === 'string'; cursor = rest.at(-1)?.body.nextCursor)
      rest.push(await exported({ ...QUERY, cursor }));
    expect([...first.messages.map(({ id }) => id), ...idsOf(rest)]).toEqual(expected);
    expect(rest.map(({ body }) => body.total)).toEqual(rest.map(() => expected.length));
  });

  it('passes cursors on that are not its own', async () => {
    await start();
    const [first, second] = await exportOfUpstream(stage, QUERY);
    const read = await exported({ ...QUERY, cursor: first?.nextCursor ?? '' });
    expect(messagesIn(read).map(({ id }) => id)).toEqual(second?.messages.map(({ id }) => id));
    await expect(exported({ ...QUERY, cursor: 'nonsense' })).rejects.toMatchObject({ code: 'bad-request' });
    const own = (await exported(QUERY)).body.nextCursor as string;
    await expect(exported({ ...QUERY, channel: 'SMS', cursor: own })).rejects.toMatchObject({ code: 'cursor-of-other-query' });
  });

  it('never shows what is stored to a token that upstream does not accept', async () => {
    await start();
    await walkAll(stage);
    const query: ExportQuery = { ...QUERY, sortBy: 'updatedAt', sortOrder: 'asc' };
    const begun = await readsOf(stage).exportFromStore(credentialOf(stage), query);
    const { nextCursor } = JSON.parse(begun?.render('').toString() ?? '') as { nextCursor: string };
    const credential = { locationId: stage.locationId, token: 'of-somebody-else' };
    const read = readsOf(stage).exportFromUpstream(credential, { ...query, cursor: nextCursor }, OPTIONS);
    await expect(read).rejects.toMatchObject({ code: 'unauthorized' });
  });
});
