import { splitByPhones } from './phone-number';
import { Word, wordsOf } from './words';

/** A word of a query: found as it is, or as the beginning of a word. */
export interface SoughtWord extends Pick<Word, 'text' | 'place'> {
  readonly isPrefix: boolean;
}

/** Words that must stand as they stand in the query: a phrase in quotes, or what the query has between two spaces. */
export type Phrase = readonly SoughtWord[];

/** A phone number: found by its digits in a contact, elsewhere by the words that it is written with. */
export interface SoughtPhone {
  readonly digits: string;
  readonly phrases: readonly Phrase[];
}

/** What a text must have, all of it. */
export interface TextQuery {
  readonly phrases: readonly Phrase[];
  readonly phones: readonly SoughtPhone[];
}

/** More than anybody types, and few enough for any of them to be looked up. */
const MOST_PHRASES = 32;
const QUOTES = /[“”„‟«»＂]/g;
const QUOTED = /"([^"]*)"?/g;

/** What the text asks for, or null when it has no word, or more than 32 of them. */
export function parseTextQuery(text: string): TextQuery | null {
  const phrases: Phrase[] = [];
  const phones: SoughtPhone[] = [];
  const unquoted = text.replace(QUOTES, '"').replace(QUOTED, (_, quoted: string) => {
    phrases.push(phraseOf(quoted));
    return ' ';
  });
  for (const part of splitByPhones(unquoted)) {
    const ofPart = part.text.split(/\s+/).map(phraseOf);
    if (part.digits === null) phrases.push(...ofPart);
    else phones.push({ digits: part.digits, phrases: ofPart.filter(hasWords) });
  }
  const sought = { phrases: distinct(phrases.filter(hasWords)), phones: distinct(phones) };
  const count = sought.phrases.length + sought.phones.reduce((sum, phone) => sum + phone.phrases.length, 0);
  return count === 0 || count > MOST_PHRASES ? null : sought;
}

/** An asterisk at the end makes a prefix of the last word. */
function phraseOf(text: string): Phrase {
  const words = wordsOf(text);
  const isPrefix = /[*＊]\s*$/.test(text);
  return words.flatMap((word, index) => {
    const isLast = index === words.length - 1;
    if (!word.endsRun) return [{ text: word.text, place: word.place, isPrefix: isPrefix && isLast }];
    // The pair before says it already; alone, it's the beginning of itself with whatever comes after.
    const before = words[index - 1];
    const isToldBefore = before !== undefined && before.endsRun !== true && before.text.endsWith(word.text);
    return isToldBefore ? [] : [{ text: word.text, place: word.place, isPrefix: true }];
  });
}

function hasWords(phrase: Phrase): boolean {
  return phrase.length > 0;
}

function distinct<One>(values: readonly One[]): One[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}
