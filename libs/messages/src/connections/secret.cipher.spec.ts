import fc from 'fast-check';
import { randomBytes } from 'node:crypto';
import { KeyRing } from './key.ring';
import { SecretCipher, SecretPlace } from './secret.cipher';

const KEYS = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)] as const;
const PLACE: SecretPlace = { kind: 'oauth', ownerId: 'loc1' };
const cipher = new SecretCipher(new KeyRing(KEYS));

const aPlace = fc.record({
  kind: fc.constantFrom<SecretPlace['kind']>('private-integration', 'oauth', 'company'),
  ownerId: fc.string({ minLength: 1, maxLength: 40 }),
});
const aKey = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes));

describe('sealed secrets', () => {
  it('open in their place, whatever they are, and show nothing of it', () => {
    fc.assert(
      fc.property(aKey, aPlace, fc.string({ unit: 'grapheme', minLength: 8 }), (key, place, text) => {
        const one = new SecretCipher(new KeyRing([key]));
        const sealed = one.seal(place, text);
        expect(one.open(place, sealed)).toBe(text);
        expect(sealed.bytes.includes(Buffer.from(text))).toBe(false);
      }),
    );
  });

  it('are refused when a single bit of them is another', () => {
    const { keyId, bytes } = cipher.seal(PLACE, 'access and refresh');
    const opened = Array.from({ length: bytes.length * 8 }, (_, bit) => {
      const changed = Buffer.from(bytes);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      return cipher.open(PLACE, { keyId, bytes: changed });
    });
    expect(opened.filter((text) => text !== null)).toEqual([]);
  });

  it('are refused when they are cut or lengthened', () => {
    const { keyId, bytes } = cipher.seal(PLACE, 'a');
    for (let length = 0; length < bytes.length; length += 1)
      expect(cipher.open(PLACE, { keyId, bytes: bytes.subarray(0, length) })).toBeNull();
    expect(cipher.open(PLACE, { keyId, bytes: Buffer.concat([bytes, Buffer.of(0)]) })).toBeNull();
  });

  it('are refused in any other place', () => {
    fc.assert(
      fc.property(aPlace, aPlace, (place, other) => {
        fc.pre(place.kind !== other.kind || place.ownerId !== other.ownerId);
        expect(cipher.open(other, cipher.seal(place, 'secret'))).toBeNull();
      }),
    );
  });

  it('differ though they hold the same', () => {
    const all = Array.from({ length: 1_000 }, () => cipher.seal(PLACE, 'same').bytes.subarray(1, 13).toString('hex'));
    expect(new Set(all).size).toBe(1_000);
  });

  it('are sealed with the first key and opened with any', () => {
    const old = new SecretCipher(new KeyRing([KEYS[1]]));
    const sealed = old.seal(PLACE, 'secret');
    expect([cipher.open(PLACE, sealed), cipher.knows(sealed.keyId), sealed.keyId === cipher.firstKeyId]).toEqual(['secret', true, false]);
    expect(old.open(PLACE, cipher.seal(PLACE, 'secret'))).toBeNull();
  });

  it('are refused when they name another key than theirs', () => {
    const sealed = cipher.seal(PLACE, 'secret');
    const other = new SecretCipher(new KeyRing([KEYS[1]])).seal(PLACE, 'secret');
    expect(cipher.open(PLACE, { keyId: other.keyId, bytes: sealed.bytes })).toBeNull();
  });

  it('need a key, and say so', () => {
    const none = new SecretCipher(new KeyRing([]));
    expect(() => none.seal(PLACE, 'secret')).toThrow(expect.objectContaining({ code: 'encryption-key-missing' }));
    expect([none.firstKeyId, none.open(PLACE, cipher.seal(PLACE, 'secret'))]).toEqual([null, null]);
  });

  it('are known by ids that say nothing of the keys', () => {
    const key = randomBytes(32);
    const { first } = new KeyRing([key]);
    expect(first?.id).toMatch(/^[0-9a-f]{16}$/);
    expect(key.toString('hex')).not.toContain(first?.id);
  });
});
