import { readAnswer } from './stream.client';
import { searchPath } from './truth.paging';
import { Answered, hasWords, TrueAnswer, truthOf, typesOf, wordsOf } from './truth.reference';
import { setStage, Stage } from './truth.stage';

describe('a search by words, against the truth of upstream', () => {
  let stage: Stage;
  let truth: TrueAnswer[];
  let type: string[];
  let named: TrueAnswer;

  beforeAll(async () => {
    stage = await setStage({ messages: 3_000 });
    truth = truthOf(stage.sandbox.world, stage.locationId);
    type = typesOf(truth);
    named = truth.find(({ contactFields }) => contactFields.fullName && contactFields.phone && contactFields.email) as TrueAnswer;
  });

  afterAll(() => stage.close());

  const expected = (query: string, isWanted: (answer: TrueAnswer) => boolean = () => true): string[] =>
    truth
      .filter((answer) => hasWords(answer, query))
      .filter(isWanted)
      .map(({ message }) => message.id);
  const get = (query: string, more: Record<string, string> = {}) =>
    stage.api.get(searchPath(stage, { type }, { query, limit: '1000', ...more }));
  const idsOf = (body: { messages: { messages: Answered[] } }) => body.messages.messages.map(({ id }) => id);

  it('finds what has the words in its body or in its contact, in both orders, counted', async () => {
    const word = wordsOf(truth.find(({ message }) => typeof message.body === 'string')?.message.body)[1] ?? '';
    for (const query of [word, String(named.contactFields.fullName), String(named.contactFields.email)]) {
      const found = expected(query);
      expect(found.length).toBeGreaterThan(0);
      const { status, body } = await get(query, { includeTotal: 'true' });
      expect({ status, complete: body.complete, ids: idsOf(body), total: body.total }).toEqual({
        ...{ status: 200, complete: true, ids: found.slice(0, 1_000), total: found.length },
      });
      expect(idsOf((await get(query, { sort: 'desc' })).body)).toEqual([...found].reverse().slice(0, 1_000));
    }
  });

  it('finds the messages of a phone number in any notation, with the other filters', async () => {
    const phone = String(named.contactFields.phone);
    const of = truth.filter(({ contactFields }) => contactFields.phone === phone).map(({ message }) => message.id);
    const national = phone.slice(2);
    for (const query of [phone, phone.slice(1), national, `(${national.slice(0, 3)}) ${national.slice(3, 6)}-${national.slice(6)}`])
      expect(idsOf((await get(query)).body)).toEqual(of);
    const inbound = expected(phone, ({ message }) => message.direction === 'inbound');
    expect(idsOf((await get(phone, { direction: 'inbound' })).body)).toEqual(inbound);
  });

  it('goes through pages by cursor and by lastMessageId, and is a stream', async () => {
    const query = String(named.contactFields.fullName);
    const found = expected(query);
    for (const by of ['cursor', 'lastMessageId']) {
      const ids: string[] = [];
      for (let go: Record<string, string> = {}; ;) {
        const { body } = await get(query, { limit: '1', ...go });
        ids.push(...idsOf(body));
        if (!body.messages.nextPage) break;
        go = { [by]: by === 'cursor' ? body.messages.nextCursor : body.messages.lastMessageId };
      }
      expect(ids).toEqual(found);
    }
    const path = searchPath(stage, { type }, { query });
    const { text } = await readAnswer(stage.api.url + path, { accept: 'application/x-ndjson' });
    const lines = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { id?: string; count?: number });
    expect(lines.slice(0, -1).map(({ id }) => id)).toEqual(found);
    expect(lines.at(-1)).toMatchObject({ complete: true, count: found.length });
  });

  it('takes the words in the body of a POST or in its query, and follows what changes', async () => {
    const parameters = { locationId: stage.locationId, type, query: 'zanzibar "手机"' };
    expect(idsOf((await stage.api.post('/messages/search', parameters)).body)).toEqual([]);
    const { message } = truth.find(({ message: one }) => one.messageType === 'TYPE_SMS') as TrueAnswer;
    stage.sandbox.world.updateMessage(message.id, { body: 'Zanzibar: 我的手机坏了' });
    stage.clock.advance(86_400_000);
    expect(idsOf((await stage.api.post('/messages/search', parameters)).body)).toEqual([message.id]);
    const { query, ...others } = parameters;
    const byQuery = await stage.api.post(`/messages/search?${new URLSearchParams({ query }).toString()}`, others);
    expect(idsOf(byQuery.body)).toEqual([message.id]);
  });
});
