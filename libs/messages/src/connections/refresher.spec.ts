import { resolveOptions } from '../options';
import { Database } from '../store/database';
import { ConnectionCalls, OAuthTokens, TokensOutcome } from '../upstream/connection.calls';
import { ConnectionStore } from './connection.store';
import { KeyRing } from './key.ring';
import { Refresher } from './refresher';
import { SecretCipher } from './secret.cipher';
import { writePair } from './token.pair';
import { openTestStore, TestStore } from '../../../../test/store/test-store';

const APP = { clientId: 'app-1', clientSecret: 's', redirectUri: 'https://x.example/cb', consentUrl: 'https://y.example', scopes: [] };
const OPTIONS = resolveOptions({ dataDir: '', oauth: APP });
const LOCATION = { kind: 'location', id: 'loc1' } as const;

function somePair(accessToken: string): OAuthTokens {
  const rest = { userType: 'Location', locationId: 'loc1', companyId: null, scope: null } as const;
  return { accessToken, refreshToken: `${accessToken}-refresh`, expiresInMs: 86_400_000, ...rest };
}

describe('Refresher', () => {
  const cipher = new SecretCipher(new KeyRing([Buffer.alloc(32, 1)]));
  let testStore: TestStore;
  let database: Database;
  let refreshed: string[];
  let onRefresh: (refreshToken: string) => Promise<TokensOutcome>;

  beforeAll(async () => {
    testStore = await openTestStore();
    database = testStore.database;
  });

  beforeEach(async () => {
    refreshed = [];
    onRefresh = (refreshToken) => Promise.resolve({ kind: 'tokens', tokens: somePair(`after-${refreshToken}`) });
    const sealed = cipher.seal({ kind: 'oauth', ownerId: 'loc1' }, writePair({ accessToken: 'first', refreshToken: 'r1' }));
    const life = { lifeMs: -1, refreshAfterMs: -2 };
    await new ConnectionStore(database, cipher).put({ locationId: 'loc1', type: 'oauth', sealed, life });
  });

  afterAll(async () => {
    await testStore.close();
  });

  const refresherOn = (store: Database) => {
    const calls = {
      refresh: (_app: unknown, _owner: unknown, refreshToken: string) => {
        refreshed.push(refreshToken);
        return onRefresh(refreshToken);
      },
    };
    return new Refresher(store, cipher, calls as unknown as ConnectionCalls, OPTIONS, () => new Promise(setImmediate));
  };

  /** The store, its statements by name changed by `intercept`. */
  const storeThat = (intercept: (name: string, run: () => Promise<never[]>) => Promise<never[]>): Database => {
    const store = Object.create(database) as Database;
    store.query = (statement, values) => intercept(statement.name, () => database.query(statement, values));
    return store;
  };

  it('gives a new token out only once it is stored', async () => {
    const order: string[] = [];
    onRefresh = (refreshToken) => {
      order.push('answered');
      return Promise.resolve({ kind: 'tokens', tokens: somePair(`after-${refreshToken}`) });
    };
    const store = storeThat(async (name, run) => {
      const rows = await run();
      if (name.endsWith('.replace')) order.push('stored');
      return rows;
    });
    const token = await refresherOn(store).tokenOf(LOCATION);
    order.push('given out');
    expect([token, order]).toEqual(['after-r1', ['answered', 'stored', 'given out']]);
  });

  it('tries again to store a pair that can’t be had again, and doesn’t ask for another', async () => {
    let failures = 3;
    const store = storeThat((name, run) =>
      name.endsWith('.replace') && failures-- > 0 ? Promise.reject(new Error('The store is away.')) : run(),
    );
    expect([await refresherOn(store).tokenOf(LOCATION), refreshed]).toEqual(['after-r1', ['r1']]);
    expect(await refresherOn(database).tokenOf(LOCATION)).toBe('after-r1');
  });

  it('doesn’t give out a pair that could not be stored', async () => {
    let isAway = true;
    const store = storeThat((name, run) => (name.endsWith('.replace') && isAway ? Promise.reject(new Error('The store is away.')) : run()));
    await expect(refresherOn(store).tokenOf(LOCATION)).rejects.toThrow('The store is away.');
    isAway = false;
    // Who comes next finds the old refresh token; upstream doesn't take it again, and that's the end of it.
    onRefresh = () => Promise.resolve({ kind: 'refused', code: 'bad-request' });
    await testStore.owner.query({ text: `update connections set refresh_until = '-infinity'` }, []);
    expect([await refresherOn(database).tokenOf(LOCATION), refreshed]).toEqual([null, ['r1', 'r1']]);
  });

  it('takes over from a refresher that died, when its lease is over', async () => {
    onRefresh = () => new Promise(() => undefined);
    void refresherOn(database).tokenOf(LOCATION);
    while (refreshed.length === 0) await new Promise((resolve) => setImmediate(resolve));
    onRefresh = (refreshToken) => Promise.resolve({ kind: 'tokens', tokens: somePair(`after-${refreshToken}`) });
    const waiting = refresherOn(database).tokenOf(LOCATION);
    await testStore.owner.query({ text: `update connections set refresh_until = clock_timestamp()` }, []);
    expect([await waiting, refreshed]).toEqual(['after-r1', ['r1', 'r1']]);
  });
});
