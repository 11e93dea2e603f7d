import { openTestStore, TestStore } from '../../../../test/store/test-store';
import { UserStore } from './user.store';

const ann = { id: 'ann', name: 'Ann', email: 'ann@example.com' };
const bob = { id: 'bob', name: null, email: null };

describe('UserStore', () => {
  let testStore: TestStore;
  let store: UserStore;

  beforeAll(async () => {
    testStore = await openTestStore();
    store = new UserStore(testStore.database);
  });

  afterAll(() => testStore.close());

  const versionOf = async (locationId: string): Promise<string | undefined> => {
    const text = 'select users_version from locations where location_id = $1';
    return (await testStore.owner.query<{ users_version: string }>({ text }, [locationId]))[0]?.users_version;
  };

  it('keeps the users of each location apart, with a version that grows when one of them has news', async () => {
    await store.save('one', [ann, bob], 1_000);
    await store.save('other', [{ ...ann, name: 'Another Ann' }], 1_000);
    expect([await store.all('one'), await versionOf('one')]).toEqual([[ann, bob], '1']);
    await store.save('one', [ann, bob], 2_000);
    expect(await versionOf('one')).toBe('1');
    await store.save('one', [{ ...bob, name: 'Bob' }, ann], 3_000);
    expect([await versionOf('one'), await versionOf('other'), await versionOf('none')]).toEqual(['2', '1', undefined]);
    await store.save('one', [bob], 2_500);
    expect([await store.all('one'), await versionOf('one')]).toEqual([[ann, { ...bob, name: 'Bob' }], '2']);
    expect(await store.all('other')).toEqual([{ ...ann, name: 'Another Ann' }]);
  });

  it('tells since which version nobody is known', async () => {
    expect(await store.noneSince('empty')).toBe('0');
    await store.save('empty', [ann], 1_000);
    await store.save('full', [ann], 1_000);
    expect(await store.noneSince('empty')).toBeNull();
    await testStore.owner.query({ text: `delete from users where location_id = 'empty'` }, []);
    expect([await store.noneSince('empty'), await store.noneSince('full')]).toEqual(['1', null]);
  });

  it('asks again for those without a name when that was long ago', async () => {
    await store.save('asked', [ann, bob], 5_000);
    expect(await store.unknown('asked', ['ann', 'bob', 'eve'], 4_000, 10)).toEqual(['eve']);
    expect(await store.unknown('asked', ['ann', 'bob', 'eve'], 5_000, 10)).toEqual(['bob', 'eve']);
    expect(await store.unknown('asked', ['ann', 'bob', 'eve'], 5_000, 1)).toEqual(['bob']);
  });
});
