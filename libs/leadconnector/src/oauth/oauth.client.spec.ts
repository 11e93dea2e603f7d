import { createLeadConnectorClient, LeadConnectorClient } from '../index';
import { HttpUpstream, json, startHttpUpstream } from '../testing/http-upstream.fixture';

const APP = { clientId: 'app-1', clientSecret: 's3cret&+ü', redirectUri: 'https://sync.example.com/oauth/callback' };
const SECRET_APP = { ...APP, clientSecret: 'client-secret-1' };
const COMPANY = { id: 'com1', token: 'company-token' };
const PAIR = {
  access_token: 'access-1',
  token_type: 'Bearer',
  refresh_token: 'refresh-1',
  expires_in: 86_399,
  scope: 'conversations.readonly',
  userType: 'Location',
  locationId: 'loc1',
  companyId: 'com1',
  userId: 'usr1',
};
const TOKENS = {
  accessToken: 'access-1',
  refreshToken: 'refresh-1',
  expiresInMs: 86_399_000,
  userType: 'Location',
  locationId: 'loc1',
  companyId: 'com1',
  scope: 'conversations.readonly',
};

describe('LeadConnectorOAuth', () => {
  let upstream: HttpUpstream;
  let client: LeadConnectorClient;

  beforeEach(async () => {
    upstream = await startHttpUpstream();
    client = createLeadConnectorClient({ baseUrl: upstream.baseUrl, version: 'v3' });
  });

  afterEach(async () => {
    client.close();
    await upstream.close();
  });

  const sent = () =>
    upstream.seen.map(({ method, url, headers, body }) => ({
      method,
      url,
      authorization: headers.authorization,
      type: headers['content-type'],
      version: headers.version,
      form: Object.fromEntries(new URLSearchParams(body)),
    }));

  it('exchanges a code by a form that carries the app’s credentials, and no token', async () => {
    upstream.script(json(PAIR));
    expect(await client.oauth.exchangeCode({ ...APP, clientSecret: 's3cret&+=%' }, 'c0de+/=', 'Location')).toEqual(TOKENS);
    expect(sent()).toEqual([
      {
        method: 'POST',
        url: '/oauth/token',
        authorization: undefined,
        type: 'application/x-www-form-urlencoded',
        version: 'v3',
        form: {
          client_id: 'app-1',
          client_secret: 's3cret&+=%',
          redirect_uri: APP.redirectUri,
          grant_type: 'authorization_code',
          code: 'c0de+/=',
          user_type: 'Location',
        },
      },
    ]);
  });

  it('refreshes a pair, and gives nothing else of the answer out', async () => {
    upstream.script(json({ ...PAIR, userType: 'Company', locationId: undefined }));
    const tokens = await client.oauth.refresh(SECRET_APP, { id: 'com1', userType: 'Company' }, 'refresh-0');
    expect(tokens).toEqual({ ...TOKENS, userType: 'Company', locationId: null });
    expect(sent()[0]?.form).toEqual({
      client_id: 'app-1',
      client_secret: 'client-secret-1',
      redirect_uri: APP.redirectUri,
      grant_type: 'refresh_token',
      refresh_token: 'refresh-0',
      user_type: 'Company',
    });
  });

  it.each([
    ['a reset', (response: { destroy: () => unknown }) => void response.destroy(), 'network'],
    ['a 500', json({}, 500), 'server-error'],
    ['a 503', json({}, 503), 'server-error'],
    ['half an answer', json('{"access_token"'), 'invalid-response'],
    ['an answer without a token', json({ ...PAIR, access_token: '' }), 'invalid-response'],
  ])('never sends a refresh again after %s: upstream may have acted on it', async (_, responder, code) => {
    upstream.script(responder, json(PAIR));
    await expect(client.oauth.refresh(SECRET_APP, { id: 'loc1', userType: 'Location' }, 'refresh-0')).rejects.toMatchObject({ code });
    await expect(Promise.resolve(upstream.seen)).resolves.toHaveLength(1);
  });

  it('sends it again after a 429, which was refused unread', async () => {
    upstream.script(json({}, 429, { 'retry-after': '0' }), json(PAIR));
    expect(await client.oauth.refresh(SECRET_APP, { id: 'loc1', userType: 'Location' }, 'refresh-0')).toEqual(TOKENS);
  });

  it('tells why upstream refuses, in OAuth’s shape or its own, without a secret', async () => {
    const said = { error: 'invalid_client', error_description: 'Invalid client credentials: client-secret-1' };
    upstream.script(json(said, 401), json({ statusCode: 400, message: 'No such code', error: 'Bad Request' }, 400));
    const failure: unknown = await client.oauth.exchangeCode(SECRET_APP, 'code', 'Location').catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'unauthorized', messages: ['invalid_client', 'Invalid client credentials: [redacted]'] });
    expect(JSON.stringify(failure)).not.toContain('client-secret');
    await expect(client.oauth.exchangeCode(SECRET_APP, 'code', 'Location')).rejects.toMatchObject({
      code: 'bad-request',
      messages: ['No such code'],
    });
  });

  it('takes the published life for one that is not told', async () => {
    upstream.script(json({ access_token: 'access-1', locationId: 'loc\u0000', companyId: 5, userType: 'Robot', expires_in: 'soon' }));
    expect(await client.oauth.exchangeCode(SECRET_APP, 'code', 'Location')).toEqual({
      ...TOKENS,
      refreshToken: null,
      userType: null,
      locationId: null,
      companyId: null,
      scope: null,
    });
  });

  it('believes no token to live for longer than a year', async () => {
    upstream.script(json({ ...PAIR, expires_in: 1e15 }));
    expect(await client.oauth.exchangeCode(SECRET_APP, 'code', 'Location')).toEqual({ ...TOKENS, expiresInMs: 366 * 86_400_000 });
  });

  it('exchanges an agency’s token for a location’s, in the published version', async () => {
    upstream.script(json({ ...PAIR, refresh_token: undefined }));
    expect(await client.oauth.locationToken(COMPANY, 'loc1')).toEqual({ ...TOKENS, refreshToken: null });
    expect(sent()).toEqual([
      {
        method: 'POST',
        url: '/oauth/locationToken',
        authorization: 'Bearer company-token',
        type: 'application/x-www-form-urlencoded',
        version: '2021-07-28',
        form: { companyId: 'com1', locationId: 'loc1' },
      },
    ]);
  });

  it('lists all locations that have the app, page by page', async () => {
    const row = (index: number) => ({ _id: `loc${index}`, name: 'x', address: '' });
    const pages = [
      Array.from({ length: 100 }, (_, index) => row(index)),
      [row(99), { ...row(100), isInstalled: false }, { _id: 5 }, null, row(101)],
    ];
    upstream.script(...pages.map((locations) => json({ locations, count: 102 })));
    const found = await client.oauth.installedLocations(COMPANY, 'app');
    expect(found.map(({ locationId }) => locationId)).toEqual([...Array.from({ length: 100 }, (_, index) => `loc${index}`), 'loc101']);
    expect(sent().map(({ url }) => url)).toEqual(
      [0, 100].map((skip) => `/oauth/installedLocations?companyId=com1&appId=app&skip=${skip}&limit=100&isInstalled=true`),
    );
  });

  it('ends a list that brings the same again and again', async () => {
    upstream.script(json({ locations: Array.from({ length: 100 }, (_, index) => ({ _id: `loc${index}` })), count: 1_000 }));
    expect(await client.oauth.installedLocations(COMPANY, 'app')).toHaveLength(100);
    expect(upstream.seen).toHaveLength(2);
  });
});
