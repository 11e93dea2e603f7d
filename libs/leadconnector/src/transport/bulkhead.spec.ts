import { getEventListeners } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { Bulkhead } from './bulkhead';

const never = (): AbortSignal => new AbortController().signal;
const caller = (signal = never()) => ({ signal, priority: 'caller' as const });

describe('Bulkhead', () => {
  it('lets so many in, and the others as room is made, first come, first served', async () => {
    const bulkhead = new Bulkhead(2);
    const inside: number[] = [];
    for (const visitor of [1, 2, 3, 4]) void bulkhead.enter(caller()).then(() => inside.push(visitor));
    await turn();
    expect(inside).toEqual([1, 2]);
    bulkhead.leave();
    await turn();
    expect(inside).toEqual([1, 2, 3]);
    bulkhead.leave();
    await turn();
    expect(inside).toEqual([1, 2, 3, 4]);
  });

  it('lets callers in before walks, and these before backfill', async () => {
    const bulkhead = new Bulkhead(1);
    await bulkhead.enter(caller());
    const inside: string[] = [];
    for (const priority of ['backfill', 'walk', 'caller'] as const)
      void bulkhead.enter({ signal: never(), priority }).then(() => inside.push(priority));
    for (let left = 0; left < 3; left++) {
      bulkhead.leave();
      await turn();
    }
    expect(inside).toEqual(['caller', 'walk', 'backfill']);
  });

  it('lets whoever is aborted out of the line at once, and those behind move up', async () => {
    const bulkhead = new Bulkhead(1);
    await bulkhead.enter(caller());
    const controller = new AbortController();
    const given = expect(bulkhead.enter(caller(controller.signal))).rejects.toThrow('enough');
    const next = bulkhead.enter(caller());
    controller.abort(new Error('enough'));
    await given;
    bulkhead.leave();
    await next;
    bulkhead.leave();
    expect(bulkhead.isEmpty).toBe(true);
  });

  it('refuses who is aborted already, and leaves no listener behind', async () => {
    const bulkhead = new Bulkhead(1);
    await expect(bulkhead.enter(caller(AbortSignal.abort(new Error('enough'))))).rejects.toThrow('enough');
    expect(bulkhead.isEmpty).toBe(true);
    const signal = never();
    await bulkhead.enter(caller());
    const waiting = bulkhead.enter(caller(signal));
    bulkhead.leave();
    await waiting;
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it('never has more inside than it may, and never leaves one waiting while there is room', async () => {
    const steps = fc.array(fc.constantFrom('enter', 'leave', 'give up'), { maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 4 }), steps, async (capacity, all) => {
        const bulkhead = new Bulkhead(capacity);
        const line: { readonly controller: AbortController }[] = [];
        let inside = 0;
        for (const step of all) {
          if (step === 'leave' && inside > 0) {
            inside--;
            bulkhead.leave();
          }
          if (step === 'give up') line.pop()?.controller.abort(new Error('enough'));
          if (step === 'enter') {
            const visitor = { controller: new AbortController() };
            line.push(visitor);
            bulkhead.enter(caller(visitor.controller.signal)).then(
              () => (inside++, line.splice(line.indexOf(visitor), 1)),
              () => undefined,
            );
          }
          await turn();
          expect(inside).toBeLessThanOrEqual(capacity);
          expect(inside === capacity || line.length === 0).toBe(true);
        }
      }),
      { numRuns: 200 },
    );
  });
});
