import { ManualClock } from '../clock';
import { createSandbox, Sandbox } from '../create-sandbox';
import { DEFAULT_ANCHOR, SandboxOptions } from '../options';
import { askExport, walkExport } from '../sandbox-client.fixture';
import { MAIN_LOCATION_ID } from '../world/location.entity';
import { addedMs, Message, updatedMs } from '../world/message.entity';

const clock = new ManualClock(0);
let sandbox: Sandbox;
const start = async (options: Partial<SandboxOptions> = {}) => {
  sandbox = await createSandbox({ messages: 2_000, clock, rateLimit: false, ...options });
};
const truth = () => sandbox.world.messagesOf(MAIN_LOCATION_ID);
const ids = (messages: readonly Message[]) => messages.map(({ id }) => id);
const newestUpdateFirst = (a: Message, b: Message) => updatedMs(b) - updatedMs(a) || (a.id < b.id ? 1 : -1);
const isEmail = ({ type }: Message) => type === 3;
const UPDATED = { sortBy: 'updatedAt', limit: 500 };

beforeEach(() => clock.set(DEFAULT_ANCHOR.getTime() + 60_000));
afterEach(() => sandbox.close());

describe('GET /conversations/messages/export', () => {
  it.each([10, 97, 500])('walks everything but e-mail once and in order, at %d a page', async (limit) => {
    await start();
    const expected = truth()
      .filter((message) => !isEmail(message))
      .sort(newestUpdateFirst);
    expect(await walkExport(sandbox.url, { sortBy: 'updatedAt', limit })).toEqual(expected);
    expect(ids(await walkExport(sandbox.url, { sortBy: 'updatedAt', sortOrder: 'asc', limit }))).toEqual(ids(expected).reverse());
  });

  it('sorts by creation, newest first, and takes 100 a page unless told otherwise', async () => {
    await start();
    const { body } = await askExport(sandbox.url);
    const expected = truth()
      .filter((message) => !isEmail(message))
      .sort((a, b) => addedMs(b) - addedMs(a) || (a.id < b.id ? 1 : -1));
    expect(body).toEqual({
      messages: expected.slice(0, 100),
      nextCursor: expect.any(String),
      total: expected.length,
      traceId: expect.any(String),
    });
  });

  it('is a point in time: changes after the first page are not seen through its cursor', async () => {
    await start({ indexDelayMs: 0 });
    const expected = ids(
      truth()
        .filter((message) => !isEmail(message))
        .sort(newestUpdateFirst),
    );
    const first = await askExport(sandbox.url, UPDATED);
    for (const { id } of truth().slice(0, 200)) sandbox.world.updateMessage(id, { status: 'read' });
    sandbox.world.deleteMessage(expected.at(-1) ?? '');
    sandbox.world.addMessage({ body: 'new' });
    const seen = ids(first.body.messages);
    for (let cursor = first.body.nextCursor; cursor !== null;) {
      const { body } = await askExport(sandbox.url, { ...UPDATED, cursor });
      expect(body.total).toBe(expected.length);
      seen.push(...ids(body.messages));
      cursor = body.nextCursor;
    }
    expect(seen).toEqual(expected);
    expect(await walkExport(sandbox.url, UPDATED)).toEqual(
      truth()
        .filter((message) => !isEmail(message))
        .sort(newestUpdateFirst),
    );
  });

  it('keeps a cursor alive by use and lets it die two minutes after the last', async () => {
    await start();
    const { body } = await askExport(sandbox.url, { limit: 10 });
    const cursor = body.nextCursor ?? '';
    for (const waitMs of [120_000, 120_000]) {
      clock.advance(waitMs);
      expect((await askExport(sandbox.url, { limit: 10, cursor })).status).toBe(200);
    }
    clock.advance(120_001);
    const dead = await askExport(sandbox.url, { limit: 10, cursor });
    expect(dead.body).toEqual({ statusCode: 400, message: 'Cursor has expired', error: 'Bad Request', traceId: expect.any(String) });
  });

  it('refuses a cursor that it never gave', async () => {
    await start();
    expect((await askExport(sandbox.url, { cursor: 'nonsense' })).body).toMatchObject({ statusCode: 400, message: 'Invalid cursor' });
  });

  it('shows a change only once the index delay has passed since its dateUpdated', async () => {
    await start({ indexDelayMs: 5_000 });
    const { id, status } = truth()
      .filter((message) => !isEmail(message))
      .sort(newestUpdateFirst)[7] as Message;
    sandbox.world.updateMessage(id, { status: 'changed' });
    const added = sandbox.world.addMessage({ body: 'new' });
    const statusOf = async () => (await walkExport(sandbox.url, UPDATED)).find((message) => message.id === id)?.status;
    clock.advance(4_999);
    expect(await statusOf()).toBe(status);
    expect(ids(await walkExport(sandbox.url, UPDATED))).not.toContain(added.id);
    clock.advance(1);
    expect(await statusOf()).toBe('changed');
    expect(ids(await walkExport(sandbox.url, UPDATED))).toContain(added.id);
  });

  it('filters by channel, conversation and contact', async () => {
    await start();
    const some = truth().find(({ type, contactId }) => type === 1 && contactId) as Message;
    const cases: [Record<string, string>, (message: Message) => boolean][] = [
      [{ channel: 'Call' }, ({ type }) => type === 1 || type === 10],
      [{ channel: 'SMS' }, ({ type }) => type === 2],
      [{ channel: 'Email' }, isEmail],
      [{ conversationId: some.conversationId }, (message) => message.conversationId === some.conversationId && !isEmail(message)],
      [{ contactId: some.contactId ?? '' }, (message) => message.contactId === some.contactId && !isEmail(message)],
    ];
    for (const [query, test] of cases) {
      expect(await walkExport(sandbox.url, { ...UPDATED, ...query })).toEqual(truth().filter(test).sort(newestUpdateFirst));
    }
  });

  it.each([
    ['sorted', true],
    ['sorted', false],
    ['updated', true],
    ['created', true],
    ['created', false],
  ] as const)('bounds the %s date, with endDate inclusive: %s', async (endDateReading, endDateInclusive) => {
    await start({ endDateReading, endDateInclusive });
    const dates = truth()
      .map(updatedMs)
      .sort((a, b) => a - b);
    const [startMs, endMs] = [dates[500] as number, dates[1_500] as number];
    const dateMs = endDateReading === 'created' ? addedMs : updatedMs;
    const isInside = (ms: number) => ms >= startMs && (endDateInclusive ? ms <= endMs : ms < endMs);
    const expected = truth()
      .filter((message) => !isEmail(message) && isInside(dateMs(message)))
      .sort(newestUpdateFirst);
    const query = { ...UPDATED, startDate: startMs, endDate: new Date(endMs).toISOString() };
    expect(ids(await walkExport(sandbox.url, query))).toEqual(ids(expected));
  });

  it('answers 422 with every fault', async () => {
    await start();
    const { body } = await askExport(sandbox.url, { limit: 501, sortBy: 'date', channel: 'Fax', startDate: 'soon' });
    expect(body).toEqual({
      statusCode: 422,
      message: [
        'limit must not be greater than 500',
        'sortBy must be one of the following values: createdAt, updatedAt',
        'channel must be one of the following values: Call, SMS, Email, WhatsApp, Instagram, Facebook',
        'startDate must be a valid date',
      ],
      error: 'Unprocessable Entity',
      traceId: expect.any(String),
    });
    expect((await askExport(sandbox.url, { limit: 9 })).status).toBe(422);
  });

  it('takes larger pages where the option allows them', async () => {
    await start({ exportMaxLimit: 1_000 });
    expect((await askExport(sandbox.url, { limit: 1_000 })).body.messages).toHaveLength(1_000);
  });

  it('ends an empty result at once', async () => {
    await start();
    expect((await askExport(sandbox.url, { contactId: 'nobody' })).body).toEqual({
      messages: [],
      nextCursor: null,
      total: 0,
      traceId: expect.any(String),
    });
  });
});
