import { Fault, MAIN_LOCATION_ID, MAIN_TOKEN } from '../../apps/sandbox/src/create-sandbox';
import { install } from '../connections/connections.stage';
import { readContract } from './contract';
import { takeFaults } from './observed';
import { ADMIN_TOKEN, BROKEN, Given, setStatusStage, StatusStage, WITH_FAULT } from './every-status.stage';

const EXPORT = '/conversations/messages/export';
const TYPES = 'type=TYPE_CALL,TYPE_SMS';
const CONNECTION = `/locations/${MAIN_LOCATION_ID}/connection`;
const SYNC = `/locations/${MAIN_LOCATION_ID}/sync`;
const TOKEN_TO_STORE = JSON.stringify({ type: 'private-integration', token: MAIN_TOKEN });

const OPERATORS: readonly string[] = [
  'GET /connections',
  `GET ${CONNECTION}`,
  `DELETE ${CONNECTION}`,
  `DELETE ${SYNC}`,
  'GET /webhooks/inbox',
  'GET /webhooks/dead-letters',
  'POST /webhooks/dead-letters/1/replay',
  'DELETE /webhooks/dead-letters/1',
];
const OF_A_LOCATION: readonly string[] = [
  `POST /messages/search?locationId=${MAIN_LOCATION_ID}&${TYPES}`,
  `GET /messages/changes?locationId=${MAIN_LOCATION_ID}&since=beginning`,
  `GET /messages/stats?locationId=${MAIN_LOCATION_ID}&${TYPES}`,
  `GET ${SYNC}`,
  `POST ${SYNC}`,
];
const READS: readonly string[] = [
  `GET /messages/search?locationId=${MAIN_LOCATION_ID}&${TYPES}`,
  `GET /conversations/search?locationId=${MAIN_LOCATION_ID}`,
  `GET ${EXPORT}?locationId=${MAIN_LOCATION_ID}`,
  'GET /conversations/messages/one',
  'GET /conversations/one/messages',
];
const BROWSERS: readonly string[] = ['GET /oauth/install', 'GET /oauth/callback'];
const asOperator = { token: ADMIN_TOKEN };
const IN_CHUNKS = { 'transfer-encoding': 'chunked' };

/** What no other test has a reason to look at: the contract of each answer is looked at where it leaves. */
describe('every status that the contract tells of', () => {
  let stage: StatusStage;

  beforeAll(async () => {
    stage = await setStatusStage();
  });

  afterEach(() => stage.sandbox.faults.clear());
  afterAll(() => stage.close());

  const expectAll = async (routes: readonly string[], status: number, given?: Given): Promise<void> => {
    for (const route of routes) expect([route, await stage.ask(route, given)]).toEqual([route, status]);
  };

  it('is as documented where a report is asked for in every way', async () => {
    const report = `GET /messages/stats?locationId=${MAIN_LOCATION_ID}&${TYPES}`;
    // The window has to be read first, for which there isn't much time here.
    while ((await stage.ask(report)) === 503);
    const headers = { 'cache-control': 'max-age=60', 'x-request-id': 'a-report', 'if-none-match': '"another"' };
    await expectAll([`${report}&userId=none&direction=inbound&status=completed&startDate=1&endDate=2100-01-01`], 200, { headers });
    await expectAll([`${report}&allowPartial=true&timezone=UTC&groupBy=user,day`], 200);
    await expectAll([report], 304, { headers: { 'if-none-match': '*' } });
    await expectAll([report], 400, { token: [MAIN_TOKEN, MAIN_TOKEN] });
    await expectAll([report], 401, { token: 'pit-unknown' });
    await expectAll([report.replace(MAIN_LOCATION_ID, 'another')], 403);
    await expectAll([`${report}&limit=1`], 422);
  });

  it('is 400 where the key was given twice', async () => {
    await expectAll([...OPERATORS, `PUT ${CONNECTION}`, `POST ${SYNC}`], 400, { token: [ADMIN_TOKEN, ADMIN_TOKEN] });
  });

  it.each<[number, string, Fault]>([
    [404, 'upstream does not know the location', { kind: 'status', status: 404 }],
    [502, 'upstream says what nobody understands', { kind: 'status', status: 418 }],
    [504, 'upstream says nothing', { kind: 'hang' }],
  ])('is %i where %s', async (status, _, fault) => {
    stage.sandbox.faults.always({ path: EXPORT }, fault);
    // One that nobody has asked yet: what LeadConnector said before is remembered.
    const api = await stage.startAnotherApi();
    await expectAll(OF_A_LOCATION, status, { api });
  });

  it('is 504 where upstream does not say whether it takes a token that is to be stored', async () => {
    stage.sandbox.faults.always({ path: EXPORT }, { kind: 'hang' });
    await expectAll([`PUT ${CONNECTION}`], 504, { ...asOperator, body: TOKEN_TO_STORE });
  });

  it('is 415 where a token to store is no JSON', async () => {
    await expectAll([`PUT ${CONNECTION}`], 415, { ...asOperator, type: 'text/plain', body: 'token' });
  });

  it.each<[string, Given]>([
    ['nothing, in chunks of no type', { headers: IN_CHUNKS, type: null, body: '' }],
    ['something, in chunks of no type', { headers: IN_CHUNKS, type: null, body: 'text' }],
    ['text', { type: 'text/plain', body: 'text' }],
    ['what is of no type that there could be', { type: 'text', body: 'text' }],
    ['half of some JSON', { body: '{"locationId":' }],
    ['more than any route takes', { body: JSON.stringify('x'.repeat(100_000)) }],
  ])('is the same with a body as without, where none is taken: %s', async (_, given) => {
    await expectAll([`POST ${SYNC}`], 202, given);
    await expectAll(['POST /webhooks/dead-letters/999999/replay', 'DELETE /webhooks/dead-letters/999999'], 404, {
      ...asOperator,
      ...given,
    });
  });

  it('is 415 for text exactly where the contract tells of a body, but for events, whose type matters nothing', async () => {
    const text = { type: 'text/plain', body: 'text' };
    const { paths } = readContract().document as { paths: Record<string, Record<string, { requestBody?: unknown }>> };
    for (const [path, operations] of Object.entries(paths))
      for (const [method, { requestBody }] of Object.entries(operations)) {
        const route = `${method.toUpperCase()} ${path.replace('{locationId}', MAIN_LOCATION_ID).replace(/\{\w+\}/g, '999999')}`;
        const isRefused = (await stage.ask(route, { token: 'nobody', ...text })) === 415;
        expect([route, isRefused]).toEqual([route, requestBody !== undefined && path !== '/webhooks/leadconnector']);
      }
  });

  it('is 500 where we have a bug', async () => {
    await expectAll([...OPERATORS, `PUT ${CONNECTION}`], 500, { ...asOperator, ...WITH_FAULT });
    await expectAll([...OF_A_LOCATION, ...READS, ...BROWSERS], 500, WITH_FAULT);
  });

  it('is 200 where a search by POST has all of its parameters in its query', async () => {
    const filters = 'userId=none&contactId=a&conversationId=b&direction=inbound&status=completed';
    const flags = 'includeContact=true&includeUser=true&includeTotal=true&allowPartial=true&sort=desc&limit=1';
    const path = `/messages/search?locationId=${MAIN_LOCATION_ID}&${TYPES}&startAfterDate=1&endDate=2100-01-01`;
    const { body } = await stage.api.post(`${path}&limit=1`, {});
    const { nextCursor, lastMessageId } = body.messages as { nextCursor: string; lastMessageId: string };
    await expectAll([`POST ${path}&limit=1&cursor=${nextCursor}`, `POST ${path}&lastMessageId=${lastMessageId}&${filters}&${flags}`], 200, {
      headers: { 'cache-control': 'max-age=60' },
    });
  });

  it('is 202 where a dead letter is tried again', async () => {
    const unreadable = Buffer.from('no event');
    const headers = { 'x-ghl-signature': stage.sandbox.webhooks.sign(unreadable) };
    expect((await stage.api.post('/webhooks/leadconnector', unreadable.toString(), { headers })).body).toMatchObject({ status: 'stored' });
    const inbox = async () => (await stage.api.get('/webhooks/inbox', asOperator)).body as { waiting: number };
    while ((await inbox()).waiting > 0);
    const { body } = await stage.api.get('/webhooks/dead-letters?limit=1&after=1', asOperator);
    const letters = (await stage.api.get('/webhooks/dead-letters', asOperator)).body.deadLetters as { id: string }[];
    expect(body.deadLetters).toEqual([]);
    await expectAll([`POST /webhooks/dead-letters/${letters[0]?.id}/replay`], 202, asOperator);
  });

  it('is 404 where there is no operator', async () => {
    await expectAll(OPERATORS, 404, { ...asOperator, api: await stage.startAnotherApi({ ADMIN_TOKEN: '' }) });
  });

  it.each([
    ['status', ['is not documented to be answered 418']],
    ['header', ['the header X-Trace-Id is missing', 'the header x-unheard-of is not documented']],
    ['body', ["must have required property 'messages'", 'must be boolean']],
  ])('is noticed to break the contract, whoever asked, where its %s is another', async (broken, faults) => {
    await stage.ask(`GET /messages/search?locationId=${MAIN_LOCATION_ID}&${TYPES}`, { headers: { [BROKEN]: broken } });
    const noticed = takeFaults();
    for (const fault of faults) expect(noticed).toContainEqual(expect.stringMatching(`^GET /messages/search answered \\d+: .*${fault}`));
  });

  it('is 503 where the store has gone', async () => {
    await stage.database.drop();
    await expectAll(OPERATORS, 503, asOperator);
    await expectAll(OF_A_LOCATION, 503);
    expect((await install(stage.api, MAIN_LOCATION_ID)).status).toBe(503);
  });
});
