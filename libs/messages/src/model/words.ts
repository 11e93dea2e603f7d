/** A word of a text as it is compared: folded, with its place among the words of the text, the first being 1. */
export interface Word {
  readonly text: string;
  readonly place: number;
  /** A character of a script without spaces after which that script's run ends: its text is that character alone. */
  readonly endsRun?: true;
}

/** What is compared of a word; no word that people use is longer. In code points. */
const KEPT_CHARACTERS = 64;
/** Marks that people leave out when they type: accents, and the vowel signs of Hebrew and Arabic. Others are part of the spelling. */
const OMITTED_RANGES = [
  ['\\u0300-\\u036f', '\\u1ab0-\\u1aff', '\\u1dc0-\\u1dff'],
  ['\\u0591-\\u05bd', '\\u05bf', '\\u05c1', '\\u05c2', '\\u05c4', '\\u05c5', '\\u05c7'],
  ['\\u0610-\\u061a', '\\u0640', '\\u064b-\\u065f', '\\u0670'],
];
// eslint-disable-next-line no-misleading-character-class -- marks are meant one by one, not as parts of characters
const OMITTED_MARKS = new RegExp(`[${OMITTED_RANGES.flat().join('')}]`, 'g');
/** Scripts that are written without spaces, or, as Korean, whose words are glued to others. */
const UNSPACED =
  '\\p{scx=Han}\\p{scx=Hiragana}\\p{scx=Katakana}\\p{scx=Bopomofo}\\p{scx=Hangul}\\p{sc=Thai}\\p{sc=Lao}\\p{sc=Khmer}\\p{sc=Myanmar}';
const IN_WORDS = '[\\p{L}\\p{M}\\p{N}]';
const RUNS = new RegExp(`((?:(?=${IN_WORDS})[${UNSPACED}])+)|(?:(?![${UNSPACED}])${IN_WORDS})+`, 'gu');
const ASCII = /^[\0-\x7f]*$/;
const ASCII_WORDS = /[a-z0-9]+/g;

/**
 * The text with all that makes no difference taken away: case, width and other forms of compatibility (NFKC), accents. Folding what is
 * folded changes nothing.
 */
export function fold(text: string): string {
  if (ASCII.test(text)) return text.toLowerCase();
  // Upper case first: that makes SS of ß, and one letter of the two small sigmas and the two small i's. Twice: taking marks away can leave
  // letters that compose, or have another case.
  return foldOnce(foldOnce(text));
}

/**
 * The words of a text in their order. A script that has spaces is cut where there are neither letters, digits nor marks. A run of one that
 * has none has a word for each of its characters: it and the one after it, at the end of the run it alone. So whatever part of a run
 * is looked for, it's found as a phrase: where a dictionary would cut one or the other makes no difference.
 */
export function wordsOf(text: string): Word[] {
  const folded = fold(text);
  if (ASCII.test(folded)) return (folded.match(ASCII_WORDS) ?? []).map((word, index) => ({ text: kept(word), place: index + 1 }));
  const words: Word[] = [];
  for (const [run, unspaced] of folded.matchAll(RUNS)) {
    if (unspaced === undefined) words.push({ text: kept(run), place: words.length + 1 });
    else words.push(...pairsOf([...unspaced], words.length + 1));
  }
  return words;
}

function pairsOf(characters: readonly string[], place: number): Word[] {
  return characters.map((character, index) => {
    const next = characters[index + 1];
    return next === undefined ? { text: character, place: place + index, endsRun: true } : { text: character + next, place: place + index };
  });
}

function kept(word: string): string {
  return word.length <= KEPT_CHARACTERS ? word : [...word].slice(0, KEPT_CHARACTERS).join('');
}

function foldOnce(text: string): string {
  const cased = text.normalize('NFKC').toUpperCase().toLowerCase().replaceAll('ς', 'σ');
  return cased.normalize('NFD').replace(OMITTED_MARKS, '').normalize('NFKC');
}
