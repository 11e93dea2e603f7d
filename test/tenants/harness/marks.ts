/** What a mark belongs to: messages with all their ids, texts of contacts, texts of users, or a credential, which nobody is ever shown. */
export type Kind = 'm' | 'c' | 'u' | 's';

/** A piece of text that exists once in the world, and tells whose it is wherever its bytes turn up. */
export interface Mark {
  readonly text: string;
  /** The place's letter. */
  readonly letter: string;
  readonly kind: Kind;
}

const KINDS: readonly Kind[] = ['m', 'c', 'u', 's'];
const WORD = /zq([a-z])([mcus])\d{5}qz/gi;
/** In phone numbers, which keep no letters: as long as they may be, since trace ids have digits too. */
const NUMBER = /44770980(\d)(\d)\d{5}/g;
/** Long enough for a cursor, a position or a token's payload, in either alphabet. */
const ENCODED = /[\w+/-]{40,}/g;
const A = 97;

/** Makes the marks of one place. */
export class Marks {
  private serial = 0;

  constructor(readonly letter: string) {}

  word(kind: Kind): string {
    return `zq${this.letter}${kind}${this.next()}qz`;
  }

  phone(kind: Kind): string {
    return `+44770980${KINDS.indexOf(kind)}${this.letter.charCodeAt(0) - A}${this.next()}`;
  }

  private next(): string {
    this.serial += 1;
    return String(this.serial).padStart(5, '0');
  }
}

/** Every mark in a text, in what is written in base64 in it too, by its own text in lower case. */
export function marksIn(text: string): Map<string, Mark> {
  const found = new Map<string, Mark>();
  collect(text, found);
  for (const [encoded] of text.matchAll(ENCODED)) collect(Buffer.from(encoded, 'base64').toString('latin1'), found);
  return found;
}

function collect(text: string, found: Map<string, Mark>): void {
  for (const [mark, letter = '', kind = ''] of text.matchAll(WORD)) {
    const lower = mark.toLowerCase();
    found.set(lower, { text: lower, letter: letter.toLowerCase(), kind: kind.toLowerCase() as Kind });
  }
  for (const [mark, kind, place] of text.matchAll(NUMBER)) {
    const ofKind = KINDS[Number(kind)];
    if (ofKind) found.set(mark, { text: mark, letter: String.fromCharCode(A + Number(place)), kind: ofKind });
  }
}
