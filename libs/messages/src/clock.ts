/** The time of day, injected so that tests set it. */
export interface Clock {
  /** Epoch ms. */
  now(): number;
}

export const CLOCK = Symbol('CLOCK');

export const SYSTEM_CLOCK: Clock = { now: () => Date.now() };
