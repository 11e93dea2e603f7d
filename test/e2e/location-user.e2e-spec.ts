import { createSandbox, Sandbox } from '../../apps/sandbox/src/create-sandbox';
import { startTestApi, TestApi } from '../harness/test-api';
import { createTestDatabase, TestDatabase } from '../harness/test-database';

const LOCATION = 've9EPM428h8vShlRW1KT';
const SEARCH = `/messages/search?locationId=${LOCATION}&type=TYPE_CALL,TYPE_SMS&limit=1000&includeTotal=true`;

interface Attributed {
  readonly id: string;
  readonly userId: string | null;
  readonly userIdSource: string;
}

describe('a user configured for a location', () => {
  let sandbox: Sandbox;
  let database: TestDatabase;

  beforeAll(async () => {
    sandbox = await createSandbox({ messages: 900 });
    database = await createTestDatabase();
  });

  afterAll(async () => {
    await sandbox.close();
    await database.drop();
  });

  const withApi = async <Result>(environment: Record<string, string>, work: (api: TestApi) => Promise<Result>): Promise<Result> => {
    const api = await startTestApi({ databaseUrl: database.url, upstreamUrl: sandbox.url, token: 'pit-sandbox-main', environment });
    try {
      return await work(api);
    } finally {
      await api.close();
    }
  };
  const read = async (api: TestApi, filter = ''): Promise<{ messages: Attributed[]; total: number }> => {
    const { status, body } = await api.get(`${SEARCH}${filter}`);
    expect({ status, nextPage: body.messages.nextPage }).toEqual({ status: 200, nextPage: false });
    return { messages: body.messages.messages as Attributed[], total: body.total as number };
  };

  it('has what belongs to nobody else, in answers and filters alike, as long as it is configured', async () => {
    const without = await withApi({}, (api) => read(api));
    const nobodys = without.messages.filter(({ userIdSource }) => userIdSource === 'none');
    expect(nobodys.length).toBeGreaterThan(0);
    const somebody = without.messages.find(({ userId }) => userId !== null)?.userId ?? '';
    const expected = without.messages.map((message) =>
      message.userIdSource === 'none' ? { ...message, userId: somebody, userIdSource: 'location' } : message,
    );

    await withApi({ LOCATION_USERS: `${LOCATION}:${somebody}` }, async (api) => {
      expect((await read(api)).messages).toEqual(expected);
      const theirs = expected.filter(({ userId }) => userId === somebody);
      expect(await read(api, `&userId=${somebody}`)).toEqual({ messages: theirs, total: theirs.length });
      expect(await read(api, '&userId=none')).toEqual({ messages: [], total: 0 });
    });
    expect(await withApi({}, (api) => read(api))).toEqual(without);
  });

  it('has them in reports too, by name, and nothing is left for nobody', async () => {
    interface Row {
      readonly user: { readonly id: string; readonly name: string | null } | null;
      readonly count: number;
      readonly answered: number;
      readonly missed: number;
      readonly talkTime: { readonly totalSeconds: number };
    }
    const report = async (api: TestApi, filter = ''): Promise<{ rows: Row[]; total: Omit<Row, 'user'> }> => {
      const { status, body } = await api.get(`/messages/stats?locationId=${LOCATION}&type=TYPE_CALL,TYPE_SMS${filter}`);
      expect(status).toBe(200);
      const { rows, total } = body as { rows: Row[]; total: Omit<Row, 'user'> };
      return { rows, total };
    };
    const without = await withApi({}, (api) => report(api, '&groupBy=user'));
    const nobodys = without.rows.find(({ user }) => user === null);
    const theirs = without.rows.find(({ user }) => user !== null);
    if (!nobodys || !theirs?.user) throw new Error('The location has no messages of nobody, or of somebody.');
    const somebody = theirs.user.id;
    const added = (read: (row: Row) => number): number => read(nobodys) + read(theirs);

    await withApi({ LOCATION_USERS: `${LOCATION}:${somebody}` }, async (api) => {
      const { rows, total } = await report(api, '&groupBy=user');
      const expected = {
        user: theirs.user,
        count: added(({ count }) => count),
        answered: added(({ answered }) => answered),
        missed: added(({ missed }) => missed),
        talkTime: {
          totalSeconds: added(({ talkTime }) => talkTime.totalSeconds),
          medianSeconds: expect.any(Number) as number,
        },
      };
      expect(rows).toEqual(without.rows.filter(({ user }) => user !== null).map((row) => (row.user?.id === somebody ? expected : row)));
      expect(total).toEqual(without.total);
      const { user: _, ...counts } = rows.find(({ user }) => user?.id === somebody) ?? { user: null };
      expect((await report(api, `&userId=${somebody}`)).total).toEqual(counts);
      expect((await report(api, '&userId=none&groupBy=day')).rows).toEqual([]);
    });
    expect(await withApi({}, (api) => report(api, '&groupBy=user'))).toEqual(without);
  });
});
