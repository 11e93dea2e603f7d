import { Random } from '../seed/random';
import { EventDraft } from './event-bodies';

/** What can go wrong with an event on its way. A forged one goes out beside the true one. */
export type Mischief =
  | { readonly kind: 'drop' }
  | { readonly kind: 'repeat'; readonly times?: number; readonly afterMs?: number }
  | { readonly kind: 'delay'; readonly ms: number }
  | { readonly kind: 'reorder' }
  | { readonly kind: 'forge' };

/** Probabilities per event, each by itself. */
export interface MischiefRates {
  readonly drop?: number;
  readonly repeat?: number;
  readonly delay?: number;
  readonly reorder?: number;
  readonly forge?: number;
}

export type EventMatch = (event: EventDraft) => boolean;

const LONGEST_DELAY_MS = 4_200_000;

/** What a test has ordered, and what strikes at random, in an order fixed by the seed. */
export class MischiefScript {
  #orders: { readonly match: EventMatch; readonly mischief: Mischief; remaining: number }[] = [];
  readonly #random: Random;

  constructor(
    private rates: MischiefRates,
    seed: number,
  ) {
    this.#random = new Random(seed);
  }

  /** The next `times` events that match go wrong in this way. */
  next(match: EventMatch, mischief: Mischief, times = 1): void {
    this.#orders.push({ match, mischief, remaining: times });
  }

  /** Every event that matches goes wrong until {@link clear}. */
  always(match: EventMatch, mischief: Mischief): void {
    this.next(match, mischief, Number.POSITIVE_INFINITY);
  }

  /** Nothing goes wrong any more, at random neither. */
  clear(): void {
    this.#orders = [];
    this.rates = {};
  }

  /** All that goes wrong with this event. */
  take(event: EventDraft): Mischief[] {
    const ordered = this.#orders.filter(({ match }) => match(event));
    for (const order of ordered) order.remaining -= 1;
    this.#orders = this.#orders.filter(({ remaining }) => remaining > 0);
    return [...ordered.map(({ mischief }) => mischief), ...this.#atRandom()];
  }

  #atRandom(): Mischief[] {
    const { drop = 0, repeat = 0, delay = 0, reorder = 0, forge = 0 } = this.rates;
    const afterMs = this.#random.int(LONGEST_DELAY_MS);
    const draws: [probability: number, mischief: Mischief][] = [
      [drop, { kind: 'drop' }],
      [repeat, { kind: 'repeat' }],
      [delay, { kind: 'delay', ms: afterMs }],
      [reorder, { kind: 'reorder' }],
      [forge, { kind: 'forge' }],
    ];
    return draws.filter(([probability]) => this.#random.chance(probability)).map(([, mischief]) => mischief);
  }
}
