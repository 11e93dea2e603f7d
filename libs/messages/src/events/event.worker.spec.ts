import { Logger } from '@nestjs/common';
import * as fc from 'fast-check';
import { MessagesError } from '../errors';
import { aMessage } from '../model/message.fixture';
import { Database } from '../store/database';
import { LeaseStore } from '../store/lease.store';
import { aPage } from '../store/page.fixture';
import { PageStore } from '../store/page.store';
import { anEvent, EventStage, setEventStage } from './event-stage.fixture';
import { MAX_ATTEMPTS } from './retry-delay';
import { openTestStore, TestStore } from '../../../../test/store/test-store';

const LONG_MS = 60_000;
const MINUTE_MS = 60_000;

describe('EventWorker', () => {
  let testStore: TestStore;
  let database: Database;
  let stage: EventStage;
  let locationId: string;
  let locations = 0;

  beforeAll(async () => {
    Logger.overrideLogger(false);
    testStore = await openTestStore();
    database = testStore.database;
  });

  beforeEach(async () => {
    await testStore.owner.query({ text: 'delete from webhook_events where true' }, []);
    stage = setEventStage(database);
    await newLocation();
  });

  afterAll(async () => {
    await testStore.close();
  });

  /** One that somebody reads. */
  const newLocation = () => {
    locationId = `loc${(locations += 1)}`;
    return rows(`insert into coverage (location_id, channel) values ($1, 'messages')`);
  };
  const rows = (text: string, ...values: unknown[]) => testStore.owner.query({ text }, [locationId, ...values]);
  const accept = (given: Record<string, unknown>) => stage.events.accept(anEvent({ locationId, ...given }));
  const walk = async (...messages: Parameters<typeof aMessage>[0][]) => {
    const lease = await new LeaseStore(database).acquire(locationId, 'walker', LONG_MS);
    if (!lease) throw new Error('The lease is held by another.');
    return new PageStore(database).savePage(lease, aPage(messages.map((given) => aMessage({ locationId, ...given }))));
  };
  const users = async () =>
    Object.fromEntries(
      (await rows('select id, user_id, user_id_source from messages where location_id = $1 order by id')).map((row) => [
        row.id as string,
        `${String(row.user_id)} ${String(row.user_id_source)}`,
      ]),
    );
  const states = async () =>
    (await rows('select state, attempts, failure from webhook_events where location_id = $1 order by sequence')).map(
      ({ state, attempts, failure }) => `${String(state)} ${String(attempts)} ${String(failure)}`,
    );
  const contacts = async () =>
    (await rows('select id, rendered, assigned_to from contacts where location_id = $1 order by id')).map(
      ({ id, rendered, assigned_to }) => ({
        id: id as string,
        ...(JSON.parse(`{${String(rendered).slice(1)}}`) as object),
        assignedTo: assigned_to as unknown,
      }),
    );
  const DIED = Array.from({ length: MAX_ATTEMPTS });

  it('gives a stored message its user, as a change of the location', async () => {
    await walk({ id: 'call', dateAdded: 1_000 }, { id: 'other' });
    await accept({ messageId: 'call', userId: 'ann', dateAdded: new Date(1_000).toISOString() });
    await stage.applyAll();
    expect(await users()).toEqual({ call: 'ann 1', other: 'null 5' });
    expect(await rows('select change_seq, rendered from messages where location_id = $1 and id = $2', 'call')).toMatchObject([
      { change_seq: '3', rendered: expect.stringContaining('"userId":"ann","userIdSource":"webhook"') },
    ]);
    expect(await rows('select change_seq, stored from locations where location_id = $1')).toEqual([{ change_seq: '3', stored: '2' }]);
    expect(stage.hastened).toEqual([locationId]);
  });

  it('gives a message its user that is walked only later', async () => {
    await accept({ messageId: 'call', userId: 'ann' });
    await stage.applyAll();
    await walk({ id: 'call' }, { id: 'other' });
    expect(await users()).toEqual({ call: 'ann 1', other: 'null 5' });
  });

  it('lets what upstream itself says of a message stand', async () => {
    await walk({ id: 'call', userId: 'bob' });
    await accept({ messageId: 'call', userId: 'ann' });
    await stage.applyAll();
    expect(await users()).toEqual({ call: 'bob 0' });
    await walk({ id: 'call', userId: 'bob', dateUpdated: 9_000 });
    expect(await users()).toEqual({ call: 'bob 0' });
  });

  it('ends the same in whatever order events and pages come', async () => {
    const dates = fc.integer({ min: 0, max: 5_000 });
    const told = fc.array(fc.record({ userId: fc.constantFrom('ann', 'bob', 'cem'), at: dates }), { maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(told, dates, fc.integer({ min: 0, max: 4 }), async (evidence, dateAdded, pageAfter) => {
        const outcomes: unknown[] = [];
        for (const order of [evidence, [...evidence].reverse()]) {
          await newLocation();
          for (const [index, { userId, at }] of order.entries()) {
            if (index === pageAfter) await walk({ id: 'call', dateAdded });
            await accept({ messageId: 'call', userId, dateAdded: new Date(at).toISOString() });
            await stage.applyAll();
          }
          await walk({ id: 'call', dateAdded });
          outcomes.push(await users());
        }
        expect(outcomes[0]).toEqual(outcomes[1]);
      }),
      { numRuns: 25 },
    );
  });

  it('takes the newest of a contact, in whatever order its events come', async () => {
    const at = (minutesAgo: number) => new Date(Date.now() - minutesAgo * MINUTE_MS).toISOString();
    await accept({ type: 'ContactUpdate', id: 'con1', firstName: 'New', assignedTo: 'ann', timestamp: at(1) });
    await stage.applyAll();
    await accept({ type: 'ContactUpdate', id: 'con1', firstName: 'Old', assignedTo: 'bob', timestamp: at(2) });
    await accept({ type: 'ContactCreate', id: 'con1', firstName: 'Oldest', timestamp: at(3) });
    await stage.applyAll();
    expect(await contacts()).toEqual([
      { id: 'con1', fullName: 'New', contactName: 'New', companyName: null, email: null, phone: null, assignedTo: 'ann' },
    ]);
    await accept({ type: 'ContactDelete', id: 'con1', timestamp: at(0) });
    await stage.applyAll();
    expect(await contacts()).toEqual([
      { id: 'con1', fullName: null, contactName: null, companyName: null, email: null, phone: null, assignedTo: 'ann' },
    ]);
  });

  it('lets no list of upstream, which shows changes late, undo what an event told', async () => {
    const at = Date.now() - 5 * MINUTE_MS;
    await accept({ type: 'ContactUpdate', id: 'con1', firstName: 'New', timestamp: new Date(at).toISOString() });
    await stage.applyAll();
    const listed = async (fullName: string, observedAt: number) => {
      const lease = await new LeaseStore(database).acquire(locationId, 'walker', LONG_MS);
      const fields = { fullName, contactName: fullName, companyName: null, email: null, phone: null };
      if (lease)
        await new PageStore(database).saveDirectory(lease, { conversations: [], contacts: [{ id: 'con1', fields }] }, observedAt, []);
      return (await contacts()).map((contact) => ('fullName' in contact ? contact.fullName : null));
    };
    expect(await listed('Old', at + 10_000)).toEqual(['New']);
    expect(await listed('Newest', at + 60_000)).toEqual(['Newest']);
  });

  it('gives the messages of a contact its new assignee, and lets pages made of its old names lapse', async () => {
    await walk({ id: 'sms', contactId: 'con1', conversationId: null });
    const version = () => rows('select contacts_version from locations where location_id = $1');
    const [unnamed] = await version();
    await accept({ type: 'ContactCreate', id: 'con1', firstName: 'Ada' });
    await stage.applyAll();
    const [before] = await version();
    expect(before).not.toEqual(unnamed);
    await accept({ type: 'ContactUpdate', id: 'con1', firstName: 'Ada L.', assignedTo: 'ann' });
    await stage.applyAll();
    expect(await users()).toEqual({ sms: 'ann 3' });
    expect(await version()).not.toEqual([before]);
  });

  it('asks upstream who has a contact that an event names without its assignee, if somebody had it', async () => {
    await accept({ type: 'ContactUpdate', id: 'con1', firstName: 'Ada', assignedTo: 'ann' });
    await accept({ type: 'ContactUpdate', id: 'con2', firstName: 'Bob', assignedTo: null });
    await accept({ type: 'ContactUpdate', id: 'con1', firstName: 'Ada' });
    await accept({ type: 'ContactUpdate', id: 'con2', firstName: 'Bob' });
    await stage.applyAll();
    expect(await rows('select id, needs_look_up from contacts where location_id = $1 order by id')).toEqual([
      { id: 'con1', needs_look_up: true },
      { id: 'con2', needs_look_up: false },
    ]);
  });

  it('takes an event that came too old for a hint', async () => {
    await walk({ id: 'call' });
    await accept({ messageId: 'call', userId: 'ann', timestamp: new Date(Date.now() - 91 * MINUTE_MS).toISOString() });
    await accept({ messageId: 'call', userId: 'bob', timestamp: new Date(Date.now() + 6 * MINUTE_MS).toISOString() });
    await stage.applyAll();
    expect({ users: await users(), hastened: stage.hastened }).toEqual({ users: { call: 'null 5' }, hastened: [locationId] });
  });

  it('believes an event that was fresh when it came, however late it is applied', async () => {
    await walk({ id: 'call' });
    await accept({ messageId: 'call', userId: 'ann' });
    await rows(
      `update webhook_events set received_at = received_at - interval '1 day', event_at = event_at - interval '1 day' where location_id = $1`,
    );
    await stage.applyAll();
    expect(await users()).toEqual({ call: 'ann 1' });
  });

  it('follows the latest of installations, in whatever order they are told', async () => {
    const at = (minutesAgo: number) => new Date(Date.now() - minutesAgo * MINUTE_MS).toISOString();
    await accept({ type: 'INSTALL', companyId: 'com1', timestamp: at(1) });
    await accept({ type: 'UNINSTALL', timestamp: at(2) });
    await stage.applyAll();
    expect({ installed: stage.installed, uninstalled: stage.uninstalled }).toEqual({
      installed: [`${locationId} by com1`],
      uninstalled: [],
    });
    await accept({ type: 'UNINSTALL', timestamp: at(0) });
    await stage.applyAll();
    expect(stage.uninstalled).toEqual([locationId]);
  });

  it('does not let an uninstallation of before end a connection that was made since', async () => {
    await rows(`insert into connections (location_id, type) values ($1, 'oauth')`);
    await accept({ type: 'UNINSTALL', timestamp: new Date(Date.now() - MINUTE_MS).toISOString() });
    await stage.applyAll();
    expect(stage.uninstalled).toEqual([]);
    await rows(`update connections set updated_at = clock_timestamp() - interval '1 hour' where location_id = $1`);
    await accept({ type: 'UNINSTALL', timestamp: new Date(Date.now() - MINUTE_MS + 1).toISOString() });
    await stage.applyAll();
    expect(stage.uninstalled).toEqual([locationId]);
  });

  it('brings nothing back of a location that was purged while its events were on their way', async () => {
    await accept({ type: 'ContactCreate', id: 'con1', firstName: 'Ada' });
    await accept({ messageId: 'call', userId: 'ann' });
    await accept({ type: 'ConversationUnreadUpdate', id: 'cnv1', deleted: true });
    await rows('delete from coverage where location_id = $1');
    await stage.applyAll();
    expect(await contacts()).toEqual([]);
    expect(await rows('select 1 from event_evidence where location_id = $1')).toEqual([]);
    expect(await rows('select 1 from suspected_conversations where location_id = $1')).toEqual([]);
    expect(await rows('select body, state from webhook_events where location_id = $1')).toEqual(
      Array.from({ length: 3 }, () => ({ body: null, state: 'applied' })),
    );
  });

  it('keeps no body of an applied event', async () => {
    await accept({ messageId: 'call', userId: 'ann' });
    await stage.applyAll();
    expect(await rows('select body, state from webhook_events where location_id = $1')).toEqual([{ body: null, state: 'applied' }]);
  });

  it('applies an event once, however many processes are at it', async () => {
    await walk(...Array.from({ length: 40 }, (_, index) => ({ id: `call${index}` })));
    for (let index = 0; index < 40; index += 1) await accept({ messageId: `call${index}`, userId: 'ann' });
    const applied = jest.spyOn(stage.writer, 'apply');
    const workers = Array.from({ length: 4 }, () => stage.anotherWorker());
    await Promise.all(workers.map((worker) => worker.runOnce()));
    const counts = await Promise.all(applied.mock.results.map(({ value }) => value as Promise<number>));
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(40);
    expect(await rows('select change_seq from locations where location_id = $1')).toEqual([{ change_seq: '80' }]);
    expect(new Set(await states())).toEqual(new Set(['applied 0 null']));
  });

  it('deals with every location, however busy the first is', async () => {
    const busy = locationId;
    for (let index = 0; index < 250; index += 1) await accept({ messageId: `call${index}`, userId: 'ann' });
    for (let others = 0; others < 4; others += 1) {
      await newLocation();
      await accept({ messageId: 'call', userId: 'ann' });
    }
    for (let round = 0; round < 3; round += 1) await stage.worker.runOnce();
    expect(await states()).toEqual(['applied 0 null']);
    expect(busy).not.toBe(locationId);
  });

  it('tries a poisonous event eight times, each time later, and lets none of the others wait for it', async () => {
    const apply = stage.writer.apply.bind(stage.writer);
    stage.writer.apply = (location, events) =>
      events.some(({ evidence }) => evidence?.messageId === 'poison')
        ? Promise.reject(new TypeError('quotes the body: +15551234567'))
        : apply(location, events);
    for (const messageId of ['call1', 'poison', 'call2']) await accept({ messageId, userId: 'ann' });
    await stage.applyAll();
    expect(await states()).toEqual(['applied 0 null', 'waiting 1 TypeError', 'applied 0 null']);
    const waits: number[] = [];
    for (const _ of DIED) {
      const [row] = await rows(
        `select extract(epoch from due_at - clock_timestamp())::float8 as wait, state from webhook_events where location_id = $1 and state = 'waiting'`,
      );
      if (row) waits.push(Math.ceil(row.wait as number));
      await rows(`update webhook_events set due_at = clock_timestamp() where location_id = $1 and state = 'waiting'`);
      await stage.applyAll();
    }
    expect(waits).toEqual([1, 4, 16, 64, 256, 600, 600]);
    expect(await states()).toEqual(['applied 0 null', 'dead 8 TypeError', 'applied 0 null']);
    // An operator replays it once the fault is mended.
    stage.writer.apply = apply;
    const [letter] = await stage.events.list({ locationId, after: '0', limit: 10 });
    expect(letter).toMatchObject({ locationId, type: 'InboundMessage', attempts: 8, reason: 'TypeError' });
    expect(await stage.events.replay(letter?.id ?? '')).toBe(true);
    await stage.applyAll();
    expect(await states()).toEqual(['applied 0 null', 'applied 0 null', 'applied 0 null']);
    expect(await stage.events.replay(letter?.id ?? '')).toBe(false);
  });

  it('counts nothing against events while the store is away', async () => {
    await accept({ messageId: 'call', userId: 'ann' });
    stage.writer.apply = () => Promise.reject(new MessagesError('store-unavailable', 'The store can not be reached.'));
    await expect(stage.worker.runOnce()).rejects.toMatchObject({ code: 'store-unavailable' });
    expect(await states()).toEqual(['waiting 0 null']);
  });

  it('leaves nothing half done when it is cut off before the commit', async () => {
    await walk({ id: 'call' });
    await accept({ messageId: 'call', userId: 'ann' });
    const transaction = database.transaction.bind(database);
    const cut = jest
      .spyOn(database, 'transaction')
      .mockImplementation((reach, work) =>
        transaction(reach, (queryable) => work(queryable).then(() => Promise.reject(new Error('killed')))),
      );
    await stage.worker.runOnce();
    cut.mockRestore();
    expect({ users: await users(), evidence: await rows('select 1 from event_evidence where location_id = $1') }).toEqual({
      users: { call: 'null 5' },
      evidence: [],
    });
    await rows(`update webhook_events set due_at = clock_timestamp() where location_id = $1`);
    await stage.applyAll();
    expect(await users()).toEqual({ call: 'ann 1' });
  });
});
