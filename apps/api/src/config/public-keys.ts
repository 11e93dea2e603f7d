import { Transform } from 'class-transformer';
import { createPublicKey, KeyObject } from 'node:crypto';

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;
const MIN_RSA_BITS = 2048;

/** Public keys, comma separated, each PEM or base64 SPKI, become KeyObjects; anything else stays to be refused. */
export function AsPublicKeys(type: 'ed25519' | 'rsa'): PropertyDecorator {
  return Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? (readPublicKeys(value, type) ?? value) : value));
}

/** @internal for tests */
export function readPublicKeys(text: string, type: 'ed25519' | 'rsa'): readonly KeyObject[] | null {
  const keys = text.split(',').map((one) => readPublicKey(one.trim()));
  return keys.every((key) => key !== null && isOfType(key, type)) ? (keys as KeyObject[]) : null;
}

function readPublicKey(text: string): KeyObject | null {
  // Node would take the public half of it; but a private key has no business here, and should be noticed.
  if (text.includes('PRIVATE')) return null;
  try {
    // In an environment variable the lines of a PEM are often joined by a written \n.
    if (text.includes('BEGIN')) return createPublicKey(text.replaceAll('\\n', '\n'));
    return BASE64.test(text) ? createPublicKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'spki' }) : null;
  } catch {
    return null;
  }
}

function isOfType(key: KeyObject, type: 'ed25519' | 'rsa'): boolean {
  return key.asymmetricKeyType === type && (type === 'ed25519' || (key.asymmetricKeyDetails?.modulusLength ?? 0) >= MIN_RSA_BITS);
}
