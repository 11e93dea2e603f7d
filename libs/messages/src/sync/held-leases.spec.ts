import { setImmediate as turn } from 'node:timers/promises';
import { MessagesError } from '../errors';
import { resolveOptions } from '../options';
import { Copies } from '../store/copies';
import { Lease, LeaseStore } from '../store/lease.store';
import { HeldLeases } from './held-leases';

const signal = new AbortController().signal;

/** A store in memory, where leases never run out. */
class FakeLeases {
  holder: string | null = null;
  wanted = 0;
  private fence = 0;

  acquire(locationId: string, holder: string): Promise<Lease | null> {
    if (this.holder !== null && this.holder !== holder) return Promise.resolve(null);
    this.holder = holder;
    return Promise.resolve({ locationId, fence: String((this.fence += 1)) });
  }
  renew = (): Promise<void> => Promise.resolve();
  want = (): Promise<void> => Promise.resolve(void (this.wanted += 1));
  release = (): Promise<void> => Promise.resolve(void (this.holder = null));
}

describe('the leases that a process holds', () => {
  let store: FakeLeases;
  let leases: HeldLeases;

  beforeEach(() => {
    store = new FakeLeases();
    leases = new HeldLeases(
      store as unknown as LeaseStore,
      { noteBegun: () => undefined } as unknown as Copies,
      resolveOptions({ dataDir: '' }),
    );
  });

  it('are given back when nobody uses them any more', async () => {
    expect(await leases.tryWhileHeld('loc', signal, ({ fence }) => Promise.resolve(fence))).toBe('1');
    expect(store.holder).toBeNull();
  });

  it('are not waited for by who only tries', async () => {
    store.holder = 'another process';
    expect(await leases.tryWhileHeld('loc', signal, () => Promise.resolve('done'))).toBeNull();
    expect(store.wanted).toBe(0);
    store.holder = null;
    expect(await leases.tryWhileHeld('loc', signal, () => Promise.resolve('done'))).toBe('done');
  });

  it('are shared by who tries and who waits', async () => {
    const both = await Promise.all([
      leases.tryWhileHeld('loc', signal, ({ fence }) => Promise.resolve(fence)),
      leases.whileHeld('loc', signal, ({ fence }) => Promise.resolve(fence)),
    ]);
    expect(both).toEqual(['1', '1']);
  });

  it('are taken anew by who comes after one was lost, though others still work under it', async () => {
    let free = (): void => undefined;
    const freed = new Promise<void>((resolve) => (free = resolve));
    const working = leases.whileHeld('loc', signal, () => freed);
    const lost = new MessagesError('lease-lost', 'Another process has it.');
    await expect(leases.whileHeld('loc', signal, () => Promise.reject(lost))).rejects.toBe(lost);
    expect(await leases.whileHeld('loc', signal, ({ fence }) => Promise.resolve(fence))).toBe('2');
    free();
    await working;
  });

  it('are left to who waits when who tries goes away, and the holder is told that they are wanted', async () => {
    store.holder = 'another process';
    const waiting = leases.whileHeld('loc', signal, () => Promise.resolve('done'));
    expect(await leases.tryWhileHeld('loc', signal, () => Promise.resolve('tried'))).toBeNull();
    const told = new Promise<void>((resolve) => {
      store.want = () => {
        store.holder = null;
        return Promise.resolve(resolve());
      };
    });
    await told;
    expect(await waiting).toBe('done');
  });

  it('are ours to one who tries after all once they came to one who waited', async () => {
    store.holder = 'another process';
    let free = (): void => undefined;
    const freed = new Promise<void>((resolve) => (free = resolve));
    const waiting = leases.whileHeld('loc', signal, () => freed);
    store.want = () => Promise.resolve(void (store.holder = null));
    while ((await leases.tryWhileHeld('loc', signal, () => Promise.resolve('done'))) === null) await turn();
    free();
    await waiting;
    expect(store.holder).toBeNull();
  });
});
