import { CoverageStore } from '../store/coverage.store';
import { MessageStore } from '../store/message.store';
import { SweepResult, Sweeper } from '../sync/sweep';
import { Walks } from '../sync/walks';
import { Sweeps } from './sweeps';

const CREDENTIAL = { locationId: 'loc1', token: 'token' };
const WINDOW = { after: 1_000, upTo: 2_000 };
const { signal } = new AbortController();

/** Sweeps that come out like this, one after the other; null while another process has the location. */
function sweeps(...results: (SweepResult | null)[]) {
  const windows: unknown[] = [];
  const coverage = {
    read: () => Promise.resolve({ channels: new Map([['messages', { coverage: [{ after: -Infinity, upTo: 1_500 }] }]]) }),
  };
  const sweeper = {
    sweep: ({ window }: { window: unknown }) => {
      windows.push(window);
      return Promise.resolve(results.shift());
    },
  };
  const walks = {
    attemptWork: (_: string, __: AbortSignal, work: (lease: unknown, calls: unknown) => Promise<unknown>) =>
      results[0] === null ? Promise.resolve(null) : work({}, {}),
  };
  const all = new Sweeps(
    walks as unknown as Walks,
    coverage as unknown as CoverageStore,
    {} as MessageStore,
    sweeper as unknown as Sweeper,
  );
  return { sweep: () => all.sweep(CREDENTIAL, WINDOW, signal), windows };
}

describe('sweeping a window', () => {
  it('sweeps of it what is covered', async () => {
    const { sweep, windows } = sweeps({ compared: 10, deleted: 0, unresolved: 0 });
    expect([await sweep(), windows]).toEqual([{ deleted: 0, unresolved: 0 }, [{ after: 1_000, upTo: 1_500 }]]);
  });

  it('goes on while more is gone than one sweep could ask about', async () => {
    const { sweep, windows } = sweeps(
      { compared: 2_000, deleted: 500, unresolved: 700 },
      { compared: 1_500, deleted: 500, unresolved: 200 },
      { compared: 1_000, deleted: 200, unresolved: 0 },
    );
    expect([await sweep(), windows.length]).toEqual([{ deleted: 1_200, unresolved: 0 }, 3]);
  });

  it('leaves to a later one what upstream tells nothing of', async () => {
    const { sweep, windows } = sweeps({ compared: 10, deleted: 0, unresolved: 3 });
    expect([await sweep(), windows.length]).toEqual([{ deleted: 0, unresolved: 3 }, 1]);
  });

  it('is not done while another process syncs the location', async () => {
    expect(await sweeps(null).sweep()).toBeNull();
  });
});
