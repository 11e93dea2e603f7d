import { createHash } from 'node:crypto';

/** One of the keys that secrets are sealed with. */
export interface RingKey {
  /** Tells keys apart in the store and says nothing of them. */
  readonly id: string;
  readonly bytes: Buffer;
}

/** The keys of ENCRYPTION_KEYS: the first one seals, all of them open. */
export class KeyRing {
  private readonly byId: ReadonlyMap<string, RingKey>;
  /** The one that seals; null when there is none. */
  readonly first: RingKey | null;

  /** @param keys of 32 bytes each */
  constructor(keys: readonly Buffer[]) {
    const ring = keys.map((bytes): RingKey => ({ id: keyIdOf(bytes), bytes }));
    this.first = ring[0] ?? null;
    this.byId = new Map(ring.map((key) => [key.id, key]));
  }

  find(id: string): RingKey | undefined {
    return this.byId.get(id);
  }
}

/** The first eight bytes of the key's SHA-256. */
function keyIdOf(key: Buffer): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 16);
}
