import { generateKeyPairSync } from 'node:crypto';
import { readPublicKeys } from './public-keys';

const ED = generateKeyPairSync('ed25519');
const RSA = generateKeyPairSync('rsa', { modulusLength: 2048 });
const WEAK = generateKeyPairSync('rsa', { modulusLength: 1024 });
const pem = ED.publicKey.export({ format: 'pem', type: 'spki' }).toString();
const base64 = ED.publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
const rsaPem = (key = RSA.publicKey) => key.export({ format: 'pem', type: 'spki' }).toString();

describe('readPublicKeys', () => {
  it.each([
    ['base64 SPKI', base64, 1],
    ['PEM', pem, 1],
    ['PEM in one line', pem.replaceAll('\n', '\\n'), 1],
    ['several', `${base64} , ${pem.replaceAll('\n', '\\n')}`, 2],
  ])('reads %s', (_, text, count) => {
    const keys = readPublicKeys(text, 'ed25519');
    expect(keys?.map((key) => key.equals(ED.publicKey))).toEqual(Array.from({ length: count }, () => true));
  });

  it('reads the key that upstream has published', () => {
    expect(readPublicKeys('MCowBQYDK2VwAyEAi2HR1srL4o18O8BRa7gVJY7G7bupbN3H9AwJrHCDiOg=', 'ed25519')).toHaveLength(1);
  });

  it('reads RSA keys where they are asked for', () => {
    expect(readPublicKeys(rsaPem(), 'rsa')).toHaveLength(1);
  });

  it.each([
    ['nothing', ''],
    ['an empty one among others', `${base64},`],
    ['text', 'a key'],
    ['base64 of something else', Buffer.from('something else').toString('base64')],
    ['a cut one', base64.slice(0, 40)],
    ['a private key', ED.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString()],
    ['a private key without its lines', ED.privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64')],
    ['a key of another kind', rsaPem()],
  ])('refuses %s', (_, text) => {
    expect(readPublicKeys(text, 'ed25519')).toBeNull();
  });

  it('refuses RSA keys that are too short', () => {
    expect(readPublicKeys(rsaPem(WEAK.publicKey), 'rsa')).toBeNull();
  });
});
