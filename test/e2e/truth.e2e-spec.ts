import { expectSame, Paging, readAll, searchPath } from './truth.paging';
import { expectedOf, TrueAnswer, truthOf, typesOf, Wanted } from './truth.reference';
import { setStage, Stage } from './truth.stage';

describe('all 20,000 messages of a location, against the truth of upstream', () => {
  let stage: Stage;
  let truth: TrueAnswer[];
  let type: string[];

  beforeAll(async () => {
    stage = await setStage();
    truth = truthOf(stage.sandbox.world, stage.locationId);
    type = typesOf(truth);
  });

  afterAll(() => stage.close());

  const check = async (wanted: Wanted, paging?: Paging) => expectSame(await readAll(stage, wanted, paging), expectedOf(truth, wanted));
  const valuesOf = (read: (answer: TrueAnswer) => unknown) =>
    [...new Set(truth.map(read))].filter((value) => typeof value === 'string').sort();

  it('answers a window of the past first, before all history is known', async () => {
    const upTo = truth[9_000]?.date;
    await check({ type: ['TYPE_CALL', 'TYPE_SMS'], after: truth[7_000]?.date, upTo, includeContact: true });
  });

  it.each(['asc', 'desc'] as const)('answers every message of every type once, in %s order, each field equal', async (sort) => {
    await check({ type, sort, includeContact: true });
    await check({ type, sort }, { by: 'lastMessageId' });
    await check({ type, sort, includeContact: true }, { limit: 100 });
  });

  it('answers every call by seven', async () => {
    await check({ type: ['TYPE_CALL'], includeContact: true }, { limit: 7 });
    await check({ type: ['TYPE_VOICEMAIL', 'TYPE_EMAIL'], sort: 'desc' }, { limit: 7, by: 'lastMessageId' });
  });

  it('counts them all', async () => {
    const { body } = await stage.api.get(searchPath(stage, { type }, { includeTotal: 'true', limit: '1' }));
    expect(body.total).toBe(20_000);
  });

  it.each(['asc', 'desc'] as const)('narrows by each value of each filter, in %s order', async (sort) => {
    for (const one of type) await check({ type: [one], sort, includeContact: true });
    for (const userId of [...valuesOf(({ message }) => message.userId), 'none', 'nobody-knows']) await check({ type, sort, userId });
    for (const direction of ['inbound', 'outbound']) await check({ type, sort, direction });
    for (const status of valuesOf(({ message }) => message.status)) await check({ type, sort, status });
  });

  it.each(['asc', 'desc'] as const)('narrows by contact and by conversation, by one, in %s order', async (sort) => {
    const nameless = truth.filter(({ message }) => message.contactId === null);
    expect(nameless.length).toBeGreaterThan(20);
    for (const { contactId, message } of [...nameless.slice(0, 3), ...truth.slice(500, 503)]) {
      await check({ type, sort, contactId, includeContact: true }, { limit: 7 });
      await check({ type, sort, conversationId: String(message.conversationId) }, { limit: 7, by: 'lastMessageId' });
    }
    const rare: Wanted = { type: ['TYPE_INSTAGRAM'], sort, includeContact: true };
    await check(rare, { limit: 1 });
    await check(rare, { limit: 1, by: 'lastMessageId' });
  });

  it('narrows by dates, exclusive below and inclusive above, on the very timestamps of messages', async () => {
    // More messages than a page holds share this one.
    const campaign = truth.find(({ date }, index) => truth[index + 1_000]?.date === date)?.date ?? NaN;
    const dates = [campaign, ...[0, 1, 5_000, 12_345, 19_998, 19_999].map((index) => truth[index]?.date ?? NaN)];
    for (const date of dates)
      for (const [after, upTo] of [
        [date - 1, date],
        [date, date + 1],
        [date, undefined],
        [undefined, date],
        [undefined, date - 1],
      ] as const)
        if (after !== date || upTo === undefined) await check({ type, after, upTo, sort: date % 2 === 0 ? 'asc' : 'desc' });
    await check({ type, after: campaign - 1, upTo: campaign, sort: 'desc' }, { limit: 100, by: 'lastMessageId' });
  });
});
