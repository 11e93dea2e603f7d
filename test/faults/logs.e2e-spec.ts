import { createSandbox, Fault, Sandbox, systemClock } from '../../apps/sandbox/src/create-sandbox';
import { createTestDatabase, TestDatabase } from '../harness/test-database';
import { ApiProcess, endProcess, startApiProcess } from './api-process.fixture';
import { searchPath } from './search.fixture';
import { ANCHOR, LOCATION } from './stage.fixture';
import { isWalkPage } from './upstream-requests.fixture';

/** Things that no log may hold, each unmistakable. */
const SECRETS = {
  token: 'pit-5ecre7-t0ken-planted',
  phone: '+15550009977',
  email: 'planted.address@example.com',
  name: 'Plantagenet Nameholder',
  company: 'Planted Company Ltd',
  body: 'planted words of a message',
  query: 'planted-filter-value',
};

const WORDS = `token ${SECRETS.token}, ${SECRETS.phone}, ${SECRETS.email}: ${SECRETS.name} wrote "${SECRETS.body}"`;

/** Every way for upstream to go wrong, with the secrets in what it says wherever it can say something. */
const FAULTS: readonly Fault[] = [
  ...[400, 401, 403, 404, 418, 422, 500, 503].map((status): Fault => ({
    kind: 'status',
    status,
    body: { statusCode: status, message: WORDS },
  })),
  { kind: 'status', status: 422, body: { statusCode: 422, message: [WORDS, WORDS] } },
  { kind: 'status', status: 200, body: WORDS },
  { kind: 'rewrite', with: () => ({ messages: WORDS }) },
  { kind: 'rewrite', with: (body) => ({ ...body, messages: [WORDS, { body: WORDS }, { ...SECRETS, id: WORDS }] }) },
  { kind: 'truncate' },
  { kind: 'html' },
  { kind: 'reset' },
];

describe('the log at its most talkative', () => {
  let sandbox: Sandbox;
  let database: TestDatabase;
  let api: ApiProcess;

  beforeAll(async () => {
    sandbox = await createSandbox({ anchor: ANCHOR, clock: systemClock, messages: 200, rateLimit: false });
    const { world } = sandbox;
    world.addToken({ token: SECRETS.token, locationIds: [LOCATION] });
    const contact = world.addContact({
      id: 'planted',
      firstName: 'Plantagenet',
      lastName: 'Nameholder',
      companyName: SECRETS.company,
      email: SECRETS.email,
      phone: SECRETS.phone,
    });
    const dateAdded = new Date(ANCHOR.getTime() - 60_000).toISOString();
    world.addMessage({ id: 'planted', contactId: contact.id, body: SECRETS.body, from: SECRETS.phone, dateAdded });
    database = await createTestDatabase();
    api = await startApiProcess({
      DATABASE_URL: database.url,
      LEADCONNECTOR_BASE_URL: sandbox.url,
      LOG_LEVEL: 'trace',
      SEARCH_WAIT_MS: '400',
    });
  });

  afterAll(async () => {
    await endProcess(api);
    await sandbox.close();
    await database.drop();
  });

  const options = { token: SECRETS.token, headers: { 'cache-control': 'no-cache' } };
  const post = (body: string, type = 'application/json') =>
    fetch(`${api.url}/messages/search`, {
      method: 'POST',
      body,
      headers: { authorization: `Bearer ${SECRETS.token}`, 'content-type': type },
    });

  it('holds no token, phone number, address, name or text, whatever happens', async () => {
    for (const fault of FAULTS) {
      sandbox.faults.next(isWalkPage, fault, 5);
      await api.get(searchPath({ includeContact: 'true', userId: SECRETS.query }), options);
      sandbox.faults.clear();
    }
    for (const fault of FAULTS.slice(0, 3)) {
      sandbox.faults.always(() => true, { ...fault, beforeAuth: true });
      await api.get(searchPath({ includeContact: 'true' }), { token: `${SECRETS.token}${fault.kind}` });
      sandbox.faults.clear();
    }
    for (const secret of Object.values(SECRETS)) {
      await api.get(searchPath({ query: `"${secret}`, limit: '1' }), options);
      await post(JSON.stringify({ locationId: LOCATION, type: 'TYPE_SMS', query: secret }));
      await post(JSON.stringify({ query: secret.repeat(100) }));
    }
    const { status, body } = await api.get(searchPath({ includeContact: 'true', conversationId: '', limit: SECRETS.phone }), options);
    expect({ status, faults: (body.message as string[]).length }).toEqual({ status: 422, faults: 2 });
    await post(`{"locationId": "${SECRETS.phone}", ${SECRETS.email}`);
    await post(JSON.stringify({ contactId: SECRETS.email, [SECRETS.name]: SECRETS.body }));
    await post(SECRETS.body, 'text/plain');
    await api.get(`/${SECRETS.query}?email=${SECRETS.email}`, options).catch(() => null);
    const found = await api.get(searchPath({ includeContact: 'true', contactId: 'planted' }), options);
    // What is hunted for is there to be logged.
    for (const secret of [SECRETS.phone, SECRETS.email, SECRETS.name, SECRETS.company, SECRETS.body])
      expect(JSON.stringify(found.body)).toContain(secret);

    await database.drop();
    expect((await api.get(searchPath({ userId: SECRETS.query }), options)).status).toBe(503);
    expect((await api.get(searchPath({ query: SECRETS.query }), options)).status).toBe(503);
    expect(await endProcess(api, 'SIGTERM')).toBe(0);

    const lines = api.output().trim().split('\n');
    expect(lines.length).toBeGreaterThan(FAULTS.length);
    expect(lines.join('\n')).toContain('"path":"/messages/search"');
    const leaks = Object.entries(SECRETS).flatMap(([what, secret]) =>
      lines.filter((line) => line.includes(secret)).map((line) => ({ what, line })),
    );
    // The path of an unknown route is the caller's own; its query is not logged.
    expect(leaks.filter(({ line }) => !line.includes(`"path":"/${SECRETS.query}"`))).toEqual([]);
  });
});
