import { setImmediate as turn } from 'node:timers/promises';
import { ReadCache } from './read-cache';
import { createTestCache, CREDENTIAL, HeldLoad } from './read-cache.fixture';

const TTL_MS = 5_000;

describe('the cache of reads', () => {
  let now: number;
  let cache: ReadCache;
  let counts: () => unknown;
  let loads: number;
  const next = () => Promise.resolve({ answer: ++loads });
  const share = (options = {}, ttlMs = TTL_MS) => cache.share(cache.keyOf(CREDENTIAL, 'export'), ttlMs, next, options);

  beforeEach(() => {
    now = 1_000_000;
    loads = 0;
    const { cache: made, statistics } = createTestCache({ now: () => now });
    cache = made;
    counts = () => statistics.snapshot().export;
  });

  it('asks once, and answers with its age until the time is over', async () => {
    expect(await share()).toEqual({ value: { answer: 1 }, ageMs: 0, hit: false });
    now += TTL_MS - 1;
    expect(await share()).toEqual({ value: { answer: 1 }, ageMs: TTL_MS - 1, hit: true });
    now += 1;
    expect(await share()).toEqual({ value: { answer: 2 }, ageMs: 0, hit: false });
    expect(counts()).toEqual({ hits: 1, misses: 2, shared: 0, errors: 0 });
  });

  it('takes nothing older than the caller allows, and keeps what it gets instead', async () => {
    await share();
    now += 2_000;
    expect(await share({ maxAgeMs: 1_999 })).toMatchObject({ value: { answer: 2 }, hit: false });
    expect(await share({ maxAgeMs: 0 })).toMatchObject({ value: { answer: 2 }, hit: true });
  });

  it('asks once for all who are not content with what somebody else found at the same moment', async () => {
    await share();
    now += 2_000;
    const answers = await Promise.all([share(), share({ maxAgeMs: 1_000 }), share({ maxAgeMs: 1_000 }), share()]);
    expect(answers.map(({ value, hit }) => ({ ...value, hit }))).toEqual([
      { answer: 1, hit: true },
      { answer: 2, hit: false },
      { answer: 2, hit: false },
      { answer: 1, hit: true },
    ]);
    expect(loads).toBe(2);
  });

  it('goes through to ask on refresh, and keeps the new answer', async () => {
    await share();
    expect(await share({ refresh: true })).toEqual({ value: { answer: 2 }, ageMs: 0, hit: false });
    expect(await share()).toMatchObject({ value: { answer: 2 }, hit: true });
  });

  it('believes nothing of a time that a clock set back has not reached yet', async () => {
    await share();
    now -= 1;
    expect(await share()).toMatchObject({ value: { answer: 2 }, hit: false });
    expect(await share()).toMatchObject({ value: { answer: 2 }, hit: true });
  });

  it('keeps nothing with a time of zero, and still asks once for many at once', async () => {
    const held = new HeldLoad<string>();
    const all = Array.from({ length: 5 }, () => cache.share(cache.keyOf(CREDENTIAL, 'export'), 0, held.load));
    await turn();
    held.finish('once');
    expect((await Promise.all(all)).map(({ value }) => value)).toEqual(Array.from({ length: 5 }, () => 'once'));
    expect(await share({}, 0)).toMatchObject({ hit: false });
  });

  it('keeps tokens, locations, kinds and parameters apart', async () => {
    const keys = [
      cache.keyOf(CREDENTIAL, 'export'),
      cache.keyOf({ ...CREDENTIAL, token: 'another' }, 'export'),
      cache.keyOf({ ...CREDENTIAL, locationId: 'loc2' }, 'export'),
      cache.keyOf(CREDENTIAL, 'search'),
      cache.keyOf(CREDENTIAL, 'export', { limit: 10 }),
    ];
    for (const [index, key] of keys.entries()) expect((await cache.share(key, TTL_MS, next)).value).toEqual({ answer: index + 1 });
    for (const [index, key] of keys.entries()) expect((await cache.share(key, TTL_MS, next)).value).toEqual({ answer: index + 1 });
  });

  it('asks once for a thousand who want the same at once', async () => {
    const held = new HeldLoad<string>();
    const key = cache.keyOf(CREDENTIAL, 'export');
    const all = Array.from({ length: 1_000 }, () => cache.share(key, TTL_MS, held.load));
    await turn();
    held.finish('the answer');
    for (const one of await Promise.all(all)) expect(one).toEqual({ value: 'the answer', ageMs: 0, hit: false });
    expect(held.calls).toBe(1);
    expect(counts()).toEqual({ hits: 0, misses: 1, shared: 999, errors: 0 });
  });

  it('tells a failure to all who wait, keeps none of it, and asks again', async () => {
    const held = new HeldLoad<string>();
    const key = cache.keyOf(CREDENTIAL, 'export');
    const both = [cache.share(key, TTL_MS, held.load), cache.share(key, TTL_MS, held.load)];
    await turn();
    held.fail(new Error('upstream is down'));
    for (const one of both) await expect(one).rejects.toThrow('upstream is down');
    expect(await share()).toMatchObject({ value: { answer: 1 }, hit: false });
    expect(counts()).toEqual({ hits: 0, misses: 1, shared: 0, errors: 1 });
  });

  it('lets a caller go without ending the load for the others', async () => {
    const held = new HeldLoad<string>();
    const key = cache.keyOf(CREDENTIAL, 'export');
    const caller = new AbortController();
    const first = cache.share(key, TTL_MS, held.load, { signal: caller.signal });
    const second = cache.share(key, TTL_MS, held.load);
    await turn();
    caller.abort(new Error('gone'));
    await expect(first).rejects.toThrow('gone');
    expect(held.signals[0]?.aborted).toBe(false);
    held.finish('for the other');
    expect((await second).value).toBe('for the other');
  });

  it('ends the load when nobody waits for it any more, and asks anew for who comes then', async () => {
    const held = new HeldLoad<string>();
    const key = cache.keyOf(CREDENTIAL, 'export');
    const callers = [new AbortController(), new AbortController()];
    const both = callers.map(({ signal }) => cache.share(key, TTL_MS, held.load, { signal }));
    await turn();
    for (const caller of callers) caller.abort(new Error('gone'));
    for (const one of both) await expect(one).rejects.toThrow('gone');
    expect(held.signals[0]?.aborted).toBe(true);
    held.fail(new Error('aborted'));
    expect(await share()).toMatchObject({ value: { answer: 1 }, hit: false });
  });

  it('does not let an answer that was asked for earlier replace a newer one', async () => {
    const held = new HeldLoad<string>();
    const key = cache.keyOf(CREDENTIAL, 'export');
    const slow = cache.share(key, TTL_MS, held.load);
    await turn();
    now += 10;
    await cache.share(key, TTL_MS, () => Promise.resolve('newer'), { refresh: true });
    held.finish('older');
    expect((await slow).value).toBe('older');
    expect((await cache.share(key, TTL_MS, held.load)).value).toBe('newer');
  });

  it('keeps each value for as long as it says', async () => {
    const key = cache.keyOf(CREDENTIAL, 'export');
    const byValue = () => cache.share(key, ({ answer }) => answer * 1_000, next);
    expect((await byValue()).value).toEqual({ answer: 1 });
    now += 1_000;
    expect((await byValue()).value).toEqual({ answer: 2 });
    now += 1_999;
    expect((await byValue()).value).toEqual({ answer: 2 });
  });
});
