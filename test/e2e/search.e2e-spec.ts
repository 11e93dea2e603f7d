import { createSandbox, Sandbox } from '../../apps/sandbox/src/create-sandbox';
import { startTestApi, TestApi } from '../harness/test-api';
import { createTestDatabase, TestDatabase } from '../harness/test-database';

const LOCATION = 've9EPM428h8vShlRW1KT';
const SEARCH = `/messages/search?locationId=${LOCATION}&type=TYPE_CALL,TYPE_SMS`;

describe('searching a location', () => {
  let sandbox: Sandbox;
  let database: TestDatabase;
  let api: TestApi;

  beforeAll(async () => {
    sandbox = await createSandbox({ messages: 2_000 });
    database = await createTestDatabase();
    api = await startTestApi({ databaseUrl: database.url, upstreamUrl: sandbox.url, token: 'pit-sandbox-main' });
  });

  afterAll(async () => {
    await api.close();
    await sandbox.close();
    await database.drop();
  });

  it('returns a page of messages with users and contacts from a cold start', async () => {
    const { status, body } = await api.get(`${SEARCH}&limit=10&includeContact=true`);
    expect(status).toBe(200);
    expect(body.messages.messages).toHaveLength(10);
    expect(body.complete).toBe(true);
  });
});
