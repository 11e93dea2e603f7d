import { MAIN_TOKEN } from '../../apps/sandbox/src/create-sandbox';
import { setStage, Stage } from '../e2e/truth.stage';
import { changesOf, EventReader, openStream } from './event.reader';
import { askChanges, Change } from './feed.client';

const SHOWN_MS = 70_000;
const OTHER = 'pit-another-of-the-same-location';

describe('the change feed as a stream', () => {
  let stage: Stage;
  let readers: EventReader[];

  beforeEach(async () => {
    [readers, isClosed] = [[], false];
    stage = await setStage({ messages: 300 });
    const main = stage.sandbox.world.tokens.get(MAIN_TOKEN);
    if (!main) throw new Error('The sandbox has no main token.');
    stage.sandbox.world.addToken({ ...main, token: OTHER });
  });

  let isClosed: boolean;
  const close = async () => {
    if (!isClosed) await stage.close();
    isClosed = true;
  };
  afterEach(async () => {
    readers.forEach((reader) => reader.close());
    await close();
  });

  const open = async (...[query, headers]: [Parameters<typeof openStream>[1], Record<string, string>?]) => {
    const reader = await openStream(stage, query, headers);
    readers.push(reader);
    return reader;
  };
  /** Somebody else has upstream asked, which wakes who waits. */
  const walk = () =>
    stage.api.get(`/messages/search?locationId=${stage.locationId}&type=TYPE_SMS&limit=1&allowPartial=true`, {
      token: OTHER,
      headers: { 'cache-control': 'no-cache' },
    });
  const all = async (): Promise<Change[]> => {
    await askChanges(stage, { since: 'beginning' });
    return (await askChanges(stage, { since: 'beginning', limit: 1000 })).body.changes as Change[];
  };
  const add = async () => {
    const message = stage.sandbox.world.addMessage({ body: 'New' });
    stage.clock.advance(SHOWN_MS);
    await walk();
    return message.id;
  };

  it('brings what there is and then what changes, the id of each event being the position after it', async () => {
    const changes = await all();
    const reader = await open({ since: 'beginning', limit: 100 });
    expect([reader.status, reader.headers.get('content-type'), reader.headers.get('vary')]).toEqual([
      200,
      'text/event-stream; charset=utf-8',
      'Authorization, Accept, accept-encoding',
    ]);
    expect(reader.headers.get('x-ratelimit-max')).not.toBeNull();
    expect(reader.headers.get('x-trace-id')).not.toBeNull();
    const events = await reader.take(changes.length);
    expect(changesOf(events)).toEqual(changes);
    expect(new Set(events.map(({ event }) => event))).toEqual(new Set(['added']));
    const id = await add();
    expect(changesOf(await reader.take(1))).toMatchObject([{ action: 'added', id }]);
  });

  it('goes on after the last event that was had', async () => {
    const changes = await all();
    const events = await (await open({ since: 'beginning', limit: 50 })).take(120);
    const rest = await open({ since: 'beginning', limit: 50 }, { 'last-event-id': events[119]?.id ?? '' });
    expect(changesOf(await rest.take(changes.length - 120))).toEqual(changes.slice(120));
    const { body } = await askChanges(stage, { since: events[119]?.id ?? '', limit: 1000 });
    expect(body.changes).toEqual(changes.slice(120));
  });

  it('moves on past what isn’t wanted', async () => {
    await all();
    const reader = await open({ since: 'now', type: 'TYPE_CALL' });
    await add();
    const call = stage.sandbox.world.addMessage({ type: 1, messageType: 'TYPE_CALL' });
    stage.clock.advance(SHOWN_MS);
    await walk();
    expect(changesOf(await reader.take(1))).toMatchObject([{ action: 'added', id: call.id }]);
    expect(reader.lastId).toBeDefined();
  });

  it('answers in JSON who likes that better, and refuses before it begins', async () => {
    const accept = 'application/json, text/event-stream;q=0.5';
    expect((await open({ since: 'now' }, { accept })).headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect((await open({ since: 'bm90LWEtcmVhbC1wb3NpdGlvbg' })).status).toBe(400);
    expect((await open({ limit: 1 })).status).toBe(422);
    expect((await open({ since: 'now' }, { 'last-event-id': 'no' })).status).toBe(422);
    expect((await open({ since: 'now' }, { authorization: 'Bearer pit-unknown' })).status).toBe(401);
  });

  it('ends with an error when upstream takes the token’s right away', async () => {
    await all();
    const reader = await open({ since: 'now' });
    stage.sandbox.world.revokeToken(MAIN_TOKEN);
    await add();
    const events = await reader.take(2);
    expect(events).toEqual([
      {
        event: 'error',
        data: { statusCode: 401, message: expect.any(String), error: 'Unauthorized', code: 'unauthorized', traceId: expect.any(String) },
      },
    ]);
  });

  it('ends with an error when the service stops', async () => {
    await all();
    const reader = await open({ since: 'now' });
    const closing = close();
    expect(await reader.take(2)).toEqual([
      {
        event: 'error',
        data: {
          statusCode: 503,
          message: 'The service is shutting down.',
          error: 'Service Unavailable',
          code: 'stopping',
          traceId: expect.any(String),
        },
      },
    ]);
    await closing;
  });
});
