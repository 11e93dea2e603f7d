import { MemoryStore } from './memory.store';

describe('the store in memory', () => {
  const keysOf = async (store: MemoryStore, keys: readonly string[]) => {
    const found = await Promise.all(keys.map(async (key) => [key, await store.get(key)] as const));
    return found.filter(([, value]) => value !== undefined).map(([key]) => key);
  };

  it('drops what was used least recently when there are too many entries', async () => {
    const store = new MemoryStore({ entries: 2, bytes: 1_000_000 });
    store.set('a', { value: 1 });
    store.set('b', { value: 2 });
    await store.get('a');
    store.set('c', { value: 3 });
    expect(await keysOf(store, ['a', 'b', 'c'])).toEqual(['a', 'c']);
  });

  it('drops what was used least recently when its entries are too large together', async () => {
    const store = new MemoryStore({ entries: 1_000, bytes: 100_000 });
    const keys = Array.from({ length: 20 }, (_, index) => `key-${index}`);
    for (const key of keys) store.set(key, { value: { text: 'x'.repeat(5_000) } });
    expect(await keysOf(store, keys)).toEqual(keys.slice(-9));
  });

  it('keeps no entry that alone would push the others out', async () => {
    const store = new MemoryStore({ entries: 1_000, bytes: 100_000 });
    store.set('small', { value: 'x' });
    store.set('large', { value: 'x'.repeat(10_000) });
    expect(await keysOf(store, ['small', 'large'])).toEqual(['small']);
  });

  it('gives back the very value, without a copy', async () => {
    const store = new MemoryStore({ entries: 2, bytes: 1_000 });
    const value = { value: ['a'] };
    store.set('key', value);
    expect(await store.get('key')).toBe(value);
    await store.delete('key');
    expect(await store.get('key')).toBeUndefined();
  });
});
