import { AGENCY_TOKEN, MAIN_TOKEN, OTHER_LOCATION_ID, RecordedRequest } from '../../apps/sandbox/src/create-sandbox';
import { expectError, searchPath } from './search.fixture';
import { FaultStage, LOCATION, setStage } from './stage.fixture';
import { isAccessQuestion } from './upstream-requests.fixture';

/** Any other value would have a walk ask upstream too, which refuses the token by itself. */
const FROM_STORE = { headers: { 'cache-control': 'max-age=86400' } };

describe('who may read', () => {
  let stage: FaultStage;
  const questions = (): RecordedRequest[] => stage.sandbox.requests.filter(isAccessQuestion);
  const search = (token: string, parameters = {}) => stage.api.get(searchPath(parameters), { ...FROM_STORE, token });

  beforeEach(async () => {
    stage = await setStage({ sandbox: { messages: 200 } });
    expect((await search(MAIN_TOKEN)).status).toBe(200);
    stage.sandbox.clearRequests();
  });

  afterEach(() => stage.close());

  it('asks upstream once a minute for a token and a location, however many searches there are', async () => {
    for (let count = 0; count < 5; count += 1) expect((await search(MAIN_TOKEN)).status).toBe(200);
    expect(questions()).toEqual([]);
    stage.clock.advance(60_000);
    for (let count = 0; count < 5; count += 1) expect((await search(MAIN_TOKEN)).status).toBe(200);
    expect(questions()).toHaveLength(1);
  });

  it('refuses a revoked token within 60 s, though all is stored and covered', async () => {
    stage.sandbox.world.revokeToken(MAIN_TOKEN);
    stage.clock.advance(59_999);
    expect((await search(MAIN_TOKEN)).status).toBe(200);
    stage.clock.advance(1);
    expectError(await search(MAIN_TOKEN), 401, 'Invalid JWT');
    expectError(await stage.api.get(`/locations/${LOCATION}/sync`), 401, 'Invalid JWT');
  });

  it('refuses a revoked token whose verdict was given by a clock that has been set back since', async () => {
    stage.sandbox.world.revokeToken(MAIN_TOKEN);
    stage.clock.advance(-1);
    expectError(await search(MAIN_TOKEN), 401, 'Invalid JWT');
  });

  it('asks again about a refused token after 5 s, not before', async () => {
    expectError(await search('pit-late'), 401, 'Invalid JWT');
    stage.sandbox.world.addToken({ token: 'pit-late', locationIds: [LOCATION] });
    stage.clock.advance(4_999);
    expectError(await search('pit-late'), 401, 'Invalid JWT');
    expect(questions()).toHaveLength(1);
    stage.clock.advance(1);
    expect((await search('pit-late')).status).toBe(200);
  });

  it('keeps verdicts apart by location and by token', async () => {
    expectError(await search(MAIN_TOKEN, { locationId: OTHER_LOCATION_ID }), 403, 'The token does not have access to this location.');
    expectError(await search(`${MAIN_TOKEN}x`), 401, 'Invalid JWT');
    expectError(await search(MAIN_TOKEN.slice(0, -1)), 401, 'Invalid JWT');
    expect((await search(AGENCY_TOKEN, { locationId: OTHER_LOCATION_ID })).status).toBe(200);
    expectError(await search(MAIN_TOKEN, { locationId: OTHER_LOCATION_ID }), 403, 'The token does not have access to this location.');
    expect((await search(MAIN_TOKEN)).status).toBe(200);
  });

  it('asks for contact fields at conversations/search, apart from messages', async () => {
    expect((await search(MAIN_TOKEN, { includeContact: 'true' })).status).toBe(200);
    expect(questions().map(({ path, query }) => ({ path, query }))).toEqual([
      { path: '/conversations/search', query: { locationId: LOCATION, limit: '1' } },
    ]);
  });

  it('stops showing contact fields once upstream does, and goes on showing messages', async () => {
    expect((await search(MAIN_TOKEN, { includeContact: 'true' })).status).toBe(200);
    stage.sandbox.world.revokeToken(MAIN_TOKEN);
    stage.sandbox.world.addToken({ token: MAIN_TOKEN, locationIds: [LOCATION], scopes: ['conversations/message.readonly'] });
    stage.clock.advance(60_000);
    expectError(await search(MAIN_TOKEN, { includeContact: 'true' }), 401, 'The token is not authorized for this scope.');
    expect((await search(MAIN_TOKEN)).status).toBe(200);
    expectError(await search(MAIN_TOKEN, { query: 'ann' }), 401, 'The token is not authorized for this scope.');
  });

  it.each([400, 401, 403, 404, 422])('shows nothing of what is stored when upstream answers %i about the token', async (status) => {
    stage.sandbox.faults.always(isAccessQuestion, { kind: 'status', status });
    stage.clock.advance(60_000);
    for (const allowPartial of ['false', 'true']) {
      const answer = await search(MAIN_TOKEN, { allowPartial });
      expect({ status: answer.status, keys: Object.keys(answer.body as object).sort() }).toEqual({
        status,
        keys: ['code', 'error', 'message', 'statusCode', 'traceId'],
      });
    }
  });

  it.each<[string, Parameters<typeof stage.sandbox.faults.always>[1], number]>([
    ['500', { kind: 'status', status: 500 }, 502],
    ['reset', { kind: 'reset' }, 502],
    ['html', { kind: 'html' }, 502],
  ])('shows nothing of what is stored when upstream can not be asked about the token (%s)', async (_, fault, status) => {
    stage.sandbox.faults.always(isAccessQuestion, fault);
    stage.clock.advance(60_000);
    const answer = await search(MAIN_TOKEN, { allowPartial: 'true' });
    expectError(answer, status, expect.stringMatching(/^LeadConnector: /));
    expect(answer.headers.get('retry-after')).toBe('5');
    stage.sandbox.faults.clear();
    expect((await search(MAIN_TOKEN)).status).toBe(200);
  });

  it('asks once for twenty searches that need the same verdict at once', async () => {
    stage.clock.advance(60_000);
    const answers = await Promise.all(Array.from({ length: 20 }, () => search(MAIN_TOKEN)));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 200));
    expect(questions()).toHaveLength(1);
  });
});
