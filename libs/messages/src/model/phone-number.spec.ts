import * as fc from 'fast-check';
import { phoneDigits, phoneEndings, soughtEndings, splitByPhones } from './phone-number';

describe('phone numbers', () => {
  it.each([
    ['+15550001234', '15550001234'],
    ['(555) 000-1234', '5550001234'],
    ['555.000.1234', '5550001234'],
    ['0049 171 2345678', '00491712345678'],
    ['+49 (0) 171 / 234 56 78', '491712345678'],
    ['0171-2345678', '01712345678'],
    ['＋１ ５５５ ０００ １２３４', '15550001234'],
    ['000-1234', '0001234'],
    ['1234567', '1234567'],
    ['123456', null],
    ['1234567890123456', null],
  ])('%s has the digits %s', (text, digits) => {
    expect(phoneDigits(text)).toBe(digits);
  });

  it('may have been dialled with zeros at the front, or have them', () => {
    expect(soughtEndings('00491712345678')).toEqual(['00491712345678', '491712345678']);
    expect(soughtEndings('0001234')).toEqual(['0001234']);
    expect(soughtEndings('15550001234')).toEqual(['15550001234']);
  });

  it('ends as it can be called: with the country, without it, within the town', () => {
    expect(phoneEndings('15550001234')).toEqual(['15550001234', '5550001234', '550001234', '50001234', '0001234']);
    expect(phoneEndings('005550001234')).toEqual(phoneEndings('5550001234'));
    expect(phoneEndings('0001234')).toEqual([]);
  });

  it.each([
    [
      'Ann (555) 000-1234 tomorrow',
      [
        ['Ann ', null],
        ['(555) 000-1234', '5550001234'],
        [' tomorrow', null],
      ],
    ],
    [
      '+15550001234 +491712345678',
      [
        ['+15550001234', '15550001234'],
        ['+491712345678', '491712345678'],
      ],
    ],
    ['order A5550001234', [['order A5550001234', null]]],
    ['ann5550001234@example.com', [['ann5550001234@example.com', null]]],
    ['5550001234*', [['5550001234*', null]]],
    [
      'room 12',
      [
        ['room ', null],
        ['12', null],
      ],
    ],
  ] as const)('%s is cut into numbers and the rest', (text, parts) => {
    expect(splitByPhones(text).map((part) => [part.text, part.digits])).toEqual(parts);
  });

  it('is found in any text by its digits, whatever stands between them', () => {
    const separators = fc.constantFrom('', ' ', '-', '.', ' - ', ') ', '/');
    fc.assert(
      fc.property(fc.stringMatching(/^[1-9]\d{6,14}$/), fc.array(separators, { minLength: 15, maxLength: 15 }), (digits, between) => {
        const written = [...digits].map((digit, index) => digit + (index === digits.length - 1 ? '' : between[index])).join('');
        expect(splitByPhones(`call ${written}, please`)).toEqual([
          { text: 'call ', digits: null },
          { text: written, digits },
          { text: ', please', digits: null },
        ]);
      }),
    );
  });
});
