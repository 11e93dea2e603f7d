import * as fc from 'fast-check';
import { fold, Word, wordsOf } from './words';

const texts = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ unit: fc.constantFrom(...'aÀßİıςΣﬁ手机ガｶﾞกำ한글é\u0301\u0345\u3099١٣٣٢ ０-'), maxLength: 20 }),
);
const shown = (text: string) => wordsOf(text).map(({ text: word }: Word) => word);

describe('words', () => {
  it('are the same whatever their case, width and accents', () => {
    for (const [text, same] of [
      ['Ångström', 'angstrom'],
      ['STRASSE', 'straße'],
      ['ＡＢＣ１２３', 'abc123'],
      ['ΟΔΟΣ', 'οδός'],
      ['İSTANBUL', 'istanbul'],
      ['ﬁnance', 'FINANCE'],
      ['ｶﾞｲﾄﾞ', 'ガイド'],
      ['Đặt lịch', 'Đat lich'],
      ['مُحَمَّد', 'محمد'],
      ['Cafe\u0301', 'CAFÉ'],
    ] as const)
      expect(shown(text)).toEqual(shown(same));
  });

  it('keeps what makes another word', () => {
    expect(shown('か')).not.toEqual(shown('が'));
    expect(shown('กำ')).not.toEqual(shown('กา'));
    expect(shown('हिन्दी')).not.toEqual(shown('हन्द'));
  });

  it('cuts where there are neither letters nor digits', () => {
    expect(wordsOf("Don't e-mail a_b@example.com, 50%!")).toEqual(
      ['don', 't', 'e', 'mail', 'a', 'b', 'example', 'com', '50'].map((text, index) => ({ text, place: index + 1 })),
    );
    expect(wordsOf('  ?! 🙏 \0 \ud800')).toEqual([]);
  });

  it('has a word for each character of a script without spaces, with the one after it', () => {
    expect(wordsOf('iPhone手机 坏')).toEqual([
      { text: 'iphone', place: 1 },
      { text: '手机', place: 2 },
      { text: '机', place: 3, endsRun: true },
      { text: '坏', place: 4, endsRun: true },
    ]);
  });

  it('compares the first 64 characters of a word', () => {
    expect(shown('x'.repeat(1_000))).toEqual(['x'.repeat(64)]);
    expect(shown(`${'é'.repeat(63)}𝒳𝒴`)).toEqual([`${'e'.repeat(63)}x`]);
    expect([...(shown('𐐀'.repeat(100))[0] ?? '')]).toHaveLength(64);
  });

  it('are folded once and for all', () => {
    fc.assert(
      fc.property(texts, (text) => {
        expect(fold(fold(text))).toBe(fold(text));
        expect(shown(fold(text))).toEqual(shown(text));
      }),
      { numRuns: 2_000 },
    );
  });

  it('of what is put together are those of the parts', () => {
    fc.assert(
      fc.property(texts, texts, (one, other) => {
        expect(shown(`${one} ${other}`)).toEqual([...shown(one), ...shown(other)]);
      }),
      { numRuns: 2_000 },
    );
  });

  it('have letters, digits and marks only, and places in their order', () => {
    fc.assert(
      fc.property(texts, (text) => {
        wordsOf(text).forEach(({ text: word, place }, index) => {
          expect(word).toMatch(/^[\p{L}\p{M}\p{N}]+$/u);
          expect(place).toBe(index + 1);
        });
      }),
    );
  });
});
