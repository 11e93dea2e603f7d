import { resolveOptions } from '../options';
import { FeedPosition } from '../model/feed-position';
import { ChangeState, ChangeStore } from '../store/change.store';
import { Walks } from '../sync/walks';
import { ChangeSignals } from './change.signals';

const at = (sequence: bigint, incarnation = 'one'): FeedPosition => ({ incarnation, sequence, copiedTo: null });
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('ChangeSignals', () => {
  let states: Map<string, ChangeState>;
  let asked: string[][];
  let isDown: boolean;
  let announce: Map<string, () => void>;
  let signals: ChangeSignals;
  let over: AbortController;

  const change = (locationId: string, sequence: bigint, incarnation = 'one') =>
    states.set(locationId, { incarnation, sequence, prunedTo: 0n, contactsVersion: '0' });

  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] });
    [states, asked, isDown, announce, over] = [new Map(), [], false, new Map(), new AbortController()];
    const store: Partial<ChangeStore> = {
      states: (ids) => {
        asked.push([...ids]);
        return isDown ? Promise.reject(new Error('down')) : Promise.resolve(states);
      },
    };
    const walks: Partial<Walks> = {
      onceChanged: (locationId, listener) => (announce.set(locationId, listener), () => void announce.delete(locationId)),
    };
    signals = new ChangeSignals(store as ChangeStore, walks as Walks, resolveOptions({ dataDir: '' }));
    change('loc1', 1n);
    change('loc2', 1n);
  });

  afterEach(() => jest.useRealTimers());

  /** One who waits, and whether it still does. */
  const waiting = (locationId = 'loc1', known = at(1n), signal = over.signal) => {
    const waiter = { isWoken: false };
    void signals.untilChanged(locationId, known, signal).then(() => (waiter.isWoken = true));
    return waiter;
  };
  const pass = async (ms: number) => {
    await jest.advanceTimersByTimeAsync(ms);
    await turn();
  };

  it('asks the store once a second for all who wait, and wakes those whose location changed', async () => {
    const [first, second, other] = [waiting(), waiting(), waiting('loc2')];
    await pass(2_000);
    expect(asked).toEqual([
      ['loc1', 'loc2'],
      ['loc1', 'loc2'],
    ]);
    change('loc1', 2n);
    await pass(1_000);
    expect([first, second, other].map(({ isWoken }) => isWoken)).toEqual([true, true, false]);
    await pass(1_000);
    expect(asked.at(-1)).toEqual(['loc2']);
  });

  it('looks at once when a walk of this process has stored something, again and again', async () => {
    const waiter = waiting();
    announce.get('loc1')?.();
    await turn();
    expect([asked.length, waiter.isWoken]).toEqual([1, false]);
    change('loc1', 2n);
    announce.get('loc1')?.();
    await turn();
    expect(waiter.isWoken).toBe(true);
  });

  it('looks once more for what was announced while it looked', async () => {
    const waiter = waiting();
    announce.get('loc1')?.();
    change('loc1', 2n);
    announce.get('loc1')?.();
    await turn();
    await turn();
    expect([asked.length, waiter.isWoken]).toEqual([2, true]);
  });

  it('wakes who waits for what was purged, or begun anew', async () => {
    const [anew, gone, never] = [waiting('loc1', at(1n)), waiting('loc3', at(1n)), waiting('loc4', at(0n, ''))];
    change('loc1', 1n, 'two');
    await pass(1_000);
    expect([anew, gone, never].map(({ isWoken }) => isWoken)).toEqual([true, true, false]);
  });

  it('asks nothing any more when nobody waits', async () => {
    const waiter = waiting();
    over.abort();
    await turn();
    await pass(5_000);
    expect([waiter.isWoken, asked, announce.size]).toEqual([true, [], 0]);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('goes on while the store is down', async () => {
    const waiter = waiting();
    isDown = true;
    await pass(3_000);
    expect([asked.length, waiter.isWoken]).toEqual([3, false]);
    isDown = false;
    change('loc1', 2n);
    await pass(1_000);
    expect(waiter.isWoken).toBe(true);
  });

  it('lets nobody wait when the service stops', async () => {
    const waiter = waiting();
    signals.beforeApplicationShutdown();
    await turn();
    expect(waiter.isWoken).toBe(true);
    const late = waiting();
    await turn();
    expect([late.isWoken, signals.ending.aborted]).toEqual([true, true]);
  });
});
