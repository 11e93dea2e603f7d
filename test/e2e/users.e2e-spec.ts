import { readCsv } from '../../apps/api/src/search/csv.fixture';
import { setStage, Stage } from './truth.stage';

const DAY_MS = 86_400_000;

interface Shown {
  readonly id: string;
  readonly userId: string | null;
  readonly userName?: string | null;
  readonly userEmail?: string | null;
}

describe('the users of messages', () => {
  let stage: Stage;
  let path: string;

  beforeAll(async () => {
    stage = await setStage({ messages: 500 });
    path = `/messages/search?locationId=${stage.locationId}&type=TYPE_CALL,TYPE_SMS&limit=1000`;
  });

  afterAll(() => stage.close());

  const messagesOf = async (suffix = ''): Promise<Shown[]> => (await stage.api.get(path + suffix)).body.messages.messages as Shown[];
  const requestsTo = (start: string): string[] =>
    stage.sandbox.requests.map((request) => request.path).filter((one) => one.startsWith(start));
  /** The messages with what upstream says of each user now. */
  const withUsers = (messages: readonly Shown[]): Shown[] =>
    messages.map((message) => {
      const user = stage.sandbox.world.users.get(message.userId ?? '');
      return { ...message, userName: user?.name ?? null, userEmail: user?.email ?? null };
    });

  it('are named where that is asked for, by one request for the list', async () => {
    const without = await messagesOf();
    expect(requestsTo('/users')).toEqual([]);
    expect(await messagesOf('&includeUser=true')).toEqual(withUsers(without));
    expect(requestsTo('/users')).toEqual(['/users/']);
    expect(new Set(without.map(({ userId }) => userId === null))).toEqual(new Set([true, false]));
    const both = await messagesOf('&includeUser=true&includeContact=true');
    const contacts = await messagesOf('&includeContact=true');
    expect(both).toEqual(withUsers(contacts));
    const posted = await stage.api.post('/messages/search', {
      ...{ locationId: stage.locationId, type: ['TYPE_CALL', 'TYPE_SMS'], limit: 1000, includeUser: true },
    });
    expect(posted.body.messages.messages).toEqual(withUsers(without));
  });

  it('are named in streams and in CSV', async () => {
    const all = path.replace('&limit=1000', '');
    const expected = withUsers(await messagesOf());
    const ndjson = (await stage.api.get(`${all}&includeUser=true`, { headers: { accept: 'application/x-ndjson' } })).body as string;
    const lines = ndjson.trim().split('\n');
    expect(lines.slice(0, -1).map((line) => JSON.parse(line) as Shown)).toEqual(expected);
    const csv = (await stage.api.get(`${all}&includeUser=true&columns=id,userName,userEmail`, { headers: { accept: 'text/csv' } }))
      .body as string;
    expect(readCsv(csv)).toEqual([
      ['id', 'userName', 'userEmail'],
      ...expected.map((one) => [one.id, one.userName ?? '', one.userEmail ?? '']),
    ]);
    const refused = await stage.api.get(`${all}&columns=id,userName`, { headers: { accept: 'text/csv' } });
    expect([refused.status, refused.body.message]).toEqual([
      422,
      ['columns must not have userName without includeUser=true; given ["id","userName"]'],
    ]);
  });

  it('change the ETag of who asked for them, and of nobody else, when one has another name', async () => {
    const tagOf = async (suffix: string) => (await stage.api.get(path + suffix)).headers.get('etag');
    const before = [await tagOf(''), await tagOf('&includeUser=true')];
    const [user] = [...stage.sandbox.world.users.values()].filter(({ roles }) => roles.locationIds.includes(stage.locationId));
    if (!user) throw new Error('The location has no users.');
    stage.sandbox.world.users.set(user.id, { ...user, name: 'Zoë "Quoted" Müller', email: '' });
    stage.clock.advance(61_000);
    const after = [await tagOf(''), await tagOf('&includeUser=true')];
    expect([after[0] === before[0], after[1] === before[1]]).toEqual([true, false]);
    const theirs = (await messagesOf('&includeUser=true')).filter(({ userId }) => userId === user.id);
    expect(theirs.length).toBeGreaterThan(0);
    expect(new Set(theirs.map(({ userName, userEmail }) => JSON.stringify([userName, userEmail])))).toEqual(
      new Set(['["Zoë \\"Quoted\\" Müller",null]']),
    );
  });

  it('who left keep their names; whom the list never had is asked for alone, once a day', async () => {
    const [named, gone] = [...new Set((await messagesOf()).map(({ userId }) => userId))].filter((id) => id !== null);
    const kept = stage.sandbox.world.users.get(named ?? '');
    stage.sandbox.world.users.delete(named ?? '');
    stage.clock.advance(61_000);
    const still = (await messagesOf('&includeUser=true')).find(({ userId }) => userId === named);
    expect(still?.userName).toBe(kept?.name);
    const [message] = await messagesOf(`&userId=${gone}`);
    stage.sandbox.world.updateMessage(message?.id ?? '', { userId: 'nobodyKnowsThisUser1' });
    stage.clock.advance(DAY_MS / 2);
    await messagesOf();
    const shown = (await messagesOf('&includeUser=true')).filter(({ userId }) => userId === 'nobodyKnowsThisUser1');
    expect(shown.map(({ userName, userEmail }) => [userName, userEmail])).toEqual([[null, null]]);
    expect(requestsTo('/users/nobody')).toEqual(['/users/nobodyKnowsThisUser1']);
    stage.clock.advance(61_000);
    await messagesOf('&includeUser=true');
    expect(requestsTo('/users/nobody')).toHaveLength(1);
    stage.clock.advance(DAY_MS);
    await messagesOf('&includeUser=true');
    expect(requestsTo('/users/nobody')).toHaveLength(2);
  });

  it('are not for a token without the right to them, which may still read messages', async () => {
    const token = 'pit-without-users';
    stage.sandbox.world.addToken({
      ...{ token, locationIds: [stage.locationId] },
      scopes: ['conversations/message.readonly', 'conversations.readonly', 'contacts.readonly'],
    });
    const report = `/messages/stats?locationId=${stage.locationId}&type=TYPE_CALL&groupBy=`;
    const asked = [`${path}&includeUser=true`, `${report}user`, path, `${report}day`];
    const statuses: number[] = [];
    for (const one of asked) statuses.push((await stage.api.get(one, { token })).status);
    expect(statuses).toEqual([401, 401, 200, 200]);
    const foreign = await stage.api.get(`${path}&includeUser=true`, { token: 'pit-sandbox-other' });
    expect(foreign.status).toBe(403);
  });
});
