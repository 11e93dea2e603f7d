import { Random } from './random';

const LETTERS_AND_DIGITS = Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789', 'latin1');
const HEX = Buffer.from('0123456789abcdef', 'latin1');

/** Ids as upstream's look, from a seed. */
export class IdSource {
  readonly #random: Random;
  // Cut from a buffer rather than joined, because joined strings stay ropes and cost three times the memory in a large world.
  readonly #buffer = Buffer.alloc(36);

  constructor(seed: number) {
    this.#random = new Random(seed);
  }

  /** 20 letters and digits. */
  next(): string {
    return this.#fill(20, LETTERS_AND_DIGITS);
  }

  /** A telephony provider's call id: `CA` and 32 hex digits. */
  callId(): string {
    this.#fill(34, HEX);
    this.#buffer.write('CA', 0, 'latin1');
    return this.#buffer.toString('latin1', 0, 34);
  }

  /** A trace id in UUID form. */
  traceId(): string {
    this.#fill(36, HEX);
    for (const dash of [8, 13, 18, 23]) this.#buffer.write('-', dash, 'latin1');
    return this.#buffer.toString('latin1', 0, 36);
  }

  #fill(length: number, alphabet: Buffer): string {
    let bits = 0;
    for (let i = 0; i < length; i++) {
      if (i % 4 === 0) bits = this.#random.uint32();
      this.#buffer[i] = alphabet[(bits & 0xff) % alphabet.length] as number;
      bits >>>= 8;
    }
    return this.#buffer.toString('latin1', 0, length);
  }
}
