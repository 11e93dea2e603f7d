import { createHash } from 'node:crypto';
import { ContactFields } from '../model/contact';
import { phoneDigits, phoneEndings, soughtEndings } from '../model/phone-number';
import { Phrase, TextQuery } from '../model/text-query';
import { Word, wordsOf } from '../model/words';

/**
 * Words as PostgreSQL's tsvector and tsquery, written here: no dictionary of the server has a say. Each lexeme begins with a mark of its
 * location, so that a list of the index is of one location; two may have the same mark, so rows are compared by location_id as well.
 */

/** Of these characters: a million marks. Of one length, so that no mark and word can be read as another mark and word. */
const MARK_CHARACTERS = 4;
/** No word begins so. */
const PHONE = '+';
/** PostgreSQL keeps places up to 16,383; of a text with more words the rest isn't searched. */
const MOST_WORDS = 16_000;
/** And of one word no more than this many. */
const MOST_PLACES = 255;
/** A tsvector is smaller than 1 MiB. Half of it, for what else is in it. */
const MOST_BYTES = 500_000;
/** Words of two fields are never next to each other. */
const FIELD_GAP = 10;

const marks = new Map<string, string>();
const MARKS = 10_000;

/** The words of a message as a tsvector; null when it has none. */
export function messageVector(locationId: string, body: string): string | null {
  return vectorOf(markOf(locationId), wordsOf(body));
}

/** The words of a contact as a tsvector, and its phone number by all its endings; null when it has none. */
export function contactVector(locationId: string, { fullName, contactName, companyName, email, phone }: ContactFields): string | null {
  const words: Word[] = [];
  for (const field of new Set([fullName, contactName, companyName, email, phone])) {
    const start = (words.at(-1)?.place ?? 0) + FIELD_GAP;
    if (field !== null) for (const { text, place } of wordsOf(field)) words.push({ text, place: start + place });
  }
  const digits = phone === null ? null : phoneDigits(phone);
  const place = (words.at(-1)?.place ?? 0) + FIELD_GAP;
  if (digits !== null) words.push(...phoneEndings(digits).map((ending) => ({ text: PHONE + ending, place })));
  return vectorOf(markOf(locationId), words);
}

/** What a message's words must match. */
export function messageQuery(locationId: string, { phrases, phones }: TextQuery): string {
  const mark = markOf(locationId);
  return allOf([...phrases, ...phones.flatMap((phone) => phone.phrases)].map((phrase) => phraseOf(mark, phrase)));
}

/** What a contact's words must match. */
export function contactQuery(locationId: string, { phrases, phones }: TextQuery): string {
  const mark = markOf(locationId);
  const numbers = phones.map(({ digits, phrases: written }) => {
    const asWritten = allOf(written.map((phrase) => phraseOf(mark, phrase)));
    const byDigits = soughtEndings(digits).map((ending) => `'${mark}${PHONE}${ending}'`);
    return `(${[...byDigits, asWritten].join(' | ')})`;
  });
  return allOf([...phrases.map((phrase) => phraseOf(mark, phrase)), ...numbers]);
}

/** Nothing in a lexeme needs escaping: they are letters, digits and marks, but for the sign of a phone number. */
function vectorOf(mark: string, words: readonly Word[]): string | null {
  const places = new Map<string, number[]>();
  let bytes = 0;
  for (const { text, place } of words) {
    if (place > MOST_WORDS || bytes > MOST_BYTES) break;
    const known = places.get(text);
    if (known && known.length === MOST_PLACES) continue;
    if (known) known.push(place);
    else places.set(text, [place]);
    bytes += known ? 2 : Buffer.byteLength(text) + MARK_CHARACTERS + 8;
  }
  if (places.size === 0) return null;
  return [...places].map(([text, at]) => `'${mark}${text}':${at.join(',')}`).join(' ');
}

function phraseOf(mark: string, phrase: Phrase): string {
  const steps = phrase.map(({ text, place, isPrefix }, index) => {
    const before = phrase[index - 1];
    return `${before ? ` <${place - before.place}> ` : ''}'${mark}${text}'${isPrefix ? ':*' : ''}`;
  });
  return phrase.length === 1 ? steps.join('') : `(${steps.join('')})`;
}

function allOf(conditions: readonly string[]): string {
  return `(${conditions.join(' & ')})`;
}

function markOf(locationId: string): string {
  const known = marks.get(locationId);
  if (known !== undefined) return known;
  const number = createHash('sha256').update(locationId).digest().readUIntBE(0, 6);
  const mark = number.toString(36).padStart(MARK_CHARACTERS, '0').slice(-MARK_CHARACTERS);
  if (marks.size >= MARKS) marks.clear();
  marks.set(locationId, mark);
  return mark;
}
