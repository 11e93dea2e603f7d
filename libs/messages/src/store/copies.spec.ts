import { Copies } from './copies';
import { Database } from './database';

describe('Copies', () => {
  const begun = new Set<string>();
  let asked = 0;
  let now = 1_000_000;
  const database = {
    query: (_: unknown, [locationId]: [string]) => {
      asked += 1;
      return Promise.resolve(begun.has(locationId) ? [{}] : []);
    },
  };
  let copies: Copies;

  beforeEach(() => {
    begun.clear();
    asked = 0;
    copies = new Copies(database as unknown as Database, { now: () => now });
  });

  it('asks once a second whether a location that has none has one by now', async () => {
    expect(await copies.has('loc1')).toBe(false);
    now += 1_000;
    begun.add('loc1');
    expect([await copies.has('loc1'), asked]).toEqual([false, 1]);
    now += 1;
    expect([await copies.has('loc1'), asked]).toEqual([true, 2]);
  });

  it('knows at once of a copy that this process begins, also while it asks', async () => {
    const asking = copies.has('loc1');
    copies.noteBegun('loc1');
    expect([await asking, await copies.has('loc1'), asked]).toEqual([true, true, 1]);
    expect(await copies.has('loc2')).toBe(false);
    copies.noteBegun('loc2');
    expect(await copies.has('loc2')).toBe(true);
  });
});
