import { get, Server, ServerResponse } from 'node:http';
import { MAIN_TOKEN, Message, RecordedRequest } from '../../apps/sandbox/src/create-sandbox';
import { expectError } from '../faults/search.fixture';
import { FaultStage, LOCATION, setStage } from '../faults/stage.fixture';
import { Answer } from '../harness/test-api';
import { askedOf, bodyOf, conversationsPath, messagePath, NO_CACHE } from './conversations.fixture';

describe("answers of upstream's reads that are kept", () => {
  let stage: FaultStage;
  const path = conversationsPath({ limit: 5 });
  const servedBy = ({ headers }: Answer) => ({ by: headers.get('x-served-by'), age: headers.get('age') });

  beforeEach(async () => {
    stage = await setStage({ sandbox: { messages: 200 } });
  });

  afterEach(() => stage.close());

  /** Keeps the next request waiting; resolves when upstream has got it. */
  const hold = (): { readonly arrived: Promise<void>; readonly release: () => void } => {
    let announce = (): void => undefined;
    const arrived = new Promise<void>((resolve) => (announce = resolve));
    const match = (_: RecordedRequest): boolean => (setImmediate(announce), true);
    stage.sandbox.faults.next(match, { kind: 'hang' });
    return { arrived, release: () => stage.runtime.timeOutAnswers() };
  };

  const onRequest = (listener: (response: ServerResponse) => void): Server =>
    stage.api.app.getHttpServer().on('request', (_, response) => listener(response));

  /** Asks on a connection of its own; what it returns cuts that, and resolves when the API has seen it. */
  const ask = (): (() => Promise<void>) => {
    const closed = new Promise<void>((resolve) => onRequest((response) => response.once('close', resolve)));
    const request = get(stage.api.url + path, { agent: false, headers: { authorization: `Bearer ${MAIN_TOKEN}` } });
    request.on('error', () => undefined);
    return () => (request.destroy(), closed);
  };

  it('serve who asks the same within five seconds, and are asked for anew after them', async () => {
    const first = await stage.api.get(path);
    stage.clock.advance(4_999);
    const second = await stage.api.get(path);
    expect([servedBy(first), servedBy(second)]).toEqual([
      { by: 'upstream', age: null },
      { by: 'cache', age: '4' },
    ]);
    expect(bodyOf(second)).toEqual(bodyOf(first));
    expect(second.body.traceId).not.toBe(first.body.traceId);
    expect(second.headers.get('x-ratelimit-max')).toBe('1000000');
    stage.clock.advance(1);
    expect(servedBy(await stage.api.get(path)).by).toBe('upstream');
    expect(askedOf(stage)).toHaveLength(2);
  });

  it('serve a message by its id from the first time on, though its location was not known then', async () => {
    const { id } = stage.sandbox.world.messagesOf(LOCATION).find(({ userId }) => userId !== undefined) as Message;
    await stage.api.get(messagePath(id));
    const again = await stage.api.get(messagePath(id));
    expect({ ...servedBy(again), max: again.headers.get('x-ratelimit-max') }).toEqual({ by: 'cache', age: '0', max: '100' });
    expect(askedOf(stage)).toEqual([messagePath(id)]);
  });

  it('serve nobody who asks something else, or with another token', async () => {
    stage.sandbox.world.addToken({ token: 'pit-second', locationIds: [LOCATION] });
    await stage.api.get(path);
    await stage.api.get(path, { token: 'pit-second' });
    await stage.api.get(conversationsPath({ limit: 6 }));
    expect(await stage.api.get(path, { token: 'pit-unknown' })).toMatchObject({ status: 401 });
    expect(askedOf(stage)).toHaveLength(4);
  });

  it('serve nobody who says no-cache, and are replaced then', async () => {
    await stage.api.get(path);
    expect(servedBy(await stage.api.get(path, NO_CACHE))).toEqual({ by: 'upstream', age: null });
    stage.clock.advance(3_000);
    expect(servedBy(await stage.api.get(path, NO_CACHE))).toEqual({ by: 'upstream', age: null });
    stage.clock.advance(1_000);
    expect(servedBy(await stage.api.get(path))).toEqual({ by: 'cache', age: '1' });
  });

  it('serve nobody who wants something younger', async () => {
    await stage.api.get(path);
    stage.clock.advance(3_000);
    const maxAge = (seconds: number) => ({ headers: { 'cache-control': `max-age=${seconds}` } });
    expect(servedBy(await stage.api.get(path, maxAge(3))).by).toBe('cache');
    expect(servedBy(await stage.api.get(path, maxAge(2))).by).toBe('upstream');
  });

  it.each([
    ['a message', () => messagePath((stage.sandbox.world.messagesOf(LOCATION).find(({ userId }) => userId) as Message).id)],
    ['conversations', () => path],
  ])('are shared by a thousand who ask for %s at once: one request leaves', async (_, pathOf) => {
    const { arrived, release } = hold();
    const allAsked = new Promise<void>((resolve) => {
      let count = 0;
      onRequest(() => (count += 1) === 1_000 && resolve());
    });
    const answers = Array.from({ length: 1_000 }, () => stage.api.get(pathOf()));
    await Promise.all([arrived, allAsked]);
    stage.sandbox.clearRequests();
    release();
    const bodies = (await Promise.all(answers)).map((answer) => JSON.stringify(bodyOf(answer)));
    expect(new Set(bodies).size).toBe(1);
    expect(askedOf(stage)).toHaveLength(1);
  });

  it('are not kept when they are failures, which all who wait are told', async () => {
    stage.sandbox.faults.next(() => true, { kind: 'status', status: 404, body: { statusCode: 404, message: 'Gone', error: 'Not Found' } });
    const answers = await Promise.all([stage.api.get(path), stage.api.get(path)]);
    answers.forEach((answer) => expectError(answer, 404, 'Gone'));
    expect((await stage.api.get(path)).status).toBe(200);
  });

  it('come to those who stay when others go away', async () => {
    const { arrived, release } = hold();
    const leave = ask();
    await arrived;
    const stays = stage.api.get(path);
    await leave();
    release();
    expect((await stays).status).toBe(200);
  });

  it('are asked for no longer when everybody has gone away', async () => {
    const { arrived } = hold();
    const leave = ask();
    await arrived;
    await leave();
    // Held for good, it would be joined by this one.
    expect((await stage.api.get(path)).status).toBe(200);
  });
});
