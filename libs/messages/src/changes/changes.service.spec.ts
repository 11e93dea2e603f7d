import { MessagesError } from '../errors';
import { FeedPosition } from '../model/feed-position';
import { ChangeReader, ReadPage } from './change.reader';
import { ChangeSignals } from './change.signals';
import { aChangesQuery } from './changes.fixture';
import { ChangesService } from './changes.service';
import { TailRefresh } from './tail.refresh';

const at = (sequence: number): FeedPosition => ({ incarnation: 'one', sequence: BigInt(sequence), copiedTo: null });
const page = (sequence: number, given: Partial<ReadPage> = {}): ReadPage => ({
  ...{ changes: [], next: `p${sequence}`, end: at(sequence), isCaughtUp: true },
  ...given,
});
const CHANGED = { changes: [{ action: 'added' as const, json: [], positionAfter: () => '' }] };
const DOWN = new MessagesError('store-unavailable', 'The store can not be reached.');
const WAIT = { waitMs: 60_000, signal: new AbortController().signal };

/** Pages and failures are given out in their order; `woken` tells what was waited for. */
function stage(answers: readonly (ReadPage | Error)[]) {
  const rest = [...answers];
  const calls: string[] = [];
  const reader: Partial<ChangeReader> = {
    startOf: () => at(1),
    read: (start) => {
      calls.push(`read ${start === 'beginning' ? start : start.sequence}`);
      const next = rest.shift() ?? page(99, CHANGED);
      return next instanceof Error ? Promise.reject(next) : Promise.resolve(next);
    },
  };
  const signals: Partial<ChangeSignals> = {
    ending: new AbortController().signal,
    untilChanged: (_, { sequence }) => (calls.push(`wait ${sequence}`), Promise.resolve()),
  };
  const tail: Partial<TailRefresh> = { ageOf: () => 30_000, refresh: () => (calls.push('refresh'), Promise.resolve()) };
  return { calls, service: new ChangesService(reader as ChangeReader, signals as ChangeSignals, tail as TailRefresh) };
}
const query = aChangesQuery('loc1', { since: 'p1' });

describe('ChangesService', () => {
  it('has upstream asked only when there is nothing left to catch up with', async () => {
    const behind = stage([page(5, { ...CHANGED, isCaughtUp: false })]);
    expect((await behind.service.read(query)).next).toBe('p5');
    expect(behind.calls).toEqual(['read 1']);
    const caughtUp = stage([page(1), page(2, CHANGED)]);
    expect((await caughtUp.service.read(query)).next).toBe('p2');
    expect(caughtUp.calls).toEqual(['read 1', 'refresh', 'read 1']);
  });

  it('waits until something is there that is wanted', async () => {
    const { service, calls } = stage([page(1), page(1), page(4), page(7, CHANGED)]);
    expect((await service.wait(query, WAIT)).next).toBe('p7');
    expect(calls).toEqual(['read 1', 'refresh', 'read 1', 'wait 1', 'read 1', 'wait 4', 'read 4']);
  });

  it('doesn’t wait while there is more to look through', async () => {
    const { service, calls } = stage([page(1), page(5, { isCaughtUp: false }), page(7, CHANGED)]);
    expect((await service.wait(query, WAIT)).next).toBe('p7');
    expect(calls).toEqual(['read 1', 'refresh', 'read 1', 'read 5']);
  });

  it('answers where it came to when it doesn’t wait, though nothing was wanted', async () => {
    const { service, calls } = stage([page(5, { isCaughtUp: false })]);
    expect(await service.read(query)).toMatchObject({ changes: [], next: 'p5' });
    expect(calls).toEqual(['read 1']);
  });

  it('goes on waiting when the store is away for a moment, but says so where it has begun to answer', async () => {
    const { service, calls } = stage([page(1), page(1), DOWN, page(3, CHANGED)]);
    expect((await service.wait(query, WAIT)).next).toBe('p3');
    expect(calls.slice(3)).toEqual(['wait 1', 'read 1', 'wait 1', 'read 1']);
    await expect(stage([DOWN]).service.wait(query, WAIT)).rejects.toBe(DOWN);
    await expect(stage([page(1), page(5, { isCaughtUp: false }), DOWN]).service.wait(query, WAIT)).rejects.toBe(DOWN);
  });

  it('says that the position is gone also to who waits', async () => {
    const gone = new MessagesError('position-gone', 'Gone.');
    await expect(stage([page(1), page(1), gone]).service.wait(query, WAIT)).rejects.toBe(gone);
  });
});
