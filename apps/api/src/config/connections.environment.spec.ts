import { EnvironmentError, readEnvironment } from './environment';

const KEY = Buffer.alloc(32, 1).toString('base64');
const OTHER_KEY = Buffer.alloc(32, 2).toString('base64');
const OAUTH = {
  OAUTH_CLIENT_ID: 'app-1',
  OAUTH_CLIENT_SECRET: 'hunter2hunter2',
  OAUTH_REDIRECT_URL: 'https://sync.example.com/oauth/callback',
  OAUTH_SCOPES: 'conversations.readonly, contacts.readonly',
};

describe('the variables of connections', () => {
  it('are not needed', () => {
    const { ADMIN_TOKEN, ENCRYPTION_KEYS, OAUTH_CLIENT_ID, PURGE_AFTER_UNINSTALL } = readEnvironment({});
    expect([ADMIN_TOKEN, ENCRYPTION_KEYS, OAUTH_CLIENT_ID, PURGE_AFTER_UNINSTALL]).toEqual([
      undefined,
      undefined,
      undefined,
      2_592_000_000,
    ]);
  });

  it('are read', () => {
    const read = readEnvironment({ ...OAUTH, ADMIN_TOKEN: 'a'.repeat(16), ENCRYPTION_KEYS: ` ${KEY}, ${OTHER_KEY}` });
    expect(read).toMatchObject({ ...OAUTH, ENCRYPTION_KEYS: [Buffer.alloc(32, 1), Buffer.alloc(32, 2)] });
  });

  it.each([
    ['a key of the operator that is short', { ADMIN_TOKEN: 'hunter2' }, 'ADMIN_TOKEN must be a bearer token of 16 characters or more'],
    ...['hunter2', KEY.slice(4), `${KEY},`, `${KEY},${KEY}`, KEY.replace('=', ''), Buffer.alloc(33).toString('base64')].map(
      (keys): [string, Record<string, string>, string] => [
        `as encryption keys ${keys}`,
        { ENCRYPTION_KEYS: keys },
        'ENCRYPTION_KEYS must be base64 of 32 random bytes, or several of them, comma separated, no two the same',
      ],
    ),
    ['half of an app', { OAUTH_CLIENT_SECRET: 'hunter2' }, 'OAUTH_CLIENT_SECRET is of no use without OAUTH_CLIENT_ID'],
    [
      'an app without the rest',
      { OAUTH_CLIENT_ID: 'app-1' },
      'OAUTH_CLIENT_ID is of no use without OAUTH_CLIENT_SECRET, OAUTH_REDIRECT_URL, OAUTH_SCOPES',
    ],
    [
      'a client secret with a space',
      { ...OAUTH, OAUTH_CLIENT_SECRET: 'hunter 2' },
      'OAUTH_CLIENT_SECRET must be visible ASCII without spaces',
    ],
  ])('refuse %s, without telling what was given', (_, variables, fault) => {
    const read = () => readEnvironment(variables);
    expect(read).toThrow(EnvironmentError);
    expect(read).toThrow(`The environment is not usable:\n  - ${fault}`);
    expect(read).not.toThrow(/hunter|AQEB/);
  });
});
