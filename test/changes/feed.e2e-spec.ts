import { ALL_TIME, Sweeps, TombstonePruner } from '@app/messages';
import { MAIN_TOKEN, OTHER_TOKEN } from '../../apps/sandbox/src/create-sandbox';
import { readContract } from '../contract/contract';
import { expectSame } from '../e2e/truth.paging';
import { expectedOf, truthOf, typesOf } from '../e2e/truth.reference';
import { setStage, Stage } from '../e2e/truth.stage';
import { askChanges, Change, Consumer } from './feed.client';

/** By then upstream shows a change, and it has settled. */
const SHOWN_MS = 70_000;
const NO_CACHE = { headers: { 'cache-control': 'no-cache' } };
const OPERATION = 'get /messages/changes';

describe('the change feed', () => {
  const contract = readContract();
  let stage: Stage;

  beforeEach(async () => {
    stage = await setStage({ messages: 900 });
  });

  afterEach(() => stage.close());

  const truth = () => truthOf(stage.sandbox.world, stage.locationId);
  const expected = (types = typesOf(truth())) => expectedOf(truth(), { type: types });
  const sweep = () => {
    const credential = { locationId: stage.locationId, token: MAIN_TOKEN };
    return stage.api.app.get(Sweeps).sweep(credential, ALL_TIME, new AbortController().signal);
  };
  const shown = () => stage.clock.advance(SHOWN_MS);
  const summary = (changes: readonly Change[]) => changes.map(({ action, id }): [string, string] => [id, action]);

  it('brings everything from the beginning, all history walked with the caller’s token, and then what changes', async () => {
    const { world } = stage.sandbox;
    const consumer = new Consumer(stage, 'beginning', { limit: 100 });
    const first = await consumer.follow();
    expect(new Set(first.map(({ action }) => action))).toEqual(new Set(['added']));
    expectSame(consumer.messages, expected());
    const [changed, removed, retried] = expected().slice(100) as [{ id: string }, { id: string }, { id: string }];
    world.updateMessage(changed.id, { status: 'failed' });
    shown();
    const added = world.addMessage({ body: 'New' });
    shown();
    expect(new Map(summary(await consumer.follow()))).toEqual(
      new Map([
        [changed.id, 'changed'],
        [added.id, 'added'],
      ]),
    );
    world.deleteMessage(removed.id);
    const again = world.retryMessage(retried.id);
    shown();
    expect(await sweep()).toMatchObject({ deleted: 2, unresolved: 0 });
    const last = await consumer.follow();
    expect(new Map(summary(last))).toEqual(
      new Map([
        [again.id, 'added'],
        [removed.id, 'deleted'],
        [retried.id, 'deleted'],
      ]),
    );
    expect(last.find(({ id }) => id === removed.id)).toEqual({
      ...{ action: 'deleted', id: removed.id, message: null },
      dateDeleted: new Date(stage.clock.now()).toISOString(),
    });
    expectSame(consumer.messages, expected());
    const found = await stage.api.get(
      `/messages/search?locationId=${stage.locationId}&type=${typesOf(truth()).join()}&limit=1000&includeTotal=true`,
    );
    expect(found.body.total).toBe(expected().length);
  });

  it('follows from now on', async () => {
    const { body } = await askChanges(stage, { since: 'now' }, NO_CACHE);
    expect(body).toEqual({ changes: [], next: expect.any(String), traceId: expect.any(String) });
    const consumer = new Consumer(stage, body.next as string);
    const added = stage.sandbox.world.addMessage({ body: 'New' });
    shown();
    expect(summary(await consumer.follow())).toEqual([[added.id, 'added']]);
    expectSame(consumer.messages, expected().slice(-1));
  });

  it('brings only the types that are wanted, and the contact where it is', async () => {
    const consumer = new Consumer(stage, 'beginning', { type: 'CALL', includeContact: true, limit: 1000 });
    await consumer.follow();
    await stage.api.get(`/messages/search?locationId=${stage.locationId}&type=TYPE_CALL&limit=1000&includeContact=true`);
    expectSame(
      consumer.messages.map(({ id }) => ({ id })),
      expected(['TYPE_CALL']).map(({ id }) => ({ id })),
    );
    const settled = new Consumer(stage, 'beginning', { type: 'CALL', includeContact: true, limit: 1000 });
    await settled.follow();
    expectSame(settled.messages, expectedOf(truth(), { type: ['TYPE_CALL'], includeContact: true }));
  });

  it('keeps to its contract', async () => {
    const kept = async (status: number, query: Parameters<typeof askChanges>[1], options?: Parameters<typeof askChanges>[2]) => {
      const answer = await askChanges(stage, query, options);
      expect({ status: answer.status, faults: contract.faultsOf(OPERATION, answer) }).toEqual({ status, faults: [] });
      return answer;
    };
    const { body } = await kept(200, { since: 'beginning', limit: 1000 });
    stage.sandbox.world.deleteMessage((body.changes as Change[])[0]?.id ?? '');
    shown();
    await sweep();
    expect((await kept(200, { since: body.next as string }, NO_CACHE)).body.changes).toMatchObject([{ action: 'deleted' }]);
    await kept(400, { since: 'bm90LWEtcmVhbC1wb3NpdGlvbg' });
    await kept(401, { since: 'now' }, { token: null });
    await kept(401, { since: 'now' }, { token: 'pit-unknown' });
    await kept(403, { since: 'now' }, { token: OTHER_TOKEN });
    await kept(422, { since: 'now', wait: 61 });
  });

  it('reports every fault of its parameters', async () => {
    const { status, body } = await askChanges(stage, { limit: 0, wait: 'x', type: 'a b', nope: 1 });
    expect({ status, message: body.message }).toEqual({
      status: 422,
      message: expect.arrayContaining([
        'since must be now, beginning, or the next of the answer before; it is missing',
        'limit must be a whole number from 1 to 1000; given 0',
        'wait must be whole seconds from 0 to 60; given "x"',
        expect.stringContaining('type must be 1 to 50 message types'),
        expect.stringContaining('"nope" is not a parameter'),
      ]),
    });
  });

  it('goes on while upstream is down, and refuses who upstream refuses', async () => {
    const consumer = new Consumer(stage, 'beginning', { limit: 1000 });
    await consumer.follow();
    stage.sandbox.faults.always({ path: '/conversations/messages/export' }, { kind: 'status', status: 500, body: {} });
    stage.clock.advance(40_000);
    expect(await consumer.follow({})).toEqual([]);
    expectSame(consumer.messages, expected());
    stage.sandbox.faults.clear();
    stage.sandbox.world.revokeToken(MAIN_TOKEN);
    stage.clock.advance(70_000);
    expect((await askChanges(stage, { since: consumer.since })).status).toBe(401);
  });

  it('says of a position that is too old what to do', async () => {
    const { body } = await askChanges(stage, { since: 'beginning', limit: 10 });
    const old = await askChanges(stage, { since: 'now' });
    stage.sandbox.world.deleteMessage((body.changes as Change[])[0]?.id ?? '');
    shown();
    await sweep();
    stage.clock.advance(31 * 86_400_000);
    expect(await stage.api.app.get(TombstonePruner).pruneAll()).toBe(1);
    const answer = await askChanges(stage, { since: old.body.next as string });
    expect({ status: answer.status, faults: contract.faultsOf(OPERATION, answer) }).toEqual({ status: 410, faults: [] });
    expect(answer.body.message).toContain('begin again with since=beginning');
    const copy = new Consumer(stage, 'beginning');
    await copy.follow();
    expectSame(copy.messages, expected());
  });
});
