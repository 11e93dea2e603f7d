import { buffer } from 'node:stream/consumers';
import { readCsv } from '../../apps/api/src/search/csv.fixture';
import { MAIN_TOKEN } from '../../apps/sandbox/src/create-sandbox';
import { isWalkPage } from '../faults/upstream-requests.fixture';
import { startTcpProxy, TcpProxy } from '../harness/tcp-proxy';
import { expectSame, searchPath } from './truth.paging';
import { Answered, expectedOf, TrueAnswer, truthOf, Wanted } from './truth.reference';
import { setStage, Stage } from './truth.stage';
import { openStream, readAnswer, readByConnection } from './stream.client';
import { watchReads } from './stream.watch';

const NDJSON = 'application/x-ndjson';
const CSV = 'text/csv';
const CALLS_AND_SMS: Wanted = { type: ['TYPE_CALL', 'TYPE_SMS'] };

describe('a search as a stream', () => {
  let stage: Stage;
  let store: TcpProxy;
  let truth: TrueAnswer[];

  beforeAll(async () => {
    stage = await setStage({ messages: 4_000 }, async (url) => (store = await startTcpProxy(url)).url);
    truth = truthOf(stage.sandbox.world, stage.locationId);
    await stage.api.get(searchPath(stage, CALLS_AND_SMS));
  });
  afterEach(() => {
    store.pass();
    jest.restoreAllMocks();
  });
  afterAll(async () => {
    await stage.close();
    await store.close();
  });

  const ask = (accept: string, wanted: Wanted, more: Record<string, string> = {}, headers: Record<string, string> = {}) =>
    readAnswer(stage.api.url + searchPath(stage, wanted, more), { accept, ...headers });
  const linesOf = (text: string): [messages: Answered[], end: unknown] => {
    expect(text.endsWith('\n')).toBe(true);
    const all = text.slice(0, -1).split('\n');
    return [all.slice(0, -1).map((line) => JSON.parse(line) as Answered), JSON.parse(all.at(-1) ?? '')];
  };

  it.each<[string, Wanted]>([
    ['everything', CALLS_AND_SMS],
    ['everything, with contacts, newest first', { ...CALLS_AND_SMS, includeContact: true, sort: 'desc' }],
    ['what filters leave', { ...CALLS_AND_SMS, direction: 'inbound', userId: 'none', includeContact: true }],
    ['nothing', { ...CALLS_AND_SMS, userId: 'nobody-has-this-id' }],
  ])('is what upstream truly has: %s', async (_, wanted) => {
    const expected = expectedOf(truth, wanted);
    const { status, headers, text } = await ask(NDJSON, wanted);
    const [messages, end] = linesOf(text);
    expect([status, headers['content-type'], headers.vary]).toEqual([200, NDJSON, 'Authorization, Accept, accept-encoding']);
    expectSame(messages, expected);
    const asOf = headers['x-as-of'];
    expect(end).toEqual({
      ...{ complete: true, count: expected.length, asOf, lastMessageId: expected.at(-1)?.id ?? null },
      traceId: headers['x-trace-id'],
    });
    expect(headers['x-complete']).toBe('true');
    const page = await stage.api.get(searchPath(stage, { ...wanted, type: ['TYPE_CALL', 'TYPE_SMS'] }));
    expect(page.body.asOf).toBe(asOf);
  });

  it('goes on after a cursor or a message, by body as well', async () => {
    const expected = expectedOf(truth, CALLS_AND_SMS);
    const { body } = await stage.api.get(searchPath(stage, CALLS_AND_SMS, { limit: '700' }));
    const [byCursor] = linesOf((await ask(NDJSON, CALLS_AND_SMS, { cursor: body.messages.nextCursor })).text);
    expectSame(byCursor, expected.slice(700));
    const parameters = { locationId: stage.locationId, ...CALLS_AND_SMS, lastMessageId: expected[1_499]?.id };
    const { body: text } = await stage.api.post('/messages/search', parameters, { headers: { accept: NDJSON } });
    expectSame(linesOf(text)[0], expected.slice(1_500));
  });

  it('has the same messages as CSV', async () => {
    const wanted = { ...CALLS_AND_SMS, includeContact: true };
    const { status, headers, text } = await ask(CSV, wanted);
    expect([status, headers['content-type'], headers['content-disposition'], headers['x-complete']]).toEqual([
      ...[200, 'text/csv; charset=utf-8; header=present', 'attachment; filename="messages.csv"', 'true'],
    ]);
    const [header = [], ...rows] = readCsv(text);
    const expected = expectedOf(truth, wanted);
    const call = (message: Answered) => (message.meta as { call?: Answered } | undefined)?.call;
    const texts = expected.map((message) =>
      header.map((column) => {
        const value = { ...message, callDuration: call(message)?.duration, callStatus: call(message)?.status }[column];
        return Array.isArray(value)
          ? value.join(' ')
          : typeof value === 'number'
            ? String(value)
            : ((value as string | null | undefined) ?? '');
      }),
    );
    const unguarded = rows.map((row) => row.map((value) => value.replace(/^'(?=[=+\-@\t\r\n])/, '')));
    expect(unguarded).toEqual(texts);
    expect(header.slice(0, 4)).toEqual(['id', 'messageType', 'direction', 'status']);
    expect(header.slice(-5)).toEqual(['fullName', 'contactName', 'companyName', 'email', 'phone']);
  });

  it('has the columns that are chosen, by query and by body', async () => {
    const [first] = expectedOf(truth, CALLS_AND_SMS);
    const { text } = await ask(CSV, CALLS_AND_SMS, { columns: 'direction,id' });
    expect(text.slice(0, text.indexOf('\n', text.indexOf('\n') + 1))).toBe(`direction,id\r\n${String(first?.direction)},${first?.id}\r`);
    const parameters = { locationId: stage.locationId, ...CALLS_AND_SMS };
    const post = async (path: string, body: unknown) => (await stage.api.post(path, body, { headers: { accept: CSV } })).body;
    expect(await post('/messages/search', { ...parameters, columns: ['direction', 'id'] })).toBe(text);
    expect(await post('/messages/search?columns=direction,id', parameters)).toBe(text);
  });

  it('is refused where the parameters make no sense, every fault at once', async () => {
    const refusal = async (accept: string, more: Record<string, string>) => {
      const { status, text } = await ask(accept, CALLS_AND_SMS, more);
      return [status, (JSON.parse(text) as { message: unknown }).message];
    };
    const allowed =
      'id, messageType, direction, status, dateUpdated, dateAdded, userId, userIdSource, contactId, conversationId, locationId, body, callDuration, callStatus, from, to, source, attachments, altId, fullName, contactName, companyName, email, phone, userName, userEmail';
    const wholeWindow = `must not be given with Accept: ${CSV}, whose answer is every message of the window; given "5"`;
    expect(await refusal(CSV, { columns: 'id,password', limit: '5' })).toEqual([
      422,
      [`columns must be some of ${allowed}, each once; given ["id","password"]`, `limit ${wholeWindow}`],
    ]);
    expect(await refusal(CSV, { columns: 'id,id' })).toEqual([
      ...[422, [`columns must be some of ${allowed}, each once; given ["id","id"]`]],
    ]);
    expect(await refusal(CSV, { columns: 'id,phone' })).toEqual([
      ...[422, ['columns must not have phone without includeContact=true; given ["id","phone"]']],
    ]);
    expect(await refusal('application/json', { columns: 'id' })).toEqual([
      ...[422, [`columns must be given with Accept: ${CSV} only, this answer is application/json; given ["id"]`]],
    ]);
    expect(await refusal('text/html', {})).toEqual([
      ...[406, 'Accept must allow one of application/json, application/x-ndjson, text/csv; given "text/html"'],
    ]);
    expect(await refusal(NDJSON, { lastMessageId: 'unknown' })).toEqual([400, 'There is no message "unknown" in this location.']);
    expect((await ask(NDJSON, CALLS_AND_SMS, {}, { authorization: 'Bearer pit-sandbox-other' })).status).toBe(403);
  });

  it('says when something may be missing', async () => {
    stage.sandbox.faults.next(isWalkPage, { kind: 'status', status: 418, body: {} });
    const { headers, text } = await ask(NDJSON, { type: ['TYPE_EMAIL'] }, { allowPartial: 'true' });
    expect([headers['x-complete'], linesOf(text)[1]]).toEqual(['false', expect.objectContaining({ complete: false, count: 0 })]);
  });

  it.each(['gzip', 'br'])('is compressed for who can read %s, like any answer that is large', async (encoding) => {
    const plain = await ask(NDJSON, CALLS_AND_SMS);
    const packed = await ask(NDJSON, CALLS_AND_SMS, {}, { 'accept-encoding': encoding });
    expect([packed.headers['content-encoding'], packed.headers.etag]).toEqual([encoding, plain.headers.etag]);
    expectSame(linesOf(packed.text)[0], linesOf(plain.text)[0]);
    expect(packed.bytes).toBeLessThan(plain.bytes / 3);
    const page = await ask('*/*', CALLS_AND_SMS, { limit: '1000' }, { 'accept-encoding': encoding });
    const samePage = await ask('*/*', CALLS_AND_SMS, { limit: '1000' });
    expect([page.headers['content-encoding'], page.headers.etag]).toEqual([encoding, samePage.headers.etag]);
    expect(JSON.parse(page.text)).toEqual({ ...JSON.parse(samePage.text), traceId: page.headers['x-trace-id'] });
    const small = await ask('*/*', CALLS_AND_SMS, { limit: '1' }, { 'accept-encoding': encoding });
    expect([small.headers['content-encoding'], small.headers.vary]).toEqual([undefined, 'Authorization, Accept, accept-encoding']);
    const known = { 'accept-encoding': encoding, 'if-none-match': page.headers.etag ?? '' };
    expect(await ask('*/*', CALLS_AND_SMS, { limit: '1000' }, known)).toMatchObject({ status: 304, text: '' });
  });

  it('spares the caller what it has, each form by itself', async () => {
    const tagOf = async (accept: string, more?: Record<string, string>) => (await ask(accept, CALLS_AND_SMS, more)).headers.etag ?? '';
    const tags = [await tagOf(NDJSON), await tagOf(CSV), await tagOf(CSV, { columns: 'id' }), await tagOf('*/*')];
    expect(new Set(tags).size).toBe(4);
    const { status, text } = await ask(CSV, CALLS_AND_SMS, {}, { 'if-none-match': tags[1] ?? '' });
    expect([status, text]).toEqual([304, '']);
  });

  it('is described to HEAD without being read', async () => {
    const { status, headers } = await fetch(stage.api.url + searchPath(stage, CALLS_AND_SMS), {
      ...{ method: 'HEAD', headers: { accept: CSV, authorization: `Bearer ${MAIN_TOKEN}` } },
    });
    expect([status, headers.get('content-type'), headers.get('x-complete')]).toEqual([
      200,
      'text/csv; charset=utf-8; header=present',
      'true',
    ]);
  });

  it('has an end for who speaks HTTP/1.0, where an answer ends with its connection, broken or not: JSON lines have one, CSV is refused', async () => {
    const path = searchPath(stage, CALLS_AND_SMS);
    const whole = await readByConnection(stage.api.url, path, NDJSON);
    expect(whole).toMatch(/\n\{"complete":true,"count":\d+,[^\n]*\}\n$/);
    const over = watchReads(stage, { onPart: (parts) => parts === 1 && store.cut() });
    expect(await readByConnection(stage.api.url, path, NDJSON)).not.toContain('"complete"');
    expect(await over).toBe(1);
    store.pass();
    jest.restoreAllMocks();
    expect(await readByConnection(stage.api.url, path, CSV)).toMatch(/^HTTP\/1.1 406 .*text\/csv takes HTTP\/1\.1/s);
  });

  describe.each([NDJSON, CSV])('as %s', (form) => {
    it.each(['identity', 'gzip', 'br'])('breaks off visibly when the store dies in the middle (%s)', async (encoding) => {
      const over = watchReads(stage, { onPart: (parts) => parts === 1 && store.cut() });
      await expect(ask(form, CALLS_AND_SMS, {}, { 'accept-encoding': encoding })).rejects.toThrow();
      expect(await over).toBe(1);
      store.pass();
      jest.restoreAllMocks();
      expect((await ask(form, CALLS_AND_SMS)).status).toBe(200);
    });

    it.each(['identity', 'gzip', 'br'])('is read no more once the caller has gone (%s)', async (encoding) => {
      const over = watchReads(stage, { isEndless: true });
      const response = await openStream(stage.api.url + searchPath(stage, CALLS_AND_SMS), { accept: form, 'accept-encoding': encoding });
      response.destroy();
      expect(await over).toBeGreaterThan(0);
    });
  });
});

describe('a search as a stream, when the service stops', () => {
  it('breaks off visibly, and holds nothing up', async () => {
    const stage = await setStage({ messages: 100 });
    const over = watchReads(stage, { isEndless: true });
    const response = await openStream(stage.api.url + searchPath(stage, CALLS_AND_SMS), { accept: NDJSON });
    const reading = expect(buffer(response)).rejects.toThrow('aborted');
    await stage.close();
    await reading;
    expect(await over).toBeGreaterThan(0);
    jest.restoreAllMocks();
  });
});
