import * as fc from 'fast-check';
import { aMessage } from '../model/message.fixture';
import { Database } from '../store/database';
import { DeletionStore } from '../store/deletion.store';
import { Lease, LeaseStore } from '../store/lease.store';
import { aPage } from '../store/page.fixture';
import { PageStore } from '../store/page.store';
import { TombstoneStore } from '../store/tombstone.store';
import { ReadPage, Start } from './change.reader';
import { aChangeReader, aChangesQuery, parsed } from './changes.fixture';
import { ChangesQuery } from './changes.types';
import { openTestStore, TestStore } from '../../../../test/store/test-store';

const TYPES = ['TYPE_SMS', 'TYPE_CALL', 'TYPE_EMAIL'];

const saved = fc.array(fc.record({ id: fc.integer({ min: 0, max: 11 }), status: fc.constantFrom('sent', 'delivered', 'read') }), {
  minLength: 1,
  maxLength: 5,
});
const steps = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: saved.map((messages) => ({ kind: 'save' as const, messages })) },
    { weight: 1, arbitrary: fc.integer({ min: 0, max: 2 }).map((conversation) => ({ kind: 'assign' as const, conversation })) },
    { weight: 2, arbitrary: fc.integer({ min: 0, max: 11 }).map((id) => ({ kind: 'delete' as const, id })) },
    { weight: 1, arbitrary: fc.constant({ kind: 'prune' as const }) },
    {
      weight: 5,
      arbitrary: fc.record({ kind: fc.constant('read' as const), limit: fc.integer({ min: 1, max: 4 }), crashesBefore: fc.nat(4) }),
    },
  ),
  { maxLength: 40 },
);

describe('ChangeReader', () => {
  let testStore: TestStore;
  let database: Database;
  let pages: PageStore;
  let deletions: DeletionStore;
  let lease: Lease;
  let locations = 0;

  beforeAll(async () => {
    testStore = await openTestStore();
    database = testStore.database;
    pages = new PageStore(database);
    deletions = new DeletionStore(database);
  });

  const newLocation = async () => {
    lease = (await new LeaseStore(database).acquire(`loc${(locations += 1)}`, 'test', 60_000)) as Lease;
  };
  beforeEach(newLocation);

  afterAll(async () => {
    await testStore.close();
  });

  const message = (given: Parameters<typeof aMessage>[0] = {}) => aMessage({ locationId: lease.locationId, ...given });
  const save = (...messages: ReturnType<typeof message>[]) => pages.savePage(lease, aPage(messages));
  const remove = (id: string, confirmedAt = 50_000, dateUpdated = 2_000) => deletions.delete(lease, [{ id, dateUpdated, confirmedAt }]);
  const reader = () => aChangeReader(database);
  const query = (given: Partial<ChangesQuery> = {}) => aChangesQuery(lease.locationId, given);
  const startOf = async (since: string): Promise<Start> => reader().startOf(query({ since })) ?? reader().now(lease.locationId);
  const read = async (since: string, given: Partial<ChangesQuery> = {}): Promise<ReadPage> =>
    reader().read(await startOf(since), query(given));
  const actions = (page: ReadPage) => parsed(page).map(({ action, id }) => `${action} ${id}`);
  const now = async () => (await read('now')).next;
  const storedTexts = async () => {
    const text = 'select id, rendered from messages where location_id = $1';
    const rows = await testStore.owner.query<{ id: string; rendered: string }>({ text }, [lease.locationId]);
    return new Map(rows.map(({ id, rendered }) => [id, JSON.parse(`${rendered}}`) as unknown]));
  };

  it('tells in order what was added, changed and deleted, each message as it is now', async () => {
    await save(message({ id: 'a' }), message({ id: 'b' }), message({ id: 'c' }));
    const since = await now();
    await save(message({ id: 'd' }));
    await save(message({ id: 'b', dateUpdated: 3_000, status: 'read' }));
    await remove('a');
    await save(message({ id: 'd', dateUpdated: 4_000, status: 'read' }));
    const page = await read(since);
    expect(parsed(page)).toEqual([
      { action: 'changed', id: 'b', message: (await storedTexts()).get('b') },
      { action: 'deleted', id: 'a', message: null, dateDeleted: '1970-01-01T00:00:50.000Z' },
      { action: 'added', id: 'd', message: (await storedTexts()).get('d') },
    ]);
    expect(page.isCaughtUp).toBe(true);
    expect(parsed(await read(page.next))).toEqual([]);
    expect(page.changes.at(-1)?.positionAfter()).toBe(page.next);
  });

  it('ends, however it was interrupted, with exactly what is stored, and never goes back', async () => {
    const property = fc.asyncProperty(steps, fc.subarray(TYPES), async (sequence, wanted) => {
      await newLocation();
      const messageTypes = wanted.length === 0 ? null : wanted;
      let copy = new Map<string, unknown>();
      let kept = { since: 'beginning', copy: new Map<string, unknown>() };
      let highest = -1n;
      let date = 2_000;
      const consume = async (limit: number): Promise<boolean> => {
        const page = await read(kept.since, { limit, messageTypes }).catch((error: unknown) => {
          expect(error).toMatchObject({ code: 'position-gone' });
          return null;
        });
        if (!page) {
          // As the answer says: from the beginning, in the place of what there was.
          kept = { since: 'beginning', copy: new Map() };
          highest = -1n;
          return true;
        }
        copy = new Map(kept.copy);
        for (const { id, message: shown } of parsed(page)) {
          if (shown) copy.set(id, shown);
          else copy.delete(id);
        }
        if (page.changes.length > limit) throw new Error('More than was asked for.');
        expect(page.end.sequence >= highest).toBe(true);
        highest = page.end.sequence;
        const goesOn = page.next !== kept.since;
        kept = { since: page.next, copy };
        return goesOn;
      };
      for (const step of sequence) {
        date += 1_000;
        if (step.kind === 'save')
          await save(
            ...step.messages.map(({ id, status }) =>
              message({ id: `m${id}`, status, conversationId: `c${id % 3}`, messageType: TYPES[id % 3] ?? '', dateUpdated: date }),
            ),
          );
        if (step.kind === 'assign') {
          const assignee = { userId: `user ${date}`, source: 'conversation', date: 1 } as const;
          await pages.saveDirectory(
            lease,
            { conversations: [{ id: `c${step.conversation}`, contactId: null, assignee }], contacts: [] },
            date,
            [],
          );
        }
        if (step.kind === 'delete') {
          const text = 'select (extract(epoch from date_updated) * 1000)::float8 as date from messages where location_id = $1 and id = $2';
          const [row] = await testStore.owner.query<{ date: number }>({ text }, [lease.locationId, `m${step.id}`]);
          // Lists of the fixture are of 10,000: those that are saved later are of an earlier list where this is after it.
          if (row) await remove(`m${step.id}`, step.id % 2 === 0 ? 5_000 : 1_000, row.date);
        }
        if (step.kind === 'prune') await new TombstoneStore(database).prune(lease.locationId, 2_000);
        if (step.kind === 'read') {
          const before = kept;
          await consume(step.limit);
          // The page was stored, or its position was, or neither: a consumer that stores both together goes on from either state.
          if (step.crashesBefore === 0) {
            kept = before;
            highest = -1n;
          }
        }
      }
      for (let goesOn = true; goesOn;) goesOn = await consume(3);
      const expected = new Map(
        [...(await storedTexts())].filter(([id]) => !messageTypes || messageTypes.includes(TYPES[Number(id.slice(1)) % 3] ?? '')),
      );
      expect(kept.copy).toEqual(expected);
    });
    await fc.assert(property, { numRuns: 60 });
  }, 120_000);

  it('skips nothing that writers commit while it is read', async () => {
    const batches = Array.from({ length: 30 }, (_, batch) =>
      Array.from({ length: 7 }, (__, index) => message({ id: `${batch}-${index}` })),
    );
    let isOver = false;
    const writing = Promise.all(batches.map((batch) => save(...batch))).then(() => (isOver = true));
    const seen: string[] = [];
    for (let since = 'beginning', isLast = false; !isLast;) {
      isLast = isOver;
      const page = await read(since, { limit: 1_000 });
      seen.push(...parsed(page).map(({ id }) => id));
      since = page.next;
    }
    await writing;
    expect(seen.sort()).toEqual(
      batches
        .flat()
        .map(({ id }) => id)
        .sort(),
    );
  });

  it('goes on past changes of types that aren’t wanted, and follows a type that is wanted later from then on', async () => {
    await save(...Array.from({ length: 30 }, (_, index) => message({ id: `sms${index}` })));
    await save(message({ id: 'call', messageType: 'TYPE_CALL' }));
    await save(message({ id: 'email', messageType: 'TYPE_EMAIL' }));
    const calls = await read('beginning', { messageTypes: ['TYPE_CALL'], limit: 10 });
    expect([actions(calls), calls.isCaughtUp, calls.end.sequence]).toEqual([['added call'], true, 32n]);
    await remove('sms1');
    await remove('call');
    expect(actions(await read(calls.next, { messageTypes: ['TYPE_CALL', 'TYPE_EMAIL'] }))).toEqual(['deleted call']);
    expect(actions(await read(calls.next))).toEqual(['deleted sms1', 'deleted call']);
  });

  it('looks at a bounded number of changes for those that are wanted, and says where it came to', async () => {
    for (let batch = 0; batch < 6; batch += 1)
      await save(...Array.from({ length: 1_000 }, (_, index) => message({ id: `${batch}-${index}` })));
    await save(message({ id: 'call', messageType: 'TYPE_CALL' }));
    const first = await read('beginning', { messageTypes: ['TYPE_CALL'] });
    expect([first.changes.length, first.isCaughtUp, first.end.sequence]).toEqual([0, false, 5_000n]);
    const second = await read(first.next, { messageTypes: ['TYPE_CALL'] });
    expect([actions(second), second.isCaughtUp]).toEqual([['added call'], true]);
  });

  it('tells a copy from the beginning of nothing that was deleted before it was begun', async () => {
    await save(message({ id: 'a' }), message({ id: 'b' }), message({ id: 'c' }));
    await save(message({ id: 'a', dateUpdated: 3_000 }));
    await remove('b');
    const first = await read('beginning', { limit: 1 });
    await remove('c');
    const second = await read(first.next);
    expect([actions(first), actions(second)]).toEqual([['added c'], ['added a', 'deleted c']]);
  });

  it.each([true, false])(
    'refuses a position that is older than what is known of deletions (%s), but not a copy under way',
    async (isOld) => {
      await save(message({ id: 'a' }), message({ id: 'b' }), message({ id: 'c' }));
      const old = await now();
      await remove('a', 1_000);
      const young = await now();
      const copy = await read('beginning', { limit: 1 });
      await new TombstoneStore(database).prune(lease.locationId, 2_000);
      if (isOld)
        await expect(read(old)).rejects.toMatchObject({ code: 'position-gone', message: expect.stringContaining('since=beginning') });
      else expect([actions(await read(young)), actions(await read(copy.next))]).toEqual([[], ['added c']]);
    },
  );

  it('refuses a position of what was purged since, also once the location has come as far again', async () => {
    await save(message());
    const position = await now();
    for (const table of ['messages', 'tombstones', 'locations'])
      await testStore.owner.query({ text: `delete from ${table} where location_id = $1` }, [lease.locationId]);
    await expect(read(position)).rejects.toMatchObject({ code: 'position-gone' });
    lease = (await new LeaseStore(database).acquire(lease.locationId, 'test', 60_000)) as Lease;
    await expect(read(position)).rejects.toMatchObject({ code: 'position-gone' });
    await save(message(), message({ id: 'msg2' }));
    await expect(read(position)).rejects.toMatchObject({ code: 'position-gone' });
  });

  it('refuses a position beyond the last change: the store was put back to an earlier state', async () => {
    await save(message(), message({ id: 'msg2' }));
    const position = await now();
    await testStore.owner.query({ text: 'update locations set change_seq = 1 where location_id = $1' }, [lease.locationId]);
    await expect(read(position)).rejects.toMatchObject({ code: 'position-gone' });
  });

  it('refuses what is no position of the location', async () => {
    await save(message());
    const position = await now();
    await newLocation();
    for (const since of [position, 'bm90LWEtcmVhbC1wb3NpdGlvbg', `${position}A`])
      await expect(read(since)).rejects.toMatchObject({ code: 'position-invalid' });
  });

  it('begins before there is anything, and misses nothing of it', async () => {
    const locationId = 'never-seen';
    const ask = (since: string) => aChangesQuery(locationId, { since });
    const beginning = await reader().read('beginning', ask('beginning'));
    const fromNow = await reader().read(await reader().now(locationId), ask('now'));
    expect([beginning.changes, fromNow.changes]).toEqual([[], []]);
    lease = (await new LeaseStore(database).acquire(locationId, 'test', 60_000)) as Lease;
    await save(message());
    for (const { next } of [beginning, fromNow]) expect(actions(await read(next))).toEqual(['added msg1']);
  });

  it('gives no position for what a crash of the database server could take back', async () => {
    const flushed = async (lsn: string) => {
      const text = 'select pg_current_wal_flush_lsn() >= $1::pg_lsn as is_flushed';
      return (await testStore.owner.query<{ is_flushed: boolean }>({ text }, [lsn]))[0]?.is_flushed;
    };
    const written = async () =>
      (await testStore.owner.query<{ lsn: string }>({ text: 'select pg_current_wal_insert_lsn() as lsn' }, []))[0]?.lsn ?? '';
    for (let round = 0; round < 20; round += 1) {
      await save(message({ id: `m${round}` }));
      const lsn = await written();
      await read('beginning');
      expect(await flushed(lsn)).toBe(true);
    }
  });

  it('joins the contact and puts the location’s user in the place of nobody', async () => {
    const fields = { fullName: 'Ada', contactName: 'Ada', companyName: null, email: null, phone: null };
    await pages.saveDirectory(lease, { conversations: [], contacts: [{ id: 'con1', fields }] }, 1_000, []);
    await save(message(), message({ id: 'msg2', contactId: 'unknown', userId: 'bob' }));
    const withUser = aChangeReader(database, new Map([[lease.locationId, 'cy']]));
    const nobody = { ...fields, fullName: null, contactName: null };
    const page = await withUser.read('beginning', query({ includeContact: true }));
    expect(parsed(page).map((change) => change.message)).toEqual([
      { ...((await storedTexts()).get('msg1') as object), userId: 'cy', userIdSource: 'location', ...fields },
      { ...((await storedTexts()).get('msg2') as object), ...nobody },
    ]);
  });
});
