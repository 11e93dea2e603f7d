import fc from 'fast-check';
import { findSecrets, makeSecret } from './harness/planted-secrets';

const WAYS: readonly ((text: string) => string)[] = [
  (text) => text,
  encodeURIComponent,
  (text) => Buffer.from(text).toString('hex'),
  (text) => Buffer.from(text).toString('base64'),
  (text) => Buffer.from(text).toString('base64url'),
];

describe('a secret', () => {
  it('is found in whatever it is part of, in each way of writing it', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme-ascii' }),
        fc.string({ unit: 'grapheme-ascii' }),
        fc.constantFrom(...WAYS),
        (before, after, write) => {
          const secret = makeSecret('pit-');
          expect(findSecrets([secret], 'a log', write(before + secret + after))).toEqual([
            expect.stringContaining(`${secret} is in a log`),
          ]);
        },
      ),
    );
  });

  it('is not found where it is not', () => {
    expect(findSecrets([makeSecret('pit-')], 'a log', `${makeSecret('pit-')} and more`)).toEqual([]);
  });
});
