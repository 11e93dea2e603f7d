/** Two clocks, since a wall clock may be set back and a budget measured on it would stall. */
export interface Clock {
  /** Epoch ms: for dates that are compared with upstream's. */
  now(): number;
  /** Ms from an arbitrary origin, never going back: for durations. */
  monotonic(): number;
}

/** Resolves after `ms`; rejects with the signal's reason as soon as it aborts. */
export type Sleep = (ms: number, signal?: AbortSignal) => Promise<void>;

/** Uniform in [0, 1). */
export type Random = () => number;

/** Node's timers ring at once when set for longer. */
export const MAX_TIMER_MS = 2 ** 31 - 1;

/** Everything not a function of the input, injected so that tests decide it and never wait. */
export interface Runtime {
  readonly clock: Clock;
  readonly random: Random;
  readonly sleep: Sleep;
}

export const systemRuntime: Runtime = {
  clock: { now: () => Date.now(), monotonic: () => performance.now() },
  random: () => Math.random(),
  sleep,
};

/** The reason of an abort that only puts a timer away: without one, each would build an exception with its stack, for nobody. */
export const NO_LONGER_NEEDED = Symbol('no longer needed');

function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason as Error);
    const onAbort = (): void => {
      clearTimeout(timer);
      reject(signal?.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    }, ms);
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}

/** Injection token of the Runtime in Nest. */
export const LEADCONNECTOR_RUNTIME = Symbol('LEADCONNECTOR_RUNTIME');
