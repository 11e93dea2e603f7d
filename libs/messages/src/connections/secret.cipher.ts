import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { MessagesError } from '../errors';
import { KeyRing, RingKey } from './key.ring';

/** What a secret is, and whose. It opens only as what it was sealed as. */
export interface SecretPlace {
  readonly kind: 'private-integration' | 'oauth' | 'company';
  /** The location, or with `company` the agency. */
  readonly ownerId: string;
}

/** A secret as it is stored. */
export interface SealedSecret {
  readonly keyId: string;
  readonly bytes: Buffer;
}

const CIPHER = 'aes-256-gcm';
const FORMAT = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEAD_BYTES = 1 + NONCE_BYTES;

/**
 * Secrets under AES-256-GCM, with their place as associated data: who can write to the store can't make one location use another's
 * token. Sealed are the format's number, a random nonce of 96 bits, the text and a tag of 128 bits.
 */
export class SecretCipher {
  constructor(private readonly ring: KeyRing) {}

  /** Whether anything can be sealed. */
  get hasKey(): boolean {
    return this.ring.first !== null;
  }

  /** The id of the key that seals; null without one. */
  get firstKeyId(): string | null {
    return this.ring.first?.id ?? null;
  }

  /** Whether the key with this id is at hand. */
  knows(keyId: string): boolean {
    return this.ring.find(keyId) !== undefined;
  }

  /** @throws MessagesError `encryption-key-missing` when there is no key */
  seal(place: SecretPlace, text: string): SealedSecret {
    const key = this.ring.first;
    if (!key) throw new MessagesError('encryption-key-missing', 'Connections need ENCRYPTION_KEYS to be set: base64 of 32 random bytes.');
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, key.bytes, nonce).setAAD(associatedData(place));
    const bytes = Buffer.concat([Buffer.of(FORMAT), nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    return { keyId: key.id, bytes };
  }

  /** The text; null when its key isn't on the ring, or when it isn't what was sealed for this place. */
  open(place: SecretPlace, { keyId, bytes }: SealedSecret): string | null {
    const key = this.ring.find(keyId);
    if (!key || bytes.length < HEAD_BYTES + TAG_BYTES || bytes[0] !== FORMAT) return null;
    try {
      return decipher(key, place, bytes);
    } catch {
      return null;
    }
  }
}

function decipher(key: RingKey, place: SecretPlace, bytes: Buffer): string {
  const opening = createDecipheriv(CIPHER, key.bytes, bytes.subarray(1, HEAD_BYTES), { authTagLength: TAG_BYTES });
  opening.setAAD(associatedData(place)).setAuthTag(bytes.subarray(-TAG_BYTES));
  return Buffer.concat([opening.update(bytes.subarray(HEAD_BYTES, -TAG_BYTES)), opening.final()]).toString('utf8');
}

/** As JSON, so that no two places are written alike. */
function associatedData({ kind, ownerId }: SecretPlace): Buffer {
  return Buffer.from(JSON.stringify(['connection-secret', FORMAT, kind, ownerId]));
}
