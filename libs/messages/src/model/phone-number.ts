/** As many digits as a number within a town has at least, and one of any country at most (E.164). */
const FEWEST_DIGITS = 7;
const MOST_DIGITS = 15;
/** Digits and what people put between them. */
const NOTATION = /\+?[(\d][\d\s().\-/\u00a0\u2010-\u2015]*\d/g;

/** The digits of a phone number, without the zero in brackets that is dialled at home only; null for what is no phone number. */
export function phoneDigits(text: string): string | null {
  const digits = text
    .normalize('NFKC')
    .replace(/\(0+\)/g, '')
    .replace(/\D/g, '');
  return digits.length >= FEWEST_DIGITS && withoutPrefix(digits).length <= MOST_DIGITS ? digits : null;
}

/**
 * What a number that ends in these digits may be kept as: zeros at the front are dialled before it, at home or from abroad, or are its own,
 * where it's within a town.
 */
export function soughtEndings(digits: string): string[] {
  return [...new Set([digits, withoutPrefix(digits)])].filter((ending) => ending.length >= FEWEST_DIGITS);
}

/** Every end of a number by which it can be called for: with the country, without it, within the town. */
export function phoneEndings(digits: string): string[] {
  const whole = withoutPrefix(digits);
  return Array.from({ length: Math.max(0, whole.length - FEWEST_DIGITS + 1) }, (_, start) => whole.slice(start));
}

function withoutPrefix(digits: string): string {
  return digits.replace(/^0+/, '');
}

/** A text cut into phone numbers, in any notation, and what stands between them. */
export function splitByPhones(text: string): { readonly text: string; readonly digits: string | null }[] {
  const parts: { text: string; digits: string | null }[] = [];
  let at = 0;
  for (const match of text.matchAll(NOTATION)) {
    // A digit that belongs to a word before or after makes the whole a part of that word.
    const before = text.slice(at, match.index);
    const end = match.index + match[0].length;
    if (/[\p{L}\p{M}\p{N}@_]$/u.test(before) || /^[\p{L}\p{M}\p{N}@_*]/u.test(text.slice(end))) continue;
    const numbers = phoneDigits(match[0]) === null ? match[0].split(/\s+/) : [match[0]];
    parts.push({ text: before, digits: null }, ...numbers.map((number) => ({ text: number, digits: phoneDigits(number) })));
    at = end;
  }
  return [...parts, { text: text.slice(at), digits: null }].filter((part) => part.text.trim() !== '');
}
