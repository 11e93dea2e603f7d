import { Random } from '../seed/random';
import { Fault } from './fault';

/** Probabilities per authenticated request, at most one fault each. */
export interface FaultRate {
  tooManyRequests?: number;
  serverError?: number;
  /** The connection is reset. */
  reset?: number;
  /** A page repeats some of its rows. */
  repeatedRows?: number;
}

const SERVER_ERRORS = [500, 502, 503] as const;

/** Faults that strike at random, in an order fixed by the seed. */
export class RandomFaults {
  readonly #random: Random;

  constructor(
    private readonly rate: FaultRate,
    seed: number,
  ) {
    this.#random = new Random(seed);
  }

  take(): Fault | undefined {
    const { tooManyRequests = 0, serverError = 0, reset = 0, repeatedRows = 0 } = this.rate;
    const faults: [probability: number, make: () => Fault][] = [
      [tooManyRequests, () => ({ kind: 'status', status: 429 })],
      [serverError, () => ({ kind: 'status', status: this.#random.pick(SERVER_ERRORS) })],
      [reset, () => ({ kind: 'reset' })],
      [repeatedRows, () => ({ kind: 'rewrite', with: repeatRows })],
    ];
    const draw = this.#random.next();
    let reached = 0;
    for (const [probability, make] of faults) if (draw < (reached += probability)) return make();
    return undefined;
  }
}

/** The first three rows of a list twice in a row, so that order is kept. Other answers stay as they are. */
function repeatRows(body: Record<string, unknown>): unknown {
  return Object.fromEntries(
    Object.entries(body).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.flatMap((row: unknown, index) => (index < 3 ? [row, row] : [row])) : value,
    ]),
  );
}
