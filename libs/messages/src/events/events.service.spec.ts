import { Database } from '../store/database';
import { anEvent, EventStage, setEventStage } from './event-stage.fixture';
import { openTestStore, TestStore } from '../../../../test/store/test-store';

const DAY_MS = 86_400_000;

describe('EventsService', () => {
  let testStore: TestStore;
  let database: Database;
  let stage: EventStage;
  let locationId: string;
  let locations = 0;

  beforeAll(async () => {
    testStore = await openTestStore();
    database = testStore.database;
  });

  beforeEach(async () => {
    await testStore.owner.query({ text: 'delete from webhook_events where true' }, []);
    stage = setEventStage(database);
    locationId = `loc${(locations += 1)}`;
    stage.connected.add(locationId);
  });

  afterAll(async () => {
    await testStore.close();
  });

  const rows = (text: string, ...values: unknown[]) => testStore.owner.query({ text }, values);
  const kept = () => rows('select location_id, event_key, type, state from webhook_events order by sequence');
  const letters = (given = {}) => stage.events.list({ locationId: null, after: '0', limit: 10, ...given });

  it('keeps an event once, whoever sends it again, at once or after it was applied', async () => {
    const body = anEvent({ locationId, webhookId: 'wh' });
    const answers = await Promise.all(Array.from({ length: 10 }, () => stage.events.accept(body)));
    expect(answers.filter((answer) => answer === 'stored')).toHaveLength(1);
    await stage.applyAll();
    expect(await setEventStage(database).inbox.keep({ locationId, key: 'id:wh', type: 'x', at: 0, body }, true)).toBe('known');
    expect(await kept()).toEqual([{ location_id: locationId, event_key: 'id:wh', type: 'InboundMessage', state: 'applied' }]);
  });

  it('keeps the same id of two locations twice', async () => {
    stage.connected.add('another');
    const bodies = [locationId, 'another'].map((one) => anEvent({ locationId: one, webhookId: 'shared' }));
    expect(await Promise.all(bodies.map((body) => stage.events.accept(body)))).toEqual(['stored', 'stored']);
  });

  it('keeps nothing of a location that is not ours, and all of one that somebody reads without a connection', async () => {
    const body = anEvent({ locationId: 'stranger' });
    expect(await stage.events.accept(body)).toBe('ignored');
    expect(await kept()).toEqual([]);
    await rows(`insert into coverage (location_id, channel) values ('stranger', 'messages')`);
    expect(await stage.events.accept(body)).toBe('stored');
    await rows(`delete from coverage where location_id = 'stranger'`);
  });

  it('keeps nothing of what changes nothing here', async () => {
    expect(await stage.events.accept(anEvent({ locationId, type: 'AppointmentCreate' }))).toBe('ignored');
    expect(await kept()).toEqual([]);
  });

  it('makes a dead letter of what can not be read, once', async () => {
    const body = Buffer.from([0xff, 0x00, 0x7b]);
    expect([await stage.events.accept(body), await stage.events.accept(body)]).toEqual(['stored', 'known']);
    const [letter] = await letters();
    expect(letter).toMatchObject({
      locationId: null,
      type: null,
      at: null,
      attempts: 0,
      reason: 'not JSON',
      bodyStart: body,
      bodyBytes: 3,
    });
    expect(await stage.events.counts()).toEqual({ waiting: 0, oldestWaitingMs: null, dead: 1 });
    // Still unreadable, it stays.
    expect(await stage.events.replay(letter?.id ?? '')).toBe(true);
    expect((await letters()).map(({ id }) => id)).toEqual([letter?.id]);
    expect([await stage.events.discard(letter?.id ?? ''), await stage.events.discard(letter?.id ?? '')]).toEqual([true, false]);
    expect(await letters()).toEqual([]);
  });

  it('reads a dead letter again that an earlier version could not read', async () => {
    const body = anEvent({ locationId });
    await stage.inbox.keepUnreadable('sha256:x', body, 'no type');
    const [letter] = await letters();
    expect(await stage.events.replay(letter?.id ?? '')).toBe(true);
    expect(await letters()).toEqual([]);
    expect(await kept()).toMatchObject([{ location_id: locationId, state: 'waiting' }]);
  });

  it('pages through dead letters, of all locations or of one', async () => {
    for (const key of ['a', 'b', 'c']) await stage.inbox.keepUnreadable(key, Buffer.from(key), 'no type');
    const first = await letters({ limit: 2 });
    const second = await letters({ limit: 2, after: first.at(-1)?.id });
    expect([...first, ...second].map(({ bodyStart }) => bodyStart.toString())).toEqual(['a', 'b', 'c']);
    expect(await letters({ locationId: 'another' })).toEqual([]);
  });

  it('counts what waits, and how long', async () => {
    await stage.events.accept(anEvent({ locationId }));
    expect(await stage.events.counts()).toEqual({ waiting: 1, oldestWaitingMs: expect.any(Number), dead: 0 });
  });

  it('forgets what was applied a week ago and what died a month ago, and nothing else', async () => {
    await stage.events.accept(anEvent({ locationId }));
    for (const [key, state, days] of [
      ['a', 'applied', 6],
      ['b', 'applied', 8],
      ['c', 'dead', 29],
      ['d', 'dead', 31],
    ] as const)
      await rows(
        `insert into webhook_events (location_id, event_key, type, state, settled_at)
         values ($1, $2, '', $3, clock_timestamp() - $4 * interval '1 millisecond')`,
        ...[locationId, key, state, days * DAY_MS],
      );
    await stage.worker.forget();
    expect((await kept()).map(({ event_key: key, state }) => [key, state])).toEqual([
      [expect.stringMatching(/^id:/), 'waiting'],
      ['a', 'applied'],
      ['c', 'dead'],
    ]);
  });

  it('says that the store is away when it is, and keeps the event when it comes again', async () => {
    const away = setEventStage(new Database({ connectionString: 'postgresql://nobody@127.0.0.1:1/none' }));
    const body = anEvent({ locationId });
    await expect(away.events.accept(body)).rejects.toMatchObject({ code: 'store-unavailable' });
    expect(await stage.events.accept(body)).toBe('stored');
  });
});
