import { createSandbox, Sandbox } from '../create-sandbox';
import { routes } from '../routes/routes';
import { ask } from '../sandbox-client.fixture';
import { MAIN_LOCATION_ID, OTHER_LOCATION_ID } from '../world/location.entity';
import { AGENCY_TOKEN, ALL_SCOPES, MAIN_TOKEN, OTHER_TOKEN } from '../world/token.entity';

const NO_SCOPE = {
  statusCode: 401,
  message: 'The token is not authorized for this scope.',
  error: 'Unauthorized',
  traceId: expect.any(String),
};
const INVALID = { statusCode: 401, message: 'Invalid JWT', error: 'Unauthorized', traceId: expect.any(String) };
const NO_ACCESS = {
  statusCode: 403,
  message: 'The token does not have access to this location.',
  error: 'Forbidden',
  traceId: expect.any(String),
};
const NO_VERSION = { statusCode: 400, message: 'version header was not found.', error: 'Bad Request', traceId: expect.any(String) };

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await createSandbox({ messages: 300, rateLimit: false });
});
afterAll(() => sandbox.close());

/** The route asked about the main location or an entity of it. */
function askRoute({ method, path }: (typeof routes)[number], headers: Record<string, string | undefined>, locationId = MAIN_LOCATION_ID) {
  const { messages, conversations, contacts, users } = sandbox.world;
  const isOfMain = (entity: { locationId: string }) => entity.locationId === MAIN_LOCATION_ID;
  const ids: Record<string, string | undefined> = {
    id: [...messages.values()].find(isOfMain)?.id,
    conversationId: [...conversations.values()].find(isOfMain)?.id,
    contactId: [...contacts.values()].find(isOfMain)?.id,
    userId: [...users.values()][0]?.id,
  };
  const url = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? '');
  return ask(sandbox.url, url, method === 'GET' ? { locationId } : {}, { headers, ...(method === 'POST' ? { body: { locationId } } : {}) });
}

const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });

describe.each(routes.map((route) => [`${route.method} ${route.path}`, route] as const))('%s', (_name, route) => {
  it('answers tokens that reach the location', async () => {
    for (const token of [MAIN_TOKEN, AGENCY_TOKEN]) expect((await askRoute(route, bearer(token))).status).toBe(200);
  });

  it('refuses a token of another location', async () => {
    expect((await askRoute(route, bearer(OTHER_TOKEN))).body).toEqual(NO_ACCESS);
  });

  it('refuses unknown, revoked and missing tokens', async () => {
    sandbox.world.addToken({ token: 'short-lived', locationIds: [MAIN_LOCATION_ID] });
    expect((await askRoute(route, bearer('short-lived'))).status).toBe(200);
    sandbox.world.revokeToken('short-lived');
    for (const headers of [bearer('short-lived'), bearer('constructor'), { Authorization: MAIN_TOKEN }, { Authorization: undefined }]) {
      expect((await askRoute(route, headers)).body).toEqual(INVALID);
    }
  });

  it('needs its scope and no other', async () => {
    const others = ALL_SCOPES.filter((scope) => scope !== route.scope);
    sandbox.world.addToken({ token: 'lacking', locationIds: [MAIN_LOCATION_ID], scopes: others });
    sandbox.world.addToken({ token: 'only', locationIds: [MAIN_LOCATION_ID], scopes: [route.scope] });
    expect((await askRoute(route, bearer('lacking'))).body).toEqual(NO_SCOPE);
    expect((await askRoute(route, bearer('only'))).status).toBe(200);
  });

  it('needs a version that exists', async () => {
    for (const Version of ['2021-04-15', '2021-07-28', '2023-02-21', 'v3']) expect((await askRoute(route, { Version })).status).toBe(200);
    for (const Version of [undefined, '2020-01-01']) expect((await askRoute(route, { Version })).body).toEqual(NO_VERSION);
  });
});

describe('locations', () => {
  const byQuery = routes.filter(({ requiresLocationId }) => requiresLocationId);

  it.each(byQuery.map((route) => [route.path, route] as const))('%s refuses an unknown location, and needs one', async (_path, route) => {
    expect((await askRoute(route, bearer(AGENCY_TOKEN), 'unknown')).body).toEqual(NO_ACCESS);
    expect((await askRoute(route, bearer(AGENCY_TOKEN), '')).body).toMatchObject({
      statusCode: 422,
      message: ['locationId must be a string', 'locationId should not be empty'],
    });
    expect((await askRoute(route, bearer(AGENCY_TOKEN), OTHER_LOCATION_ID)).status).toBe(200);
  });
});
