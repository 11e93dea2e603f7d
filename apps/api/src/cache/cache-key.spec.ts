import { cacheKeyOf } from './cache-key';

const SECRET = Buffer.alloc(32, 1);
const CREDENTIAL = { locationId: 'loc1', token: 'pit-secret' };

describe('keys of the cache', () => {
  const textOf = (parameters: Record<string, unknown>, credential = CREDENTIAL, secret = SECRET) =>
    cacheKeyOf(secret, credential, 'export', parameters).text;

  it('are the same for the same question, however its parameters are ordered or left out', () => {
    expect(textOf({ limit: 10, cursor: undefined, sortBy: 'createdAt' })).toBe(textOf({ sortBy: 'createdAt', limit: 10 }));
  });

  it('name the kind and the location, and nothing of the token or the parameters', () => {
    expect(textOf({ contactId: 'con-1' })).toMatch(/^export:loc1:[\w-]{43}$/);
  });

  it('differ by every value that the answer depends on, and by installation', () => {
    const texts = [
      textOf({}),
      textOf({ limit: 10 }),
      textOf({ limit: '10' }),
      textOf({ limit: 11 }),
      textOf({ type: ['a', 'b'] }),
      textOf({ type: ['a,b'] }),
      textOf({}, { locationId: 'loc1', token: 'pit-secret2' }),
      textOf({}, { locationId: 'loc1p', token: 'it-secret' }),
      textOf({}, CREDENTIAL, Buffer.alloc(32, 2)),
    ];
    expect(new Set(texts).size).toBe(texts.length);
  });
});
