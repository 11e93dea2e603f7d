import { Message } from '../../apps/sandbox/src/create-sandbox';
import { FaultStage, LOCATION, setStage } from '../faults/stage.fixture';
import { Answer } from '../harness/test-api';
import {
  askedOf,
  askUpstream,
  bodyOf,
  CONVERSATIONS,
  conversationsPath,
  cover,
  EXPORT,
  exportPath,
  messagePath,
  messagesIn,
  messagesPath,
  NO_CACHE,
  withUsers,
} from './conversations.fixture';

describe("upstream's reads once the location was walked", () => {
  let stage: FaultStage;
  let message: Message;
  const servedBy = ({ headers }: Answer) => ({ by: headers.get('x-served-by'), age: headers.get('age') });
  const maxAge = (seconds: number) => ({ headers: { 'cache-control': `max-age=${seconds}` } });

  beforeEach(async () => {
    stage = await setStage({ sandbox: { messages: 700 } });
    await cover(stage);
    const messages = stage.sandbox.world.messagesOf(LOCATION);
    // Where upstream spells a type in two ways, nobody knows which it takes for the other.
    const spelt = new Set(
      messages.filter(({ messageType }) => !messageType.startsWith('TYPE_')).map(({ conversationId }) => conversationId),
    );
    message = messages.find(
      ({ userId, type, conversationId }) => userId === undefined && type === 1 && !spelt.has(conversationId),
    ) as Message;
  });

  afterEach(() => stage.close());

  it.each<[string, () => string]>([
    ['a message', () => messagePath(message.id)],
    ["a conversation's messages", () => messagesPath(message.conversationId, { limit: 3 })],
    ["a conversation's calls", () => messagesPath(message.conversationId, { type: 'TYPE_CALL' })],
    ['an export', () => exportPath({ limit: 500 })],
    ['an export by update date', () => exportPath({ limit: 10, sortBy: 'updatedAt', sortOrder: 'asc' })],
    ["a conversation's export", () => exportPath({ conversationId: message.conversationId })],
  ])('answer %s out of the store, as upstream would and with all its users, without asking it', async (_, pathOf) => {
    stage.clock.advance(12_000);
    const path = pathOf();
    const answer = await stage.api.get(path);
    expect({ ...servedBy(answer), asked: askedOf(stage) }).toEqual({ by: 'store', age: '12', asked: [] });
    expect(bodyOf(answer)).toEqual(withUsers(stage.sandbox, await askUpstream(stage.sandbox, path)));
    const passedThrough = await stage.api.get(path, NO_CACHE);
    expect(servedBy(passedThrough)).toEqual({ by: 'upstream', age: null });
    expect(bodyOf(passedThrough)).toEqual(bodyOf(answer));
  });

  it('page through an export out of the store, none missing and none twice, though no page is asked for in time', async () => {
    const all: unknown[] = [];
    for (let cursor: string | null | undefined; cursor !== null;) {
      const answer = await stage.api.get(exportPath({ limit: 150, ...(cursor !== undefined && { cursor }) }));
      expect(servedBy(answer).by).toBe('store');
      all.push(...messagesIn(bodyOf(answer)));
      cursor = answer.body.nextCursor as string | null;
      stage.clock.advance(5_000);
    }
    expect(askedOf(stage)).toEqual([]);
    const expected = [await askUpstream(stage.sandbox, exportPath({ limit: 500 }))];
    expected.push(await askUpstream(stage.sandbox, exportPath({ limit: 500, cursor: String(expected[0]?.nextCursor) })));
    expect(all).toEqual(expected.flatMap((page) => messagesIn(withUsers(stage.sandbox, page))));
  });

  it('ask upstream once the copy is older than a request takes', async () => {
    const path = messagePath(message.id);
    stage.clock.advance(12_000);
    expect(servedBy(await stage.api.get(path, maxAge(12)))).toEqual({ by: 'store', age: '12' });
    expect(servedBy(await stage.api.get(path, maxAge(11)))).toEqual({ by: 'upstream', age: null });
    stage.clock.advance(20_000);
    expect(servedBy(await stage.api.get(path))).toEqual({ by: 'upstream', age: null });
    expect(servedBy(await stage.api.get(path, maxAge(60)))).toEqual({ by: 'store', age: '32' });
  });

  it('ask upstream for a message that is not stored', async () => {
    const path = messagePath('a-message-nobody-has');
    expect(await stage.api.get(path)).toMatchObject({ status: 404, body: { message: 'Message not found' } });
    expect(askedOf(stage)).toEqual([path]);
  });

  it("never answer the conversations' search out of the store", async () => {
    expect(servedBy(await stage.api.get(conversationsPath())).by).toBe('upstream');
    expect(askedOf(stage)).toEqual([CONVERSATIONS]);
  });

  it('go on while upstream is down, and say how old what they tell is', async () => {
    stage.sandbox.faults.always(() => true, { kind: 'status', status: 500 });
    stage.clock.advance(29_000);
    expect(servedBy(await stage.api.get(exportPath()))).toEqual({ by: 'store', age: '29' });
  });

  it('go on with a list that was begun out of the store when the copy has become too old', async () => {
    const first = await stage.api.get(exportPath({ limit: 400 }));
    expect(servedBy(first).by).toBe('store');
    stage.clock.advance(180_000);
    const second = await stage.api.get(exportPath({ limit: 400, cursor: String(first.body.nextCursor) }));
    const direct = await askUpstream(stage.sandbox, exportPath({ limit: 400 }));
    const rest = await askUpstream(stage.sandbox, exportPath({ limit: 400, cursor: String(direct.nextCursor) }));
    expect([...messagesIn(bodyOf(first)), ...messagesIn(bodyOf(second))]).toEqual(
      [direct, rest].flatMap((page) => messagesIn(withUsers(stage.sandbox, page))),
    );
  });
});

describe('an export that upstream began', () => {
  it.each([
    ['createdAt', 'desc'],
    ['createdAt', 'asc'],
    ['updatedAt', 'desc'],
    ['updatedAt', 'asc'],
  ])('goes on by %s, %s, though more than two minutes pass before each page', async (sortBy, sortOrder) => {
    const stage = await setStage({ sandbox: { messages: 300 } });
    try {
      const ids: unknown[] = [];
      for (let cursor: string | null | undefined; cursor !== null;) {
        const parameters = { limit: 100, sortBy, sortOrder, ...(cursor !== undefined && { cursor }) };
        const answer = await stage.api.get(exportPath(parameters), NO_CACHE);
        ids.push(...messagesIn(bodyOf(answer)).map(({ id }) => id));
        cursor = answer.body.nextCursor as string | null;
        stage.clock.advance(121_000);
      }
      const direct = await askUpstream(stage.sandbox, exportPath({ limit: 500, sortBy, sortOrder }));
      expect(ids).toEqual(messagesIn(direct).map(({ id }) => id));
      expect(stage.sandbox.requests.filter(({ path, status }) => path === EXPORT && status === 400).length).toBeGreaterThan(0);
    } finally {
      await stage.close();
    }
  });

  it("passes upstream's own cursor on, from a client that comes from there", async () => {
    const stage = await setStage({ sandbox: { messages: 300 } });
    try {
      const direct = await askUpstream(stage.sandbox, exportPath({ limit: 100 }));
      const path = exportPath({ limit: 100, cursor: String(direct.nextCursor) });
      const ids = messagesIn(bodyOf(await stage.api.get(path))).map(({ id }) => id);
      expect(ids).toEqual(messagesIn(await askUpstream(stage.sandbox, path)).map(({ id }) => id));
    } finally {
      await stage.close();
    }
  });
});
