import { generateKeyPairSync, KeyObject, sign } from 'node:crypto';
import * as fc from 'fast-check';
import { isSigned } from './signature';

const ED = generateKeyPairSync('ed25519');
const OTHER = generateKeyPairSync('ed25519');
const RSA = generateKeyPairSync('rsa', { modulusLength: 2048 });
const KEYS = { ed25519: [ED.publicKey], rsa: [] };
const WITH_RSA = { ed25519: [ED.publicKey], rsa: [RSA.publicKey] };
const BODY = Buffer.from(
  JSON.stringify({
    ...{ type: 'InboundMessage', locationId: 've9EPM428h8vShlRW1KT', messageId: 'msg1AbCdEfGhIjKlMnOp', userId: 'usr1AbCdEfGhIjKlMnOp' },
    ...{ webhookId: '7a1f6a52-8f0e-4a0e-9a52-0b6f1c1e3f0a', timestamp: '2025-10-30T22:47:07.000Z' },
  }),
);

const signed = (body: Buffer, key: KeyObject = ED.privateKey) => sign(null, body, key).toString('base64');
const signedByRsa = (body: Buffer) => sign('RSA-SHA256', body, RSA.privateKey).toString('base64');
const ghl = (value: string) => ['X-GHL-Signature', value];
const wh = (value: string) => ['X-WH-Signature', value];
const holds = (rawHeaders: string[], body: Buffer = BODY, keys: Parameters<typeof isSigned>[2] = KEYS) =>
  isSigned({ rawHeaders }, body, keys);

const flipped = (bytes: Buffer, bit: number): Buffer => {
  const copy = Buffer.from(bytes);
  copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return copy;
};
const bitsOf = (bytes: Buffer) => Array.from({ length: bytes.length * 8 }, (_, bit) => bit);

describe('isSigned', () => {
  it('accepts what was signed over these bytes, whatever the header is spelt like', () => {
    expect([holds(ghl(signed(BODY))), holds(['x-ghl-SIGNATURE', signed(BODY)]), holds(['Host', 'x', ...ghl(signed(BODY))])]).toEqual([
      true,
      true,
      true,
    ]);
  });

  it('refuses every single-bit change of the body', () => {
    const signature = signed(BODY);
    expect(bitsOf(BODY).filter((bit) => holds(ghl(signature), flipped(BODY, bit)))).toEqual([]);
  });

  it('refuses every single-bit change of the signature', () => {
    const signature = Buffer.from(signed(BODY), 'base64');
    expect(bitsOf(signature).filter((bit) => holds(ghl(flipped(signature, bit).toString('base64'))))).toEqual([]);
  });

  it('refuses every single-bit change of the text of the header', () => {
    const text = Buffer.from(signed(BODY), 'latin1');
    expect(bitsOf(text).filter((bit) => holds(ghl(flipped(text, bit).toString('latin1'))))).toEqual([]);
  });

  it('refuses any other bytes, and any other text', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.string(), (bytes, text) => {
        const other = Buffer.from(bytes);
        return !holds(ghl(signed(BODY)), other) && !holds(ghl(text), BODY) && holds(ghl(signed(other)), other);
      }),
      { numRuns: 200 },
    );
  });

  it.each([
    ['no header', []],
    ['an empty one', ghl('')],
    ['one given twice, both right', [...ghl(signed(BODY)), ...ghl(signed(BODY))]],
    ['two in one', ghl(`${signed(BODY)}, ${signed(BODY)}`)],
    ['one without its padding', ghl(signed(BODY).replace(/=+$/, ''))],
    ['base64url', ghl(signed(BODY).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, ''))],
    ['white space within', ghl(`${signed(BODY).slice(0, 40)} ${signed(BODY).slice(40)}`)],
    ['hexadecimal', ghl(Buffer.from(signed(BODY), 'base64').toString('hex'))],
    ['more bytes than a signature has', ghl(Buffer.concat([Buffer.from(signed(BODY), 'base64'), Buffer.alloc(3)]).toString('base64'))],
    ['another key', ghl(signed(BODY, OTHER.privateKey))],
    ['a huge one', ghl('A'.repeat(100_000))],
    ['one in the other header', wh(signed(BODY))],
  ])('refuses %s', (_, headers) => {
    expect(holds(headers)).toBe(false);
  });

  it('accepts any of several keys, so that an old and a new one overlap', () => {
    const both = { ed25519: [ED.publicKey, OTHER.publicKey], rsa: [] };
    expect([holds(ghl(signed(BODY)), BODY, both), holds(ghl(signed(BODY, OTHER.privateKey)), BODY, both)]).toEqual([true, true]);
  });

  it('takes the older signature only where it has keys for it', () => {
    expect([holds(wh(signedByRsa(BODY))), holds(wh(signedByRsa(BODY)), BODY, WITH_RSA)]).toEqual([false, true]);
    expect(holds([...wh(signedByRsa(BODY)), ...wh(signedByRsa(BODY))], BODY, WITH_RSA)).toBe(false);
    expect(holds(wh(signedByRsa(BODY)), Buffer.from('{}'), WITH_RSA)).toBe(false);
  });

  it('wants Ed25519 to hold where both are given', () => {
    expect(holds([...ghl(signed(BODY, OTHER.privateKey)), ...wh(signedByRsa(BODY))], BODY, WITH_RSA)).toBe(false);
    expect(holds([...ghl(signed(BODY)), ...wh('none')], BODY, WITH_RSA)).toBe(true);
  });
});
