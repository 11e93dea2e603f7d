import { createHash, createPrivateKey, createPublicKey, KeyObject, sign } from 'node:crypto';

/** What stands before the 32 bytes of an Ed25519 private key in PKCS #8 (RFC 8410). */
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');

/** A key pair that follows from a seed, so that a test can be run again. No secret. */
export class SigningKey {
  readonly #privateKey: KeyObject;
  /** SPKI in base64, as upstream publishes its own. */
  readonly publicKey: string;

  constructor(seed: string) {
    const bytes = createHash('sha256').update(`sandbox webhooks ${seed}`).digest();
    this.#privateKey = createPrivateKey({ key: Buffer.concat([PKCS8_PREFIX, bytes]), format: 'der', type: 'pkcs8' });
    this.publicKey = createPublicKey(this.#privateKey).export({ format: 'der', type: 'spki' }).toString('base64');
  }

  /** The value of X-GHL-Signature: Ed25519 over the bytes, in base64. */
  sign(body: Buffer): string {
    return sign(null, body, this.#privateKey).toString('base64');
  }
}
