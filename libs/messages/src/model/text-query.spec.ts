import { parseTextQuery } from './text-query';

const word = (text: string, place = 1, isPrefix = false) => ({ text, place, isPrefix });

describe('a query', () => {
  it('has words, phrases in quotes of any kind, and prefixes', () => {
    expect(parseTextQuery('Invoice "next  week" “see you” e-mail tues*')).toEqual({
      phrases: [
        [word('next'), word('week', 2)],
        [word('see'), word('you', 2)],
        [word('invoice')],
        [word('e'), word('mail', 2)],
        [word('tues', 1, true)],
      ],
      phones: [],
    });
  });

  it('takes a quote that is not closed to the end', () => {
    expect(parseTextQuery('"see you')).toEqual({ phrases: [[word('see'), word('you', 2)]], phones: [] });
  });

  it('makes phrases of the characters of a script without spaces', () => {
    expect(parseTextQuery('手机坏了')).toEqual({ phrases: [[word('手机'), word('机坏', 2), word('坏了', 3)]], phones: [] });
    expect(parseTextQuery('手')).toEqual({ phrases: [[word('手', 1, true)]], phones: [] });
    expect(parseTextQuery('手abc机')).toEqual({ phrases: [[word('手', 1, true), word('abc', 2), word('机', 3, true)]], phones: [] });
    expect(parseTextQuery('手机abc')).toEqual({ phrases: [[word('手机'), word('abc', 3)]], phones: [] });
  });

  it('has phone numbers in any notation, and how they were written', () => {
    expect(parseTextQuery('Ann (555) 000-1234')).toEqual({
      phrases: [[word('ann')]],
      phones: [{ digits: '5550001234', phrases: [[word('555')], [word('000'), word('1234', 2)]] }],
    });
  });

  it('passes over what has no word, and what it has already', () => {
    expect(parseTextQuery('ann & ann | !')).toEqual({ phrases: [[word('ann')]], phones: [] });
  });

  it.each(['', ' ', '"', '""', '*', '&|!<->', '\0', '🙏', '\ud800'])('is none without a word: %j', (text) => {
    expect(parseTextQuery(text)).toBeNull();
  });

  it('has 32 words at most', () => {
    const words = (count: number) => Array.from({ length: count }, (_, index) => `w${index}`).join(' ');
    expect(parseTextQuery(words(32))?.phrases).toHaveLength(32);
    expect(parseTextQuery(words(33))).toBeNull();
  });
});
