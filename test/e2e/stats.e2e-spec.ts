import { setStage, Stage } from './truth.stage';

interface Shown {
  readonly messageType: string;
  readonly status: string | null;
  readonly userId: string | null;
  readonly dateAdded: string;
  readonly meta?: { readonly call?: { readonly duration?: number | null; readonly status?: string | null } };
}

describe('GET /messages/stats', () => {
  let stage: Stage;
  let path: string;

  beforeAll(async () => {
    stage = await setStage({ messages: 500 });
    path = `/messages/stats?locationId=${stage.locationId}&type=TYPE_CALL,TYPE_SMS`;
  });

  afterAll(() => stage.close());

  const shown = async (): Promise<Shown[]> =>
    (await stage.api.get(`/messages/search?locationId=${stage.locationId}&type=TYPE_CALL,TYPE_SMS&limit=1000`)).body.messages
      .messages as Shown[];
  const countsOf = (messages: readonly Shown[]) => {
    const calls = messages.filter(({ messageType }) => messageType === 'TYPE_CALL');
    const outcomeOf = ({ meta, status }: Shown) => meta?.call?.status ?? status ?? '';
    const answered = calls.filter((call) => ['completed', 'answered'].includes(outcomeOf(call)));
    const seconds = answered.flatMap(({ meta }) => meta?.call?.duration ?? []).sort((a, b) => a - b);
    const middle = [seconds[Math.floor((seconds.length - 1) / 2)], seconds[Math.floor(seconds.length / 2)]];
    return {
      count: messages.length,
      answered: answered.length,
      missed: calls.filter((call) => ['busy', 'canceled', 'no-answer', 'voicemail'].includes(outcomeOf(call))).length,
      talkTime: {
        totalSeconds: seconds.reduce((sum, one) => sum + one, 0),
        medianSeconds: seconds.length === 0 ? null : ((middle[0] ?? 0) + (middle[1] ?? 0)) / 2,
      },
    };
  };

  it('counts by user with their names, reading what is missing first', async () => {
    const { status, headers, body } = await stage.api.get(`${path}&groupBy=user`);
    const messages = await shown();
    const ids = [...new Set(messages.map(({ userId }) => userId))].filter((id) => id !== null).sort();
    const rows = [...ids, null].map((id) => {
      const user = stage.sandbox.world.users.get(id ?? '');
      return {
        user: user ? { id, name: user.name, email: user.email } : null,
        ...countsOf(messages.filter(({ userId }) => userId === id)),
      };
    });
    expect({ status, body }).toEqual({
      status: 200,
      body: {
        ...{ groupBy: ['user'], timezone: 'UTC', rows, total: countsOf(messages), complete: true },
        ...{ asOf: expect.any(String) as string, traceId: headers.get('x-trace-id') },
      },
    });
    expect(headers.get('age')).toMatch(/^\d+$/);
    expect(body.total.answered).toBeGreaterThan(0);
    expect(body.total.missed).toBeGreaterThan(0);
  });

  it('counts the days of a time zone, whole days from the first to the last', async () => {
    const timezone = 'America/New_York';
    const calendar = new Intl.DateTimeFormat('en-CA', { timeZone: timezone, dateStyle: 'short' });
    const messages = await shown();
    const days = [...new Set(messages.map(({ dateAdded }) => calendar.format(Date.parse(dateAdded))))].sort();
    const wanted = days.slice(2, 6);
    const { body } = await stage.api.get(`${path}&groupBy=day&timezone=${timezone}&startDate=${wanted[0]}&endDate=${wanted.at(-1)}`);
    const of = (day: string) => messages.filter(({ dateAdded }) => calendar.format(Date.parse(dateAdded)) === day);
    expect(body.rows).toEqual(wanted.map((day) => ({ day, ...countsOf(of(day)) })));
    expect(body.total).toEqual(countsOf(wanted.flatMap(of)));
    const [first] = messages;
    const moment = Date.parse(first?.dateAdded ?? '');
    const exactly = await stage.api.get(`${path}&startDate=${moment}&endDate=${first?.dateAdded}`);
    expect(exactly.body).toMatchObject({ rows: [], total: countsOf(messages.filter(({ dateAdded }) => Date.parse(dateAdded) === moment)) });
  });

  it('narrows by user, direction and status', async () => {
    const messages = await shown();
    const nobodys = await stage.api.get(`${path}&userId=none&allowPartial=true`);
    expect(nobodys.body.total).toEqual(countsOf(messages.filter(({ userId }) => userId === null)));
    const completed = await stage.api.get(`${path}&status=completed&direction=inbound&groupBy=status,direction`);
    expect(completed.body.rows).toMatchObject([{ status: 'completed', direction: 'inbound' }]);
  });

  it('spares the caller a report that it has, until a message changes', async () => {
    const tag = (await stage.api.get(`${path}&groupBy=status`)).headers.get('etag') ?? '';
    const headers = { 'if-none-match': tag };
    expect((await stage.api.get(`${path}&groupBy=status`, { headers })).status).toBe(304);
    expect((await stage.api.get(`${path}&groupBy=direction`, { headers })).status).toBe(200);
    const [message] = stage.sandbox.world.messagesOf(stage.locationId).filter(({ messageType }) => messageType === 'TYPE_CALL');
    stage.sandbox.world.updateMessage(message?.id ?? '', { status: 'busy' });
    stage.clock.advance(86_400_000);
    expect((await stage.api.get(`${path}&groupBy=status`, { headers })).status).toBe(200);
  });

  it('tells what is allowed', async () => {
    const { status, body } = await stage.api.get(
      `${path}&groupBy=week&timezone=Nowhere/Else&startDate=2025-05-02&endDate=2025-05-01&limit=5`,
    );
    expect({ status, message: body.message }).toEqual({
      status: 422,
      message: [
        '"limit" is not a parameter; allowed are locationId, type, startDate, endDate, timezone, groupBy, allowPartial, userId, direction, status',
        'endDate must not be before startDate; given "2025-05-01" and startDate "2025-05-02"',
        'timezone must be a time zone of the IANA database, such as UTC, Europe/Berlin or America/New_York; given "Nowhere/Else"',
        'groupBy must be some of user, day, direction, status, each once, comma separated; given ["week"]',
      ],
    });
    const badDate = await stage.api.get(`${path}&startDate=yesterday`);
    expect(badDate.body.message).toEqual([
      'startDate must be a date (2026-01-31), epoch milliseconds or ISO 8601 with an offset (2026-01-31T12:00:00Z), in the years 1 to 9999; given "yesterday"',
    ]);
  });
});
